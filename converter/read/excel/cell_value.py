"""The value of an Excel cell as a person reads it: numbers, dates, times and durations as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from math import isfinite
from typing import Literal

import pandas as pd

from converter.compute.numbers.numbers import number_text

DAY, LAST = 86_400, 2_958_466
"""The seconds of a day; the day after 9999-12-31."""
LEAP = 60
"""1900-02-29, a day of Excel's calendar that never was; days before it are one too low."""
SINCE_1904 = 1462
EXACT = 1e15
_PADDED = re.compile(r"[^0#?]*(0{2,})(?![0#?,])")
_SCALED = re.compile(r"[0#?],+(?![0#?])")
_HIDDEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?$")
Shown = Literal["number", "date", "time", "duration"]


@dataclass(frozen=True)
class CellText:
    """The text of a number cell, and what is wrong with it (the rule), if anything is."""

    text: str
    rule: str = ""


@cache
def shown_as(form: str) -> Shown:
    """Tell what a number format shows: a date has y or d, a time h or s, a duration [h], [m] or [s]."""
    code = _code(form).lower().replace("general", "")
    if re.search(r"\[[hms]+\]", code):
        return "duration"
    clock = re.search(r"[hs]|am/pm|a/p", code) is not None
    if re.search(r"[yd]", code) or ("m" in code and not clock):
        return "date"
    return "time" if clock else "number"


def _code(form: str) -> str:
    """Give what a number format does with a number: its first section that shows one, without words and colours."""
    sections = _HIDDEN.sub("", form).split(";")
    return next((section for section in sections if section.strip()), "")


@cache
def _changes(form: str) -> tuple[bool, int]:
    """Tell whether a number format shows another number than the stored one, and how many digits it fills up with 0."""
    code = _code(form)
    padded = _PADDED.match(code)
    return bool("%" in code or _SCALED.search(code)), len(padded[1]) if padded else 0


def _shows_another(number: float, form: str) -> bool:
    """Tell whether a cell shows another number than it holds: 50% for 0.5, 5 for 5000, 001 for 1."""
    changed, digits = _changes(form)
    return (changed and number != 0) or len(str(int(abs(number)))) < digits


@lru_cache(maxsize=65_536)
def number_cell(stored: str, form: str, *, from_1904: bool) -> CellText:
    """Write a stored number as text by its format.

    Numbers are the shortest text without exponent; dates and date-times ISO 8601, a date at midnight without its time;
    times HH:MM:SS; durations H:MM or H:MM:SS. What is no number, and a date outside Excel's calendar, stays as stored.
    A number that the format shows as another one is told.
    """
    try:
        number = float(stored)
    except ValueError:
        return CellText(stored, "cell-unreadable")
    if not isfinite(number):
        return CellText(stored, "cell-unreadable")
    kind = shown_as(form)
    if kind == "number":
        told = "number-long" if abs(number) >= EXACT else "cell-shown" if _shows_another(number, form) else ""
        return CellText(plain_number(number), told)
    if kind == "duration":
        return CellText(duration(timedelta(seconds=round(number * DAY, 3))) if abs(number) < LAST else stored)
    day = number + SINCE_1904 if from_1904 else number
    if not 0 <= day < LAST:
        return CellText(plain_number(number), "cell-no-date")
    return CellText(_moment(day, dated=kind == "date"))


def day_text(stored: str) -> str:
    """Give a date that is stored as ISO 8601 text; at midnight without its time, as dates that are numbers."""
    return _MIDNIGHT.sub("", stored.strip())


def plain_number(number: float) -> str:
    """Write a number as its shortest text without exponent; most numbers have none in Python's own shortest text."""
    text = repr(number + 0.0)
    return str(number_text(pd.Series([number]))[0]) if "e" in text else text.removesuffix(".0")


def duration(length: timedelta) -> str:
    """Write a duration in hours and minutes, and in seconds where it has some: 27:30."""
    sign = "-" if length < timedelta() else ""
    whole, parts = divmod(round(abs(length).total_seconds() * 1000), 1000)
    seconds = f":{whole % 60:02d}{_decimals(parts)}" if whole % 60 or parts else ""
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02d}{seconds}"


def moment(value: datetime) -> str:
    """Write a date-time: the date alone at midnight, else to the minute, the second or its part that is not zero."""
    day, time = value.date().isoformat(), value.time().replace(microsecond=0)
    parts = round(value.microsecond / 1000)
    if not (parts or value.hour or value.minute or value.second):
        return day
    return f"{day}T{time.isoformat('seconds' if value.second or parts else 'minutes')}{_decimals(parts)}"


def _moment(day: float, *, dated: bool) -> str:
    seconds = round(day * DAY, 3)
    if seconds < DAY and not (dated and seconds == 0):
        whole, parts = divmod(round(seconds * 1000), 1000)
        return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{_decimals(parts)}"
    if LEAP <= day < LEAP + 1:
        return "1900-02-29"
    start = datetime(1899, 12, 31 if day < LEAP else 30)  # noqa: DTZ001 - Excel knows no zone
    return moment(start + timedelta(seconds=seconds))


def _decimals(thousandths: int) -> str:
    return f".{thousandths:03d}".rstrip("0") if thousandths else ""
