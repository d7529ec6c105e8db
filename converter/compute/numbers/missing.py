"""SAS special missing values .A to .Z and ._ as NaN with a payload, so that they survive every copy."""

from __future__ import annotations

import numpy as np
import pandas as pd

_QUIET = 0x7FF8_0000_0000_0000
_MARK = 0x0000_5A5A_0000_0000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"


def special_missing(letter: str) -> float:
    """Give the special missing value .A to .Z or ._ as a float; raises ValueError for another letter."""
    if letter not in LETTERS or len(letter) != 1:
        message = f"expected one of A to Z or _, got '{letter}'"
        raise ValueError(message)
    return float(np.array([_QUIET | _MARK | ord(letter)], dtype="uint64").view("float64")[0])


def missing_letters(values: pd.Series) -> pd.Series:
    """Give the letter of each special missing value, blank for numbers and ordinary missing."""
    bits = np.ascontiguousarray(values.to_numpy(dtype="float64")).view("uint64")
    marked = (bits & np.uint64(0xFFFF_FFFF_FFFF_FF00)) == np.uint64(_QUIET | _MARK)
    letters = np.array([chr(code) if chr(code) in LETTERS else "" for code in range(256)])
    return pd.Series(np.where(marked, letters[bits & np.uint64(0xFF)], ""), index=values.index, dtype="str")
