"""Collected dates and times to ISO 8601."""

from __future__ import annotations

import pandas as pd

from converter.compute.dates.collected_date import Parsed, parse_datetimes
from converter.compute.dates.date_format import UNKNOWN, DateFormat
from converter.compute.dates.month_names import Languages, months_of
from converter.dataset import Frame
from converter.steps import Column, Finding, Mapped

REASONS = {
    "date-impossible": ("no such date", "correct it at the source"),
    "date-unreadable": ("does not fit the declared date formats", "declare its format, or correct it at the source"),
    "date-ambiguous": ("fits two declared formats with different dates", "declare one format for the column"),
    "time-ambiguous": ("holds another time than the time column", "correct one of them at the source"),
    "year-two-digits": ("a year of two digits, and no pivot is declared", "declare pivot:"),
    "time-impossible": ("no such time", "correct it at the source"),
    "time-unreadable": ("does not fit the declared time formats", "declare its format, or correct it at the source"),
}


def datetime(
    rows: Frame,
    *,
    date: Column,
    formats: tuple[DateFormat, ...],
    time: Column = "",
    time_formats: tuple[DateFormat, ...] = ("HH:MI", "HH:MI:SS"),
    unknown: tuple[str, ...] = UNKNOWN,
    pivot: int | None = None,
    languages: Languages = (),
) -> Mapped:
    """Collected date and time written as ISO 8601; unknown parts stay unknown.

    `rows` has the raw text columns `date` and, if given, `time`; formats are as in `compute.date_format`, and so are
    the texts that say a part is not known where `unknown` names no others (UN, UNK, NK, --, 00, ...). The names of
    months are English, and those of `languages` such as de (specs/months.yaml). Impossible parts are dropped and
    reported (SDTMIG 3.4, 4.4.1 and 4.4.2).
    """
    times = rows[time] if time else None
    parsed = parse_datetimes(
        rows[date],
        formats,
        times=times,
        time_formats=time_formats,
        unknown=unknown,
        pivot=pivot,
        months=months_of(languages),
    )
    collected = rows[date] if times is None else (rows[date] + " " + times).str.strip()
    return Mapped(parsed.iso, _findings(parsed, collected))


def date_parts(
    rows: Frame,
    *,
    year: Column,
    month: Column,
    day: Column,
    time: Column = "",
    unknown: tuple[str, ...] = UNKNOWN,
    languages: Languages = (),
) -> Mapped:
    """Collected year, month and day (and time) written as one ISO 8601 date; unknown parts stay unknown.

    `rows` has the raw text columns; a month may be a number, or a name in English or one of `languages`.
    """
    texts = {
        part: rows[column].str.strip().mask(rows[column].str.strip() == "", "UN")
        for part, column in (("year", year), ("month", month), ("day", day))
    }
    together = texts["year"] + "-" + texts["month"] + "-" + texts["day"]
    times = rows[time] if time else None
    formats, months = ("YYYY-MM-DD", "YYYY-MON-DD"), months_of(languages)
    parsed = parse_datetimes(together, formats, times=times, unknown=unknown, months=months)
    return Mapped(parsed.iso, _findings(parsed, together))


def _findings(parsed: Parsed, collected: pd.Series) -> tuple[Finding, ...]:
    found = []
    for rule, (message, hint) in REASONS.items():
        rows = parsed.reason.index[parsed.reason == rule]
        if len(rows):
            iso = parsed.iso.loc[rows]
            written = ("written as " + iso).where(iso != "", "left blank")
            found.append(Finding(rule, "error", rows, collected.loc[rows], message, written, hint))
    return tuple(found)
