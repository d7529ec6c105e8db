"""Nominal time from the first dose."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.kinetics.nominal_time import derive_var_nfrlt, hours_of
from tests.adam.frames import call, filled, table, told

ROWS = table(
    "USUBJID VISITDY PCTPT NFRLT",
    ("A", 1, "Pre-dose", 0),
    ("A", 1, "30 min pre-dose", -0.5),
    ("A", 1, "1.5 H POST-DOSE", 1.5),
    ("A", 2, "Predose", 24),
    ("A", 8, "2 hours after dose", 170),
    ("A", -1, "Pre-dose", -24),
    ("A", 1, "End of infusion", 2),
    ("A", 1, "Trough", None),
    ("A", 1, None, None),
    ("A", None, "1h", None),
)
ASKED: dict[str, Any] = {"visit_day": "VISITDY", "time_point": "PCTPT", "times": {"End of infusion": 2}}


def test_time_counts_from_the_dose_of_the_first_day_there_is_no_day_zero_and_what_is_not_read_is_told() -> None:
    made = call(derive_var_nfrlt, ROWS, **ASKED)
    assert filled(made.values["NFRLT"]) == filled(ROWS["NFRLT"])
    assert told(made.findings) == [("nfrlt-unread", [7])]


def test_the_unit_and_the_day_of_the_first_dose_are_said() -> None:
    made = call(derive_var_nfrlt, ROWS.iloc[[3, 4]], **ASKED, unit="days", first_dose_day=2)
    assert made.values["NFRLT"].round(4).tolist() == [0, round(146 / 24, 4)]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("5 MIN", 5 / 60),
        ("1 day post dose", 24),
        ("2h prior to dose", -2),
        ("before dosing", 0),
        ("0-4h", None),
        ("", None),
    ],
)
def test_a_time_point_is_read_whole_or_not_at_all(text: str, hours: float | None) -> None:
    assert hours_of(text) == hours
