"""Rows that are the same: numbered, or found among millions by a number of 64 bits each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.dataset import Frame

Hashes = npt.NDArray[np.uint64]


def stripped(rows: Frame) -> Frame:
    """Leave out the outer blanks of each cell."""
    return pd.DataFrame({name: rows[name].str.strip() for name in rows}, index=rows.index)


def hashes(rows: Frame) -> Hashes:
    """Give a number for each row, the same for rows that are the same in every column, outer blanks aside.

    Rows that are not the same have the same number once in 10^19 pairs: who finds one looks at the rows.
    """
    if not len(rows.columns):
        return np.zeros(len(rows), dtype=np.uint64)
    found: Hashes = np.asarray(pd.util.hash_pandas_object(stripped(rows), index=False), dtype=np.uint64)
    return found


def in_several_rows(numbers: Sequence[Hashes]) -> list[npt.NDArray[np.bool_]]:
    """Tell of each number, in parts, whether another row has it too."""
    every = np.sort(np.concatenate([np.empty(0, dtype=np.uint64), *numbers]))
    several = np.unique(every[1:][every[1:] == every[:-1]])
    return [_among(part, several) for part in numbers]


def _among(numbers: Hashes, several: Hashes) -> npt.NDArray[np.bool_]:
    if not len(several):
        return np.zeros(len(numbers), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = several[np.searchsorted(several[:-1], numbers)] == numbers
    return found


def numbered(rows: Frame) -> tuple[npt.NDArray[np.int64], Frame]:
    """Give the rows that differ, as each stands first, and of each row the position of its like among these."""
    numbers = np.zeros(len(rows), dtype=np.int64)
    for name in rows:
        codes, texts = pd.factorize(rows[name])
        numbers = pd.factorize(numbers * len(texts) + codes)[0].astype(np.int64)
    first = np.zeros(numbers.max(initial=-1) + 1, dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(rows))[::-1]
    return numbers, rows.iloc[first]
