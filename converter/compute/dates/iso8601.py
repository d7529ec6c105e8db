"""Dates and times in ISO 8601: which texts are some, how exact they are, how many days lie between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import nan

import pandas as pd

from converter.compute.dates.date_format import DTC, PARTS
from converter.compute.distinct import each_distinct

_DAYS = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
KEPT = 2**16
"""Texts of which the answer is kept: the dates of a study repeat themselves, and each is asked for many times."""
POINT = re.compile(DTC)
_COMPLETE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?")
_EPOCH = date(1970, 1, 1).toordinal()
_SPELLED = r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?!$)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?"
_DECIMALS = re.compile(r"[.,][0-9]+(?=[YMWDHS]$)")
_DURATION = rf"[+-]?P(?!$)(?:[0-9]+W|{_SPELLED})"
"""Only the last part of a duration may have decimals (ISO 8601-1, 5.5.2.3)."""


def is_valid_dtc(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 dates, date-times, partials, or intervals of two; blank is valid."""
    return each_distinct(values, lambda text: text == "" or bool(points_of(text)), "bool")


@lru_cache(maxsize=KEPT)
def points_of(text: str) -> tuple[str, ...]:
    """Give the one date of a text, or the two of an interval; nothing where one is none, or they are in no order."""
    points = tuple(text.split("/", maxsplit=1))
    known = all(map(is_point, points)) and (len(points) == 1 or not _reversed(*points))
    return points if known else ()


def _reversed(first: str, last: str) -> bool:
    """Tell whether an interval surely ends before it starts: by the parts that both know, on clocks of one zone."""
    one, other = POINT.fullmatch(first), POINT.fullmatch(last)
    if one is None or other is None or one["zone"] != other["zone"]:
        return False
    for part in PARTS:
        if one[part] in {None, "-"} or other[part] in {None, "-"} or one[part] != other[part]:
            return one[part] not in {None, "-"} and other[part] not in {None, "-"} and other[part] < one[part]
    return False


@lru_cache(maxsize=KEPT)
def is_point(text: str) -> bool:
    """Tell whether a text is one date or date-time with possible parts, the last of which is known."""
    found = POINT.fullmatch(text)
    if found is None:
        return False
    parts = [found[part] for part in PARTS if found[part] is not None]
    return parts[-1] != "-" and all(
        value == "-" or low <= float(value) < over for value, (low, over) in zip(parts, _bounds(parts), strict=False)
    )


def _bounds(parts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Give what each part lies between, the upper bound not included; of an unknown year it may be 29 February."""
    year, month = (int(part) if part.isdecimal() else 0 for part in [*parts[:2], "-"][:2])
    return (1, 10_000), (1, 13), (1, days_of_month(year, month) + 1), (0, 24), (0, 60), (0, 60)


def days_of_month(year: int, month: int) -> int:
    """Count the days of a month; 0 stands for an unknown year or month, which has as many as it may have."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month if 0 <= month < len(_DAYS) else 0] - (month == _FEBRUARY and not leap)


def is_valid_duration(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 durations such as P6W, P4.5W or PT1H30M; blank is valid."""
    return (values == "") | values.str.replace(_DECIMALS, "", regex=True).str.fullmatch(_DURATION)


def is_complete_date(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 with a year, a month and a day that exist; an interval is not one date."""
    return each_distinct(values, _is_complete, "bool")


def _is_complete(text: str) -> bool:
    return _COMPLETE.fullmatch(text) is not None and is_point(text)


def date_part(values: pd.Series) -> pd.Series:
    """Give the date of each ISO 8601 text, its time left out; of an interval both dates, or the one they share."""
    return each_distinct(values, _date_part, "str")


def _date_part(text: str) -> str:
    dates = [end.split("T", maxsplit=1)[0] for end in text.split("/", maxsplit=1)]
    return "/".join(dict.fromkeys(dates))


def day_number(values: pd.Series) -> pd.Series:
    """Count the days since 1970-01-01 as float64; NaN where the date is not complete."""
    return each_distinct(values, _day_number, "float64")


def _day_number(text: str) -> float:
    return date.fromisoformat(text[: len("YYYY-MM-DD")]).toordinal() - _EPOCH if _is_complete(text) else nan
