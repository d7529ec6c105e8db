"""Percentiles as SAS gives them by default: definition 5, the empirical distribution with averages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from converter.compute.numbers.rounding import same, whole_part
from converter.spec.values.number import plain_number


def percentile(values: pd.Series, percent: float, groups: pd.Series | None = None) -> pd.Series:
    """Give the percentile of each group of numbers, on the groups in their order (without groups: one, named 0).

    Of n known numbers in order, n * percent / 100 = j + g with j whole: the mean of numbers j and j + 1 where g is 0,
    else number j + 1 (PCTLDEF=5). Below the first number stands the first, above the last the last. Missing numbers do
    not count; a group of nothing else is missing. Raises ValueError for a percent outside 0 to 100.
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004 - the bounds of a percent
        message = f"expected a percent from 0 to 100, got {plain_number(percent)}"
        raise ValueError(message)
    names = pd.Series(0, index=values.index) if groups is None else groups
    frame = pd.DataFrame({"group": names, "value": values.astype("float64")}).sort_values(["group", "value"])
    counts = frame.groupby("group", sort=True)["value"].agg(["size", "count"])
    starts = counts["size"].cumsum() - counts["size"]
    wanted = counts["count"] * percent / 100
    whole = whole_part(wanted)
    exact = same(wanted, whole)
    lower = _at(frame["value"], starts, counts["count"], whole.where(exact, whole + 1))
    upper = _at(frame["value"], starts, counts["count"], whole + 1)
    answer: pd.Series = (lower + upper) / 2
    answer.name = values.name
    return answer


def _at(values: pd.Series, starts: pd.Series, counts: pd.Series, number: pd.Series) -> pd.Series:
    """Take the value with this number (from 1) of each group, the nearest there is; missing of an empty group."""
    place = starts + np.clip(number, 1, np.maximum(counts, 1)) - 1
    return pd.Series(values.to_numpy()[place.to_numpy(dtype="int64")], index=counts.index).where(counts > 0)
