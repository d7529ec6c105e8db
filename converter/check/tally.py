"""What is usual in a study, as counts that add up: those of two ranges of subjects to those of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

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
    groups = frame.assign(at=frame.index).groupby(list(frame), dropna=False, sort=False)
    return _in_order(groups.agg(n=(AT, "size"), at=(AT, "min")))


def added(tallies: Iterable[Frame]) -> Frame:
    """Add up the counts of parts of a dataset."""
    every = [*tallies]
    filled = [one for one in every if len(one)]
    if len(filled) <= 1:
        return filled[0] if filled else every[0]
    together = pd.concat(filled, ignore_index=True)
    keys = [name for name in together if name not in {N, AT}]
    return _in_order(together.groupby(keys, dropna=False, sort=False).agg(n=(N, "sum"), at=(AT, "min")))


def beside(frame: Frame, found: Frame, name: str) -> pd.Series:
    """Give what a table has for each record of a frame, by all columns of the frame; missing where it has nothing."""
    by = list(frame)
    return frame.merge(found[[*by, name]], how="left", on=by).set_axis(frame.index)[name]


def stands_in(frame: Frame, found: Frame) -> pd.Series:
    """Tell which records of a frame have a combination of values that a table has; it has the same columns."""
    if found.empty:
        return pd.Series(data=False, index=frame.index)
    return beside(frame, found[list(frame)].drop_duplicates().assign(there=True), "there").notna()


def _in_order(counts: pd.DataFrame) -> Frame:
    return counts.reset_index().sort_values(AT, kind="stable", ignore_index=True)
