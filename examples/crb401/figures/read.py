"""Read what stands in a cell: numbers, dates of each format, and dates of which only a part is known."""

from __future__ import annotations

import calendar
from datetime import date, datetime

import pandas as pd

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def number(text: str) -> float | None:
    """Read a number; None for another text, such as '<50'."""
    try:
        return float(text)
    except ValueError:
        return None


def number_or_limit(text: str) -> float | None:
    """Read a number, or '<0.1' as its limit; None for another text."""
    return number(text.strip().removeprefix("<"))


def dated(text: str, form: str) -> date | None:
    """Read a date of a format of strptime, such as %Y%m%d; None for another text."""
    try:
        return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None


def day(text: str) -> date | None:
    """Read a complete date of the EDC, such as 05-JUN-2016; None for another text."""
    known = possible(text)
    return known[0] if known and known[0] == known[1] else None


def possible(text: str) -> tuple[date, date] | None:
    """Give the earliest and latest date that a text such as 05-JUN-2016, UN-JUN-2016 or UN-UNK-2016 may mean."""
    try:
        number, month, year = text.strip().upper().split("-")
        first = 1 if month == "UNK" else MONTHS.index(month) + 1
        last = 12 if month == "UNK" else first
        if number != "UN":
            exact = date(int(year), first, int(number))
            return exact, exact
        return date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1])
    except ValueError:
        return None


def middle_of_known(text: str) -> date | None:
    """Read a date of the EDC; an unknown day counts as the 15th, an unknown month as 1 July."""
    known = possible(text)
    if known is None or known[0] == known[1]:
        return known and known[0]
    first, last = known
    return first.replace(day=15) if first.month == last.month else first.replace(month=7)


def rows_of(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Give the rows of a text frame by column name."""
    return [{str(name): text for name, text in row.items()} for row in frame.to_dict("records")]
