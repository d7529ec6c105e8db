"""Numbers as IBM System/360 doubles, the form of SAS transport files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from converter.compute.numbers.missing import LETTERS, special_missing

Floats = npt.NDArray[np.float64]
SIGN = np.uint64(1 << 63)
FRACTION = np.uint64((1 << 56) - 1)
PAYLOAD = np.full(256, np.nan)
PAYLOAD[[ord(letter) for letter in LETTERS]] = [special_missing(letter) for letter in LETTERS]
"""The missing value that each first byte stands for where nothing follows it, if it is one of MISSING."""
MISSING = np.isin(np.arange(256), [ord("."), *map(ord, LETTERS)])


def ibm_doubles(values: Floats) -> npt.NDArray[np.uint64]:
    """Convert finite numbers to IBM doubles, exactly: 56 bits of fraction hold the 53 of IEEE 754.

    Raises nothing; ask `representable` first. Source: SAS TS-140; IBM System/360 Principles of Operation.
    """
    fraction, exponent = np.frexp(np.abs(values))
    power = -((-exponent) // 4)
    shift = (4 * power - exponent).astype(np.uint64)
    mantissa = np.ldexp(fraction, 53).astype(np.uint64) << (np.uint64(3) - shift)
    bits = ((power + 64).astype(np.uint64) << np.uint64(56)) | mantissa
    bits = np.where(np.signbit(values), bits | SIGN, bits)
    return np.where(values == 0, np.uint64(0), bits)


def representable(values: Floats) -> npt.NDArray[np.bool_]:
    """Tell which numbers an IBM double holds: zero, and magnitudes from 16**-65 up to 16**63 exclusive."""
    size = np.abs(values)
    held: npt.NDArray[np.bool_] = (values == 0) | ((size >= 16.0**-65) & (size < 16.0**63))
    return held


def from_ibm(bits: npt.NDArray[np.uint64]) -> Floats:
    """Convert IBM doubles to IEEE 754; the last 3 of their 56 bits are rounded, special missing values stay NaN.

    A missing value is '.', '_' or a letter in the first byte and nothing else; it is NaN with the letter as payload.
    Source: SAS TS-140.
    """
    fraction = bits & FRACTION
    first = (bits >> np.uint64(56)).astype(np.uint8)
    power = (first & np.uint8(0x7F)).astype(np.int32)
    values: Floats = np.ldexp(fraction.astype(np.float64), 4 * (power - 64) - 56)
    np.negative(values, out=values, where=first >= first.dtype.type(0x80))
    bare = np.flatnonzero((fraction == 0) & (bits != 0))
    if len(bare):
        codes = first[bare]
        values[bare] = np.where(MISSING[codes], PAYLOAD[codes], values[bare])
    return values
