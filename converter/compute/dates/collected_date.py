"""Collected dates and times to ISO 8601: partials kept, impossible ones never passed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from math import floor, inf
from typing import NamedTuple

import pandas as pd

from converter.compute.dates.date_format import ISO, MONTH_NUMBERS, PARTS, UNKNOWN, compile_format, unknown_texts
from converter.compute.dates.iso8601 import days_of_month, points_of
from converter.compute.dates.month_names import folded
from converter.compute.distinct import distinct_rows

SEPARATORS = dict(zip(PARTS, ("", "-", "-", "T", ":", ":"), strict=True))
DATE_PARTS = PARTS[:3]
NUMBERS = (*PARTS, "short_year")
DAY_SECONDS = 86_400
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - as the clock shows it
_LEAP_OF_EXCEL = 60
"""The serial number of 29 February 1900, a day that the 1900 system of Excel has and the calendar has not."""
_LAST_SECOND = 59.999999
LOW = (1, 1, 1, 0, 0, 0)
"""The least that each part can be."""
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


class Parts(NamedTuple):
    """The parts of one date and time, none where not known; AM or PM, and the zone of the clock, as text."""

    year: float | None = None
    month: float | None = None
    day: float | None = None
    hour: float | None = None
    minute: float | None = None
    second: float | None = None
    short_year: float | None = None
    half: str = ""
    zone: str = ""

    @property
    def moment(self) -> tuple[float | None, ...]:
        """The date and the time."""
        return self.year, self.month, self.day, self.hour, self.minute, self.second


Read = tuple[Parts, str]
"""What was read of a text, and the reason where it is less than was collected."""


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
    months: Mapping[str, int] = MONTH_NUMBERS,
) -> Parsed:
    """Write collected dates, with times beside them if given, as ISO 8601.

    A time that the date itself holds counts where the one beside it is blank; two that differ are ambiguous.
    The first format that fits a whole value and gives a possible date reads it; where none gives one, the first that
    fits. Two that differ are ambiguous. Unknown parts, also numbers declared unknown (99), are left out
    on the right and written as '-' in the middle (SDTMIG 3.4, 4.4.2). An impossible part (30 February, month 13, year
    0000, hour 24) is dropped with all finer ones. Two-digit years need `pivot`: years below it are 20YY, the others
    19YY. `months` numbers the names of months, folded (`compute.month_names`), where they are not English alone. An
    interval of ISO 8601 stays one where a format is ISO8601. `dates` and `times` are text.
    """
    collected = {"date": dates} if times is None else {"date": dates, "time": times}
    codes, distinct = distinct_rows(pd.DataFrame(collected))
    days = _read(distinct["date"], formats, unknown, "date", months)
    clocks = {} if times is None else _read(distinct["time"], time_formats, unknown, "time", months)
    beside = [""] * len(distinct) if times is None else distinct["time"]
    pairs = zip(distinct["date"], beside, strict=True)
    stays = partial(_is_interval, formats={form.upper() for form in formats})
    answers = [
        (date.strip(), "")
        if stays(date) and not time.strip()
        else _iso(days[date], clocks[time] if time.strip() else None, pivot)
        for date, time in pairs
    ]
    read = pd.DataFrame(answers, columns=["iso", "reason"], dtype="str").take(codes)
    iso, reason = (pd.Series(read[name].array, index=dates.index, name=dates.name) for name in read)
    return Parsed(iso, reason)


def _is_interval(text: str, formats: Collection[str]) -> bool:
    """Tell whether a text is an interval of ISO 8601 (SDTMIG 3.4, 4.4.2), and may be one."""
    return "/" in text and ISO in formats and bool(points_of(text.strip()))


def _iso(day: Read, clock: Read | None, pivot: int | None) -> tuple[str, str]:
    """Write a date and the time beside it, if any; give the first reason why that is less than was collected."""
    parts, *reasons = day if clock is None else _with_clock(day, clock)
    parts, century = _with_century(parts, pivot)
    parts, impossible = _possible(parts)
    return written(parts), next(filter(None, (*reasons, century, impossible)), "")


def _with_clock(day: Read, clock: Read) -> tuple[Parts, str, str, str]:
    """Take the time that stands beside a date; it is ambiguous where the date holds another, or another zone.

    Of one time that is said twice the zone and the seconds may stand on either side.
    """
    (parts, reason), (time, more) = day, clock
    same = parts.hour is not None and _moment(parts) == _moment(time)
    ambiguous = parts.hour is not None and not (same and parts.zone in {"", time.zone or parts.zone})
    second = parts.second if same and time.second is None else time.second
    zone = time.zone or (parts.zone if same else "")
    taken = parts._replace(hour=time.hour, minute=time.minute, second=second, half=time.half, zone=zone)
    return taken, reason, more, "time-ambiguous" if ambiguous else ""


def _moment(parts: Parts) -> tuple[float | None, ...]:
    """Give the time of day as it is written, for comparison: a second that is not told is 0."""
    possible = _possible(parts)[0]
    return possible.hour, possible.minute, possible.second or 0.0


def _read(
    texts: Iterable[str], formats: Sequence[str], unknown: Sequence[str], kind: str, months: Mapping[str, int]
) -> dict[str, Read]:
    """Read each text, outer blanks and case aside, and accents where months have names of other languages."""
    forms = [compile_format(text, unknown, months) for text in formats]
    numeric = [marker for marker in unknown if marker.isdecimal()]
    markers = {part: unknown_texts(part, numeric) for part in NUMBERS}
    nothing = {"", *(marker.upper() for marker in unknown)}
    read: dict[str, Read] = {}
    for text in dict.fromkeys(texts):
        plain = text.strip().upper() if months is MONTH_NUMBERS else folded(text.strip())
        found = [_parts(match.groupdict(), markers, months) for form in forms if (match := form.match(plain))]
        read[text] = _chosen(found) if found or plain in nothing else (Parts(), f"{kind}-unreadable")
    return read


def _chosen(found: Sequence[Parts]) -> Read:
    """Give what the first format read that gives a possible date, else the first one; two that differ are told."""
    possible = (parts for parts in found if not _possible(parts)[1])
    chosen = next(possible, found[0] if found else Parts())
    read = {(parts.moment, parts.short_year) for parts in found}
    return chosen, "date-ambiguous" if len(read) > 1 else ""


def _parts(found: Mapping[str, str | None], markers: Mapping[str, Sequence[str]], months: Mapping[str, int]) -> Parts:
    """Turn the text of parts into numbers; what is declared to mean an unknown part, such as day 99, is none."""
    known = {part: text for part in NUMBERS if (text := found.get(part)) is not None and text not in markers[part]}
    numbers = {part: float(text.replace(",", ".")) for part, text in known.items() if _NUMBER.fullmatch(text)}
    name = known.get("month", "").removesuffix(".")
    if name.isalpha() and (name in months or name not in UNKNOWN):
        numbers["month"] = float(months.get(name, 0))
    serial = found.get("excel")
    day = numbers if serial is None else _from_excel(float(serial))
    return Parts(**day, half=(found.get("half") or "")[:1], zone=found.get("zone") or "")


def _from_excel(serial: float) -> dict[str, float]:
    """Read a serial number: the day, and the time where it has a fraction; year 0 for one that is no day."""
    seconds = round(serial * DAY_SECONDS)
    day = floor(seconds / DAY_SECONDS)
    moment = _EXCEL_EPOCH + timedelta(seconds=seconds + DAY_SECONDS * (day < _LEAP_OF_EXCEL))
    parts = {part: float(getattr(moment, part)) for part in (PARTS if seconds % DAY_SECONDS else DATE_PARTS)}
    return parts if day >= 1 and day != _LEAP_OF_EXCEL else {**parts, "year": 0.0}


def _with_century(parts: Parts, pivot: int | None) -> Read:
    """Complete a two-digit year by the pivot; without one nothing of the date is certain, and that is told."""
    short = parts.short_year
    if short is None:
        return parts, ""
    if pivot is None:
        return Parts(half=parts.half, zone=parts.zone), "year-two-digits"
    return parts._replace(year=short + (2000 if short < pivot else 1900)), ""


def _possible(parts: Parts) -> Read:
    """Drop impossible parts, and with each all finer ones."""
    hour = parts.hour
    if parts.half and hour is not None:
        hour = hour % 12 + 12 * (parts.half == "P") if 1 <= hour <= 12 else 99  # noqa: PLR2004
    values = parts._replace(hour=hour).moment
    over = (inf, 13, days_of_month(int(parts.year or 0), int(parts.month or 0)) + 1, 24, 60, 60)
    beyond = (one is not None and not low <= one < high for one, low, high in zip(values, LOW, over, strict=True))
    kept = next((place for place, wrong in enumerate(beyond) if wrong), len(PARTS))
    year, month, day, hour, minute, second = [value if place < kept else None for place, value in enumerate(values)]
    reason = "" if kept == len(PARTS) else "date-impossible" if kept < len(DATE_PARTS) else "time-impossible"
    return parts._replace(year=year, month=month, day=day, hour=hour, minute=minute, second=second), reason


def written(parts: Parts) -> str:
    """Write parts as ISO 8601 text; the zone goes with a known hour.

    Unknown parts on the right are left out, others are written as '-': 2003---15 is the 15th of an unknown month.
    """
    known = dict(zip(PARTS, parts.moment, strict=True))
    last = max((place for place, value in enumerate(parts.moment) if value is not None), default=-1)
    text = "".join(SEPARATORS[part] + _digits(part, known[part]) for part in PARTS[: last + 1])
    return text + (parts.zone if parts.hour is not None else "")


def _digits(part: str, value: float | None) -> str:
    """Write a number with leading zeros, and decimals of seconds to the millionth."""
    if value is None:
        return "-"
    width = len("YYYY") if part == "year" else len("MM")
    whole, rest = divmod(round(min(value, _LAST_SECOND) * 1e6) if part == "second" else round(value * 1e6), 1_000_000)
    return f"{whole:0{width}d}" + (f".{rest:06d}".rstrip("0") if rest else "")
