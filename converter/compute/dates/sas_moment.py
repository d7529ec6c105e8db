"""SAS dates, date-times and times as ISO 8601 text, and the way back."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.compute.dates.date_format import ZONE
from converter.compute.dates.sas_calendar import FIRST, LAST, LEAPS, calendar_days
from converter.compute.dates.sas_date import sas_day
from converter.compute.sas_format import SasKind

DAY_SECONDS = 86_400
FAR = 8e9
"""Seconds beyond which numbers of 53 bits lie a millionth apart: those of the year 2213."""
_START = np.datetime64("1960-01-01", "s")


def iso_text(values: pd.Series, kind: SasKind) -> tuple[pd.Series, pd.Series]:
    """Write SAS dates (days), date-times or times (seconds) as ISO 8601 text, and mask those that cannot be one.

    Missing is blank. A date is a whole day of the years 1582 to 9999 in the calendar of SAS; seconds may have decimals;
    a time of day is not negative, and over 24 hours where it is a duration. A number that is none is blank, too.
    """
    numbers = values.to_numpy(dtype="float64")
    with np.errstate(over="ignore"):  # what is too large is no date, and is told
        seconds = numbers * DAY_SECONDS if kind == "date" else numbers
    low, high = (0.0, 1e9) if kind == "time" else (FIRST * DAY_SECONDS, (LAST + 1) * DAY_SECONDS)
    far = np.abs(seconds) > FAR
    fits = np.isfinite(seconds) & (seconds >= low) & (_rounded(seconds, far) < high)
    fits &= (kind != "date") | (numbers == np.floor(numbers))
    seconds = _rounded(np.where(fits, seconds, 0.0), far)
    whole = np.floor(seconds)
    text = pd.Series(_clock(whole) if kind == "time" else _calendar(whole, kind), index=values.index, dtype="str")
    parts = _rounded(seconds - whole, far)
    if parts.any():
        text += pd.Series(parts, index=values.index).map(lambda part: f"{part:.6f}"[1:].rstrip("0").rstrip("."))
    return text.where(pd.Series(fits, index=values.index), ""), pd.Series(
        ~fits & ~np.isnan(numbers), index=values.index
    )


def _rounded(values: npt.NDArray[np.float64], far: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Round to the decimals that seconds have: six, or four where they are far from 1960."""
    rounded = np.round(values, 6) + 0.0  # zero has no sign
    return np.where(far, np.round(values, 4), rounded) if far.any() else rounded


def _calendar(seconds: npt.NDArray[np.float64], kind: SasKind) -> npt.NDArray[np.str_]:
    if seconds.max(initial=0) >= LEAPS[0] * DAY_SECONDS:
        days = np.floor(seconds / DAY_SECONDS)
        seconds = seconds + (calendar_days(days) - days) * DAY_SECONDS
    moments = _START + seconds.astype("int64").astype("timedelta64[s]")
    return np.datetime_as_string(moments, unit="D" if kind == "date" else "s")


def _clock(seconds: npt.NDArray[np.float64]) -> list[str]:
    return [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds.astype("int64").tolist()]


_DATE, _MINUTES = r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})", r":[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_TEXT = {
    "date": re.compile(_DATE),
    "datetime": re.compile(rf"{_DATE}(?:T(?P<time>(?:[01][0-9]|2[0-3]){_MINUTES})(?P<zone>{ZONE})?)?"),
    "time": re.compile(rf"(?P<time>[0-9]{{2,}}{_MINUTES})"),
}
"""Complete text of ISO 8601; a time may have more than 24 hours, for it may be a duration."""


def sas_number(text: str, kind: SasKind) -> float:
    """Read complete ISO 8601 text as a SAS date (days), date-time or time (seconds); raises ValueError for others.

    A date-time with a zone is that of UTC, as the informat E8601DZ reads it.
    """
    found = _TEXT[kind].fullmatch(text)
    if found is None:
        message = f"'{text}' is no {kind} of ISO 8601"
        raise ValueError(message)
    parts = found.groupdict()
    days = sas_day(date.fromisoformat(parts["date"])) if parts.get("date") else 0.0
    hours, minutes, seconds = [*(parts.get("time") or "0:0").split(":"), "0"][:3]
    clock = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return days if kind == "date" else days * DAY_SECONDS + clock - _ahead(parts.get("zone") or "Z")


def _ahead(zone: str) -> float:
    """Give the seconds that a clock of a zone is ahead of UTC."""
    hours, minutes = (zone[1:] or "0:0").split(":")
    return (int(hours) * 3600 + int(minutes) * 60) * (-1 if zone.startswith("-") else 1)
