"""Match the records of two datasets by their keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from converter.comparison.comparison import SIDES, Positions, Records, Side
from converter.comparison.values import Pair
from converter.dataset import Frame


def matched(sizes: tuple[int, int], keys: Sequence[Pair]) -> Records:
    """Match the records of two datasets by their keys, without any by their number.

    Where several records of a side have the same key the second of one matches the second of the other, as in PROC
    COMPARE with an ID statement; missing is a value as any other.
    """
    if not keys:
        both = np.arange(min(sizes))
        rest = (np.arange(len(both), size) for size in sizes)
        return Records(both, both, dict(zip(SIDES, rest, strict=True)), dict.fromkeys(SIDES, 0))
    codes = _codes(keys, sizes[0])
    base, compare = (_numbered(codes[slice(*ends)]) for ends in ((0, sizes[0]), (sizes[0], None)))
    there = pd.Series(np.arange(len(compare)), index=pd.MultiIndex.from_frame(compare))
    found = there.reindex(pd.MultiIndex.from_frame(base), fill_value=-1).to_numpy(dtype="int64")
    left = np.flatnonzero(found >= 0)
    right = found[left]
    added = np.setdiff1d(np.arange(sizes[1]), right)
    only: dict[Side, Positions] = {"base": np.flatnonzero(found < 0), "compare": added}
    return Records(left, right, only, {"base": _repeated(base), "compare": _repeated(compare)})


def _codes(keys: Sequence[Pair], size: int) -> Positions:
    """Give a number to each of the distinct keys of both sides together."""
    codes = np.zeros(size + len(keys[0].compare), dtype="int64")
    for pair in keys:
        both = pd.concat([pair.base, pair.compare], ignore_index=True)
        own, distinct = pd.factorize(both, use_na_sentinel=False)
        codes = pd.factorize(codes * len(distinct) + own)[0]
    return codes


def _numbered(codes: Positions) -> Frame:
    """Give the key of each record, and how many with the same key stand before it."""
    key = pd.Series(codes)
    return pd.DataFrame({"key": key, "nth": key.groupby(key).cumcount()})


def _repeated(numbered: Frame) -> int:
    return int((numbered["nth"] > 0).sum())
