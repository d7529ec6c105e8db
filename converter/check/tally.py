"""What is usual in a study, as counts that add up: those of two ranges of subjects to those of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.dataset import FoundDataset, Frame

if TYPE_CHECKING:
    from converter.check.shipment import Shipment

N, AT = "n", "at"

Tally: TypeAlias = Callable[["Shipment", FoundDataset], Frame]
"""Counts the records of a dataset by what a check compares, as `counted` gives it; of no use to the check: no rows."""


def counted(frame: Frame) -> Frame:
    """Count the records of each distinct combination of a frame's values: how many (`n`), and the first one (`at`).

    `at` is a label of the index, which numbers the records of the whole dataset; they stand in its order.
    """
    if frame.empty or not len(frame.columns):
        return frame.head(0).assign(n=pd.Series(dtype="int64"), at=pd.Series(dtype="int64"))
    ordered = frame if frame.index.is_monotonic_increasing else frame.sort_index(kind="stable")
    numbers = kinds(ordered)
    found, first = np.unique(numbers, return_index=True)
    at = ordered.index.to_numpy()[first]
    return ordered.iloc[first].assign(n=np.bincount(numbers, minlength=len(found)), at=at).reset_index(drop=True)


def kinds(frame: Frame) -> npt.NDArray[np.int64]:
    """Give each record the number of its combination of values, from 0, in the order of the first; missing is one."""
    numbers = np.zeros(len(frame), dtype="int64")
    for name in frame:
        codes, distinct = pd.factorize(frame[name], use_na_sentinel=False)
        numbers = pd.factorize(numbers * len(distinct) + codes)[0].astype("int64")
    return numbers


def added(tallies: Iterable[Frame]) -> Frame:
    """Add up the counts of parts of a dataset."""
    every = [*tallies]
    filled = [one for one in every if len(one)]
    if len(filled) <= 1:
        return filled[0] if filled else every[0]
    together = pd.concat(filled, ignore_index=True)
    keys = [name for name in together if name not in {N, AT}]
    counts = together.groupby(keys, dropna=False, sort=False).agg(n=(N, "sum"), at=(AT, "min"))
    return counts.reset_index().sort_values(AT, kind="stable", ignore_index=True)


def beside(frame: Frame, found: Frame, name: str) -> pd.Series:
    """Give what a table has for each record of a frame, by all columns of the frame; missing where it has nothing."""
    by = list(frame)
    return frame.merge(found[[*by, name]], how="left", on=by).set_axis(frame.index)[name]


def stands_in(frame: Frame, found: Frame) -> pd.Series:
    """Tell which records of a frame have a combination of values that a table has; it has the same columns."""
    if found.empty:
        return pd.Series(data=False, index=frame.index)
    return beside(frame, found[list(frame)].drop_duplicates().assign(there=True), "there").notna()
