"""A time that is said twice: within a date, and beside it."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.dates.collected_date import parse_datetimes

TIMES = ("HH:MI", "HH:MI:SS", "HH:MIZ")


@pytest.mark.parametrize(
    ("date", "time", "iso", "reason"),
    [
        ("2024-03-10T10:30+02:00", "10:30", "2024-03-10T10:30+02:00", ""),
        ("2024-03-10T10:30", "10:30+02:00", "2024-03-10T10:30+02:00", ""),
        ("2024-03-10T10:30+02:00", "10:30+02:00", "2024-03-10T10:30+02:00", ""),
        ("2024-03-10T10:30:00", "10:30", "2024-03-10T10:30:00", ""),
        ("2024-03-10T10:30+01:00", "10:30+02:00", "2024-03-10T10:30+02:00", "time-ambiguous"),
        ("2024-03-10T10:30+01:00", "11:30", "2024-03-10T11:30", "time-ambiguous"),
        ("2024-03-10", "10:30+02:00", "2024-03-10T10:30+02:00", ""),
    ],
)
def test_a_time_said_twice_keeps_its_zone_and_its_seconds_and_another_zone_is_told(
    date: str, time: str, iso: str, reason: str
) -> None:
    text = pd.DataFrame({"date": [date], "time": [time]}, dtype="str")
    found = parse_datetimes(text["date"], ["ISO8601"], times=text["time"], time_formats=TIMES)
    assert (found.iso[0], found.reason[0]) == (iso, reason)
