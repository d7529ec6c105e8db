"""Collected dates and times to ISO 8601: partials kept, impossible ones never passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from converter.compute.date_format import MONTH_NUMBERS, PARTS, UNKNOWN, compile_format, unknown_texts
from converter.compute.distinct import by_distinct
from converter.dataset import Frame

SEPARATORS = dict(zip(PARTS, ("", "-", "-", "T", ":", ":"), strict=True))
DATE_PARTS, TIME_PARTS = PARTS[:3], PARTS[3:]
_DAYS = np.array([31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_FEBRUARY = 2
KEPT = 2**16
"""Texts of which the answer is kept: the dates of a study repeat themselves, and each is asked for many times."""
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
DTC = (
    r"^(?P<year>[0-9]{4}|-)(?:-(?P<month>[0-9]{2}|-)(?:-(?P<day>[0-9]{2}|-)"
    r"(?:T(?P<hour>[0-9]{2}|-)(?::(?P<minute>[0-9]{2}|-)(?::(?P<second>[0-9]{2}(?:\.[0-9]+)?))?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"
)
"""One date of a --DTC variable: parts from the left, '-' for one that is not known (SDTMIG 3.4, 4.4.2)."""
POINT = re.compile(DTC)
_COMPLETE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?"
_SPELLED = r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?!$)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?"
_DECIMALS = re.compile(r"[.,][0-9]+(?=[YMWDHS]$)")
_DURATION = rf"[+-]?P(?!$)(?:[0-9]+W|{_SPELLED})"
"""Only the last part of a duration may have decimals (ISO 8601-1, 5.5.2.3)."""


@dataclass(frozen=True)
class Parsed:
    """ISO 8601 text of each value, and the reason where less was written than was collected (blank where all is well).

    Reasons: date-unreadable, date-impossible, time-unreadable, time-impossible, date-ambiguous, year-two-digits.
    """

    iso: pd.Series
    reason: pd.Series


def parse_datetimes(
    dates: pd.Series,
    formats: Sequence[str],
    *,
    times: pd.Series | None = None,
    time_formats: Sequence[str] = ("HH:MI", "HH:MI:SS"),
    unknown: Sequence[str] = UNKNOWN,
    pivot: int | None = None,
) -> Parsed:
    """Write collected dates, with times beside them if given, as ISO 8601.

    The first format that fits a whole value reads it. Unknown parts, also numbers declared unknown (99), are left out
    on the right and written as '-' in the middle (SDTMIG 3.4, 4.4.2). An impossible part (30 February, month 13, year
    0000, hour 25) is dropped with all finer ones. Two-digit years need `pivot`: years below it are 20YY, the others
    19YY. `dates` and `times` are text.
    """
    keys = pd.DataFrame(
        {"date": dates.str.strip().str.upper(), "time": "" if times is None else times.str.strip().str.upper()}
    )
    codes = keys.groupby(["date", "time"], sort=False, dropna=False).ngroup()
    distinct = keys.drop_duplicates().reset_index(drop=True)
    parts, reason = _read(distinct["date"], formats, unknown, "date")
    if times is not None:
        clock, clock_reason = _read(distinct["time"], time_formats, unknown, "time")
        of_clock = [*TIME_PARTS, "half"]
        parts = parts.drop(columns=of_clock).join(clock[of_clock])
        reason = reason.where(reason != "", clock_reason)
    parts, century = _with_century(parts, pivot)
    parts, impossible = _possible(parts)
    reason = _first(reason, century, impossible)
    return Parsed(_spread(written(parts), codes, dates), _spread(reason, codes, dates))


def _spread(answers: pd.Series, codes: pd.Series, like: pd.Series) -> pd.Series:
    return pd.Series(answers.array.take(codes.to_numpy()), index=like.index, name=like.name)


def _first(*reasons: pd.Series) -> pd.Series:
    answer = reasons[0]
    for reason in reasons[1:]:
        answer = answer.where(answer != "", reason)
    return answer


def _read(texts: pd.Series, formats: Sequence[str], unknown: Sequence[str], kind: str) -> tuple[Frame, pd.Series]:
    """Read the parts of each text by the first format that fits; numbers as float64, NaN where unknown."""
    names = [*PARTS, "short_year", "half", "excel"]
    parts = pd.DataFrame({name: pd.Series(None, index=texts.index, dtype="str") for name in names})
    found = pd.Series(data=False, index=texts.index)
    clash = pd.Series(data=False, index=texts.index)
    for text in formats:
        read = texts.str.extract(compile_format(text, unknown)).reindex(columns=names).astype("str")
        fits = read.notna().any(axis="columns")
        if not fits.any():
            continue
        read = _known_only(read, unknown)
        if found.any():  # only a second format can clash with a first
            clash |= fits & found & (_filled(read) != _filled(parts)).any(axis="columns")
        parts = parts.where(~(fits & ~found), read)
        found |= fits
    reason = pd.Series("", index=texts.index, dtype="str")
    nothing = (texts == "") | texts.isin([marker.upper() for marker in unknown])
    reason = reason.mask(~found & ~nothing, f"{kind}-unreadable").mask(clash, "date-ambiguous")
    return _numbers(parts), reason


def _known_only(parts: Frame, unknown: Sequence[str]) -> Frame:
    """Blank the numbers that are declared to mean an unknown part, such as day 99."""
    numeric = [marker for marker in unknown if marker.isdecimal()]
    markers = {part: unknown_texts(part, numeric) for part in (*PARTS, "short_year")}
    return parts.assign(**{part: parts[part].mask(parts[part].isin(texts)) for part, texts in markers.items() if texts})


def _numbers(parts: Frame) -> Frame:
    """Turn the text of parts into numbers: month names by their number, unknown markers to NaN."""
    months = parts["month"].map(MONTH_NUMBERS)
    named = parts["month"].fillna("").str.fullmatch("[A-Z]+")
    numbers = parts.drop(columns="half").apply(pd.to_numeric, errors="coerce").astype("float64")
    unknown_names = named & months.isna() & ~parts["month"].fillna("").isin(UNKNOWN)
    numbers["month"] = numbers["month"].where(~named, months).mask(unknown_names, 0)
    return _from_excel(numbers).assign(half=parts["half"].fillna("").str[:1])


def _filled(parts: Frame) -> Frame:
    return _numbers(parts).drop(columns="half").fillna(-1)


def _from_excel(numbers: Frame) -> Frame:
    serial = numbers.pop("excel")
    if serial.notna().any():
        day = _EXCEL_EPOCH + pd.to_timedelta(np.floor(serial), unit="D")
        for part in DATE_PARTS:
            numbers[part] = numbers[part].where(serial.isna(), getattr(day.dt, part).astype("float64"))
    return numbers


def _with_century(parts: Frame, pivot: int | None) -> tuple[Frame, pd.Series]:
    """Complete two-digit years by the pivot; without one nothing of the date is certain, and that is reported."""
    short = parts["short_year"]
    if pivot is not None:
        parts = parts.assign(year=parts["year"].where(short.isna(), short + np.where(short < pivot, 2000, 1900)))
        short = short.mask(short.notna())
    lost = short.notna()
    parts = parts.assign(**{part: parts[part].mask(lost) for part in PARTS})
    return parts, pd.Series("", index=parts.index, dtype="str").mask(lost, "year-two-digits")


def _possible(parts: Frame) -> tuple[Frame, pd.Series]:
    """Drop impossible parts, and with each all finer ones."""
    year, month, day, half = parts["year"], parts["month"], parts["day"], parts["half"]
    hour = parts["hour"] % 12 + 12 * (half == "P")
    clock = parts["hour"].between(1, 12) | parts["hour"].isna()
    hour = parts["hour"].where(half == "", hour.where(clock, 99))
    parts = parts.assign(hour=hour)
    bad_year = (year < 1) & year.notna()
    bad_month = ~month.between(1, 12) & month.notna()
    last = pd.Series(_DAYS[month.where(month.between(1, 12), 0).fillna(0).astype(int)], index=parts.index)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)) | year.isna()
    last = last.where((month != 2) | leap, 28)  # noqa: PLR2004 - February
    bad_day = ~day.between(1, last) & day.notna()
    bad_hour = ~hour.between(0, 23) & hour.notna()
    bad_minute = ~parts["minute"].between(0, 59) & parts["minute"].notna()
    bad_second = ~(parts["second"].between(0, 60, inclusive="left")) & parts["second"].notna()
    dropped = pd.Series(data=False, index=parts.index)
    for part, bad in zip(PARTS, (bad_year, bad_month, bad_day, bad_hour, bad_minute, bad_second), strict=True):
        dropped |= bad
        parts = parts.assign(**{part: parts[part].mask(dropped)})
    date = bad_year | bad_month | bad_day
    reason = pd.Series("", index=parts.index, dtype="str").mask(bad_hour | bad_minute | bad_second, "time-impossible")
    return parts, reason.mask(date, "date-impossible")


def written(parts: Frame) -> pd.Series:
    """Write parts (float64 columns year, month, day, hour, minute, second; NaN unknown) as ISO 8601 text.

    Unknown parts on the right are left out, others are written as '-': 2003---15 is the 15th of an unknown month.
    """
    known = parts[list(PARTS)].notna()
    last = known.loc[:, ::-1].T.cumsum().T.loc[:, ::-1] > 0
    text = pd.Series("", index=parts.index, dtype="str")
    for part in (part for part in PARTS if last[part].any()):
        width = 4 if part == "year" else 2
        digits = _padded(parts[part], width).where(known[part], "-")
        text = text + (SEPARATORS[part] + digits).where(last[part], "")
    return text


def _padded(values: pd.Series, width: int) -> pd.Series:
    """Write whole numbers with leading zeros, and decimals of seconds as they are."""
    whole = values.fillna(0)
    text: pd.Series = np.floor(whole).astype("int64").astype("str").str.zfill(width)
    rest = (whole % 1).round(6)
    decimals = rest.map(lambda value: f"{value:.6f}"[1:].rstrip("0")).astype("str")
    return text.where(rest == 0, text + decimals)


def is_valid_dtc(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 dates, date-times, partials, or intervals of two; blank is valid."""
    return by_distinct(values, lambda distinct: (distinct == "") | distinct.map(points_of).astype("bool"))


@lru_cache(maxsize=KEPT)
def points_of(text: str) -> tuple[str, ...]:
    """Give the one date of a text, or the two of an interval; nothing where one of them is none."""
    points = tuple(text.split("/", maxsplit=1))
    return points if all(map(is_point, points)) else ()


def _valid_point(values: pd.Series) -> pd.Series:
    return values.map(is_point).astype("bool")


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
    return int(_DAYS[month if 0 <= month < len(_DAYS) else 0]) - (month == _FEBRUARY and not leap)


def is_valid_duration(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 durations such as P6W, P4.5W or PT1H30M; blank is valid."""
    return (values == "") | values.str.replace(_DECIMALS, "", regex=True).str.fullmatch(_DURATION)


def is_complete_date(values: pd.Series) -> pd.Series:
    """Tell which texts are ISO 8601 with a year, a month and a day that exist; an interval is not one date."""
    return by_distinct(values, lambda distinct: distinct.str.fullmatch(_COMPLETE) & _valid_point(distinct))


def date_part(values: pd.Series) -> pd.Series:
    """Give the date of each ISO 8601 text, its time left out; of an interval both dates, or the one they share."""
    return by_distinct(values, _date_part)


def _date_part(values: pd.Series) -> pd.Series:
    first, last = (end.str.replace("T.*", "", regex=True) for end in interval_ends(values))
    return first.where(last == first, first + "/" + last)


def interval_ends(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the first and the last date of each interval ('2003-01-01/2003-02'); one date alone is both."""
    return values.str.replace("/.*", "", regex=True), values.str.replace("^[^/]*/", "", regex=True)


def day_number(values: pd.Series) -> pd.Series:
    """Count the days since 1970-01-01 as float64; NaN where the date is not complete."""
    return by_distinct(values, _day_number)


def _day_number(values: pd.Series) -> pd.Series:
    complete = values.where(is_complete_date(values))
    days = pd.to_datetime(complete.str[:10], format="%Y-%m-%d", errors="coerce")
    number: pd.Series = (days - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return number
