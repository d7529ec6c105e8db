"""Durations: months and years of mean length, or of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from converter.adam.dates.dates import derive_vars_duration
from converter.compute.dates.sas_date import sas_day
from tests.adam.frames import call, filled, table


def lasting(start: str, end: str, **arguments: Any) -> float | None:
    days = [float(sas_day(date.fromisoformat(one))) if one else None for one in (start, end)]
    rows = table("USUBJID S E", ("A", *days), ("B", 1.0, 1.0))
    made = call(derive_vars_duration, rows, new_var="D", start="S", end="E", **{"add_one": False, **arguments})
    value = filled(made.values["D"])[0]
    return None if value is None else float(str(value))


@pytest.mark.parametrize(
    ("start", "end", "unit", "duration", "interval"),
    [
        ("2000-02-01", "2000-03-01", "months", 29 / 30.4375, 1.0),
        ("2000-01-31", "2000-02-29", "months", 29 / 30.4375, 1.0),  # the last day of a month that lacks the 31st
        ("2000-01-31", "2000-03-15", "months", 44 / 30.4375, 1 + 15 / 31),
        ("2000-03-01", "2001-03-01", "years", 365 / 365.25, 1.0),
        ("2000-02-29", "2001-02-28", "years", 365 / 365.25, 1.0),
        ("2000-03-01", "2001-02-28", "years", 364 / 365.25, 364 / 365),
        ("1984-09-06", "2020-09-05", "years", 13148 / 365.25, 35 + 364 / 365),
        ("2001-03-01", "2000-03-01", "years", -365 / 365.25, -1.0),
        ("1959-12-31", "1960-01-31", "months", 31 / 30.4375, 1.0),
        ("2000-03-01", "2000-03-15", "weeks", 2.0, 2.0),
    ],
)
def test_a_month_has_a_mean_length_or_that_of_the_calendar(
    start: str, end: str, unit: str, duration: float, interval: float
) -> None:
    assert lasting(start, end, unit=unit) == pytest.approx(duration)
    assert lasting(start, end, unit=unit, type="interval") == pytest.approx(interval)


def test_an_age_in_completed_years_changes_on_the_birthday() -> None:
    asked: dict[str, Any] = {"unit": "years", "completed": True, "type": "interval"}
    assert [lasting("2000-03-01", end, **asked) for end in ("2001-02-28", "2001-03-01", "2018-03-01")] == [0, 1, 18]
    # years of 365.25 days are not complete on most birthdays
    assert lasting("2000-03-01", "2001-03-01", unit="years", completed=True) == 0


def test_both_days_counted_is_one_day_of_the_calendar_more() -> None:
    both: dict[str, Any] = {"add_one": True, "type": "interval"}
    spans = [("2023-02-01", "2023-02-28"), ("2024-02-01", "2024-02-29"), ("2023-01-01", "2023-01-31")]
    assert [lasting(start, end, unit="months", **both) for start, end in spans] == [1, 1, 1]
    assert lasting("2000-01-02", "2018-01-01", unit="years", **both) == 18


def test_a_missing_date_has_no_duration() -> None:
    assert lasting("", "2001-03-01", unit="years", type="interval") is None
