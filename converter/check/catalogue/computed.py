"""What a check can compute to compare with: numbers of texts, differences, ratios, days, the side of a range."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from converter.compute.dates.iso8601 import day_number
from converter.compute.dates.sas_date import sas_date
from converter.compute.numbers.numbers import number_text, read_numbers
from converter.compute.numbers.rounding import COMPARE, SAME

SECONDS_A_DAY = 86400.0


def number(*, of: pd.Series) -> pd.Series:
    """Give the number that a text is; nothing for other text."""
    return read_numbers(of)[0]


def near(*, value: pd.Series, of: pd.Series) -> pd.Series:
    """Give the number of `of`; of a value that is the same but for the rounding of its last decimal, its own."""
    own, exact = number(of=value), number(of=of)
    decimals = value.astype("str").str.extract(r"\.([0-9]+)$")[0].str.len().fillna(0)
    return exact.mask((exact - own).abs() <= 0.5 * 10.0**-decimals + SAME * exact.abs(), own)


def difference(*, value: pd.Series, less: pd.Series) -> pd.Series:
    """Give value - less."""
    return value - less


def percent(*, value: pd.Series, of: pd.Series) -> pd.Series:
    """Give 100 * value / of; nothing where `of` is 0."""
    return 100 * value / of.where(of != 0)


def ratio(*, value: pd.Series, to: pd.Series) -> pd.Series:
    """Give value / to; nothing where `to` is 0."""
    return value / to.where(to != 0)


def rounded_ratio(*, value: pd.Series, to: pd.Series, written: pd.Series) -> pd.Series:
    """Give value / to, or what is written where it is the same but for the rounding of its last decimal."""
    exact = ratio(value=value, to=to)
    decimals = number_text(written).str.extract(r"\.([0-9]+)$")[0].str.len().fillna(0)
    return exact.mask((exact - written).abs() <= 0.5 * 10.0**-decimals + SAME * exact.abs(), written)


def range_indicator(*, value: pd.Series, low: pd.Series, high: pd.Series) -> pd.Series:
    """Say LOW, NORMAL or HIGH of a value and both limits of its range; nothing where one of the three is missing."""
    known = value.notna() & low.notna() & high.notna()
    side = pd.Series("NORMAL", index=value.index, dtype="str")
    side = side.mask(COMPARE["lt"](value, low), "LOW").mask(COMPARE["gt"](value, high), "HIGH")
    return side.where(known, "")


def days_between(*, start: pd.Series, end: pd.Series) -> pd.Series:
    """Count the days from one numeric date to another, both counted; nothing where the end is before the start."""
    days = end - start + 1
    return days.where(days >= 1)


def study_day(*, date: pd.Series, reference: pd.Series) -> pd.Series:
    """Give the study day of an ISO 8601 date: day 1 is that of the reference, there is no day 0."""
    days = day_number(date) - day_number(reference)
    return days + (days >= 0)


def analysis_day(*, date: pd.Series, reference: pd.Series) -> pd.Series:
    """Give the day of a numeric date: day 1 is that of the reference, there is no day 0."""
    days = date - reference
    return days + (days >= 0)


def numeric_date(*, of: pd.Series) -> pd.Series:
    """Give the numeric date of an ISO 8601 date; nothing where it is not known to the day."""
    return sas_date(of)


def day_of(*, datetime: pd.Series) -> pd.Series:
    """Give the numeric date of a numeric datetime."""
    return datetime // SECONDS_A_DAY


def time_of(*, datetime: pd.Series) -> pd.Series:
    """Give the numeric time of day of a numeric datetime."""
    return datetime % SECONDS_A_DAY


def flag_number(*, of: pd.Series) -> pd.Series:
    """Give the number of a flag: 1 for Y, 0 for N."""
    return of.map({"Y": 1.0, "N": 0.0}).astype("float64")


COMPUTED: Mapping[str, Callable[..., pd.Series]] = {
    "number": number,
    "near": near,
    "difference": difference,
    "percent": percent,
    "ratio": ratio,
    "rounded_ratio": rounded_ratio,
    "range_indicator": range_indicator,
    "days_between": days_between,
    "study_day": study_day,
    "analysis_day": analysis_day,
    "numeric_date": numeric_date,
    "day_of": day_of,
    "time_of": time_of,
    "flag_number": flag_number,
}
"""Columns to column: each takes columns of the records by name; what lacks an input is no answer."""
