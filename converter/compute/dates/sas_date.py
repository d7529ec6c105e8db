"""SAS dates: days since 1960-01-01, as numeric dates of ADaM are kept."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from converter.compute.dates.iso8601 import day_number
from converter.compute.dates.sas_calendar import FIRST, LAST, LEAPS, calendar_days, sas_days
from converter.compute.numbers.numbers import number_text

EPOCH = -3653.0
"""1960-01-01 in days since 1970-01-01."""


def sas_date(values: pd.Series) -> pd.Series:
    """Give the SAS date of ISO 8601 text as float64; NaN where year, month or day is not known."""
    days = day_number(values) - EPOCH
    return sas_days(days) if days.max() > LEAPS[0] else days


def sas_day(day: date) -> float:
    """Give the SAS date of a day."""
    return sas_days(float((day - date(1960, 1, 1)).days))


def iso_date(values: pd.Series) -> pd.Series:
    """Write SAS dates as ISO 8601 text; blank where missing. What is no day of the calendar of SAS stays a number."""
    there = values.between(FIRST, LAST + 1, inclusive="left")
    days = np.floor(calendar_days(values.where(there, 0.0).astype("float64"))).to_numpy(dtype="int64")
    text = np.datetime_as_string(np.datetime64("1960-01-01", "D") + days.astype("timedelta64[D]"))
    return pd.Series(text, index=values.index, dtype="str").where(there, number_text(values))


Completion: TypeAlias = Literal["first", "middle", "last"]
"""The day that stands for a partial date; the middle is the 15th of a month that is known, else 1 July."""


def completed(text: pd.Series, which: Completion) -> pd.Series:
    """Complete a year, or a year and month, to the first, middle or last day it can be; other text stays as it is."""
    year, month = text.str.fullmatch(r"\d{4}"), text.str.fullmatch(r"\d{4}-\d{2}")
    if which == "first":
        return text.mask(year, text + "-01-01").mask(month, text + "-01")
    if which == "middle":
        return text.mask(year, text + "-07-01").mask(month, text + "-15")
    ends = pd.to_datetime(text.where(month) + "-01", errors="coerce") + pd.offsets.MonthEnd(0)
    return text.mask(year, text + "-12-31").mask(month & ends.notna(), ends.dt.strftime("%Y-%m-%d").astype("str"))
