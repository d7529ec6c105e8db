"""Numbers as IBM System/360 doubles, the form of SAS transport files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from converter.compute.missing import LETTERS, special_missing

Floats = npt.NDArray[np.float64]
SIGN = np.uint64(1 << 63)


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
    fraction = bits & np.uint64((1 << 56) - 1)
    first = (bits >> np.uint64(56)).astype(np.int64)
    values: Floats = np.ldexp(fraction.astype(np.float64), 4 * ((first & 0x7F) - 64) - 56)
    values = np.where(first & 0x80, -values, values)
    for code in (ord("."), *map(ord, LETTERS)):
        missing = (fraction == 0) & (first == code)
        if missing.any():
            values[missing] = np.nan if code == ord(".") else special_missing(chr(code))
    return values
