"""Months and years of the calendar between two dates: from anniversary to anniversary."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EPOCH = np.datetime64("1960-01-01", "D")
"""The day 0 of SAS dates."""
MONTHS = {"months": 1, "years": 12}
Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]


def by_calendar(start: pd.Series, end: pd.Series, unit: str) -> pd.Series:
    """Give the months or years between SAS dates, negative where they run back; a part of one by its own days.

    The anniversary of a day that a month lacks is its last one: a month after 31 January is 28 or 29 February. Source:
    the intervals of lubridate, which admiral takes for type = "interval".
    """
    known = start.notna() & end.notna()
    first, last = (one[known].to_numpy(dtype="float64") for one in (start, end))
    sign = np.where(last < first, -1.0, 1.0)
    earlier, later = (
        EPOCH + np.floor(one).astype("int64") for one in (np.minimum(first, last), np.maximum(first, last))
    )
    size = MONTHS[unit]
    apart = _month(later) - _month(earlier)
    whole = (apart - (_anniversary(earlier, apart) > later)) // size
    before, after = _anniversary(earlier, whole * size), _anniversary(earlier, (whole + 1) * size)
    part = (later - before).astype("int64") / (after - before).astype("int64")
    answer = pd.Series(np.nan, index=start.index)
    answer[known] = sign * (whole + part)
    return answer


def _month(days: Days) -> Numbers:
    return days.astype("datetime64[M]").astype("int64")


def _anniversary(days: Days, months: Numbers) -> Days:
    """Give the same day of the month so many months later, or the last day of a month that lacks it."""
    begin = days.astype("datetime64[M]")
    late = (days - begin.astype("datetime64[D]")).astype("int64")
    month = begin + months
    last = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype("int64") - 1
    found: Days = month.astype("datetime64[D]") + np.minimum(late, last)
    return found
