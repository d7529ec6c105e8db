"""Collected dates and times to ISO 8601: partials kept, impossible ones never passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.date_format import MONTH_NUMBERS, PARTS, UNKNOWN, compile_format, unknown_texts
from converter.compute.distinct import distinct_rows
from converter.compute.iso8601 import days_of_month
from converter.dataset import Frame

SEPARATORS = dict(zip(PARTS, ("", "-", "-", "T", ":", ":"), strict=True))
DATE_PARTS, TIME_PARTS = PARTS[:3], PARTS[3:]
TEXTS = ("half", "zone")
"""Parts that are no numbers: AM or PM, and the zone of the clock."""
NAMES = (*PARTS, "short_year", *TEXTS, "excel")
"""Everything that a format may name."""
DAY_SECONDS = 86_400
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
_LEAP_OF_EXCEL = 60
"""The serial number of 29 February 1900, a day that the 1900 system of Excel has and the calendar has not."""
_LAST_SECOND = 59.999999


@dataclass(frozen=True)
class Parsed:
    """ISO 8601 text of each value, and the reason where less was written than was collected (blank where all is well).

    Reasons: date-unreadable, date-impossible, time-unreadable, time-impossible, date-ambiguous, time-ambiguous,
    year-two-digits.
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

    A time that the date itself holds counts where the one beside it is blank; two that differ are ambiguous.
    The first format that fits a whole value and gives a possible date reads it; where none gives one, the first that
    fits. Two that differ are ambiguous. Unknown parts, also numbers declared unknown (99), are left out
    on the right and written as '-' in the middle (SDTMIG 3.4, 4.4.2). An impossible part (30 February, month 13, year
    0000, hour 24) is dropped with all finer ones. Two-digit years need `pivot`: years below it are 20YY, the others
    19YY. `dates` and `times` are text.
    """
    collected = {"date": dates} if times is None else {"date": dates, "time": times}
    codes, distinct = distinct_rows(pd.DataFrame(collected))
    parts, reason = _read(distinct["date"], formats, unknown, "date")
    if times is not None:
        clock, clock_reason = _read(distinct["time"], time_formats, unknown, "time")
        given, of_clock = distinct["time"].str.strip() != "", [*TIME_PARTS, *TEXTS]
        both = given & parts["hour"].notna() & (_moments(parts) != _moments(clock)).any(axis="columns")
        parts = parts.assign(**{part: clock[part].where(given, parts[part]) for part in of_clock})
        reason = _first(
            reason, clock_reason, pd.Series("", index=reason.index, dtype="str").mask(both, "time-ambiguous")
        )
    parts, century = _with_century(parts, pivot)
    parts, impossible = _possible(parts)
    reason = _first(reason, century, impossible)
    return Parsed(_spread(written(parts), codes, dates), _spread(reason, codes, dates))


def _moments(parts: Frame) -> Frame:
    """Give the time of day as it is written, for comparison: a second that is not told is 0."""
    possible = _possible(parts)[0]
    return possible[list(TIME_PARTS)].fillna({"second": 0}).fillna(-1)


def _spread(answers: pd.Series, codes: NDArray[np.int64], like: pd.Series) -> pd.Series:
    return pd.Series(answers.array.take(codes), index=like.index, name=like.name)


def _first(*reasons: pd.Series) -> pd.Series:
    answer = reasons[0]
    for reason in reasons[1:]:
        answer = answer.where(answer != "", reason)
    return answer


def _read(texts: pd.Series, formats: Sequence[str], unknown: Sequence[str], kind: str) -> tuple[Frame, pd.Series]:
    """Read the parts of each text by the first format that fits; numbers as float64, NaN where unknown."""
    codes, distinct = pd.factorize(texts.str.strip().str.upper(), use_na_sentinel=False)
    parts, reason = _read_distinct(pd.Series(distinct, dtype="str"), formats, unknown, kind)
    return parts.take(codes).set_axis(texts.index), reason.take(codes).set_axis(texts.index)


def _read_distinct(
    texts: pd.Series, formats: Sequence[str], unknown: Sequence[str], kind: str
) -> tuple[Frame, pd.Series]:
    parts = _numbers(pd.DataFrame(index=texts.index, columns=list(NAMES), dtype="str"))
    found = good = clash = pd.Series(data=False, index=texts.index)
    for text in formats:
        written = _written_parts(texts, compile_format(text, unknown))
        if written is None:
            continue
        fits = written.notna().any(axis="columns")
        read = _numbers(_known_only(written, unknown))
        possible = fits & (_possible(read)[1] == "")
        if found.any():  # only a second format can clash with a first
            clash |= fits & found & (_filled(read) != _filled(parts)).any(axis="columns")
        parts = parts.where(~(fits & ~found | possible & ~good), read)
        found, good = found | fits, good | possible
    reason = pd.Series("", index=texts.index, dtype="str")
    nothing = (texts == "") | texts.isin([marker.upper() for marker in unknown])
    return parts, reason.mask(~found & ~nothing, f"{kind}-unreadable").mask(clash, "date-ambiguous")


def _written_parts(texts: pd.Series, form: re.Pattern[str]) -> Frame | None:
    """Give the text of each part of a format, columns NAMES, NaN where it does not fit; nothing where none fits."""
    found = [form.match(text) for text in texts.fillna("")]
    if not any(found):
        return None
    parts = {name: [match[name] if match else None for match in found] for name in form.groupindex}
    return pd.DataFrame(parts, index=texts.index).reindex(columns=NAMES).astype("str")


def _known_only(parts: Frame, unknown: Sequence[str]) -> Frame:
    """Blank the numbers that are declared to mean an unknown part, such as day 99."""
    numeric = [marker for marker in unknown if marker.isdecimal()]
    markers = {part: unknown_texts(part, numeric) for part in (*PARTS, "short_year")}
    return parts.assign(**{part: parts[part].mask(parts[part].isin(texts)) for part, texts in markers.items() if texts})


def _numbers(parts: Frame) -> Frame:
    """Turn the text of parts into numbers: month names by their number, unknown markers to NaN."""
    months = parts["month"].map(MONTH_NUMBERS)
    named = parts["month"].fillna("").str.fullmatch("[A-Z]+")
    numbers = parts.drop(columns=list(TEXTS)).apply(pd.to_numeric, errors="coerce").astype("float64")
    unknown_names = named & months.isna() & ~parts["month"].fillna("").isin(UNKNOWN)
    numbers["month"] = numbers["month"].where(~named, months).mask(unknown_names, 0)
    return _from_excel(numbers).assign(half=parts["half"].fillna("").str[:1], zone=parts["zone"].fillna(""))


def _filled(parts: Frame) -> Frame:
    return parts.drop(columns=list(TEXTS)).fillna(-1)


def _from_excel(numbers: Frame) -> Frame:
    """Read serial numbers: the day, and the time where they have a fraction; year 0 for one that is no day."""
    serial = numbers.pop("excel")
    if serial.notna().any():
        seconds = np.rint(serial * DAY_SECONDS)
        day = np.floor(seconds / DAY_SECONDS)
        real = (day >= 1) & (day != _LEAP_OF_EXCEL)
        moment = _EXCEL_EPOCH + pd.to_timedelta(seconds + DAY_SECONDS * (day < _LEAP_OF_EXCEL), unit="s")
        timed = serial.notna() & (seconds % DAY_SECONDS > 0)
        for part in PARTS:
            there = serial.notna() if part in DATE_PARTS else timed
            numbers[part] = numbers[part].where(~there, getattr(moment.dt, part).astype("float64"))
        numbers["year"] = numbers["year"].mask(serial.notna() & ~real, 0)
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
    bad_day = ~day.between(1, _last_days(year, month)) & day.notna()
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


def _last_days(year: pd.Series, month: pd.Series) -> pd.Series:
    known = zip(year.fillna(0).astype(int), month.fillna(0).astype(int), strict=True)
    return pd.Series([days_of_month(*one) for one in known], index=year.index, dtype="int64")


def written(parts: Frame) -> pd.Series:
    """Write parts (float64 columns year, month, day, hour, minute, second; NaN unknown; text zone) as ISO 8601 text.

    The zone goes with a known hour. Unknown parts on the right are left out, others are written as '-': 2003---15 is
    the 15th of an unknown month.
    """
    known = parts[list(PARTS)].notna()
    last = known.loc[:, ::-1].T.cumsum().T.loc[:, ::-1] > 0
    text = pd.Series("", index=parts.index, dtype="str")
    for part in (part for part in PARTS if last[part].any()):
        width = 4 if part == "year" else 2
        digits = _padded(parts[part].clip(upper=_LAST_SECOND) if part == "second" else parts[part], width)
        text = text + (SEPARATORS[part] + digits.where(known[part], "-")).where(last[part], "")
    return text + parts["zone"].where(known["hour"], "")


def _padded(values: pd.Series, width: int) -> pd.Series:
    """Write whole numbers with leading zeros, and decimals of seconds to the millionth."""
    millionths = np.rint(values.fillna(0) * 1e6).astype("int64")
    text: pd.Series = (millionths // 1_000_000).astype("str").str.zfill(width)
    rest = millionths % 1_000_000
    return text.where(rest == 0, text + "." + rest.astype("str").str.zfill(6).str.rstrip("0"))
