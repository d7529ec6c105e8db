"""Intervals between two dates."""

from __future__ import annotations

import pytest

from converter.results.values.interval import interval
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

DAY = 86400.0
NONE = float("nan")
DATA = {
    "ADSL": people(3).assign(
        TRTSDT=[100.0, 100.0, float("nan")], SDTM=[0.0, DAY, 0.0], EDTM=[3600.0, DAY + 7200, float("nan")]
    ),
    "ADAE": table(
        "USUBJID ASTDT AENDT GRADE",
        *(("001", 111.0, 116.0, 4.0), ("001", 114.0, 128.0, 2.0), ("001", 109.0, None, 2.0)),
        *(("002", 99.0, 103.0, 4.0), ("003", 120.0, 130.0, 4.0), ("009", 150.0, 160.0, 4.0)),
    ),
}
START = {"variable": "TRTSDT"}
SEVERE = {"variable": "GRADE", "eq": 4}


@pytest.mark.parametrize(
    ("start", "end", "unit", "least", "greatest"),
    [
        (START, {"dataset": "ADAE", "variable": "ASTDT"}, "days", -1, 9),
        (START, {"dataset": "ADAE", "variable": "ASTDT", "last": True}, "days", -1, 14),
        (START, {"dataset": "ADAE", "variable": "AENDT", "last": True}, "weeks", 3 / 7, 4),
        (START, {"dataset": "ADAE", "variable": "ASTDT", "where": SEVERE}, "days", -1, 11),
        ({"variable": "SDTM"}, {"variable": "EDTM"}, "hours", 1, 2),
        (
            {"dataset": "ADAE", "variable": "ASTDT", "where": SEVERE},
            {"dataset": "ADAE", "variable": "AENDT", "last": True},
            "days",
            4,
            17,
        ),
    ],
)
def test_time_elapses_from_the_first_or_last_date_of_each_subject_to_that_of_the_end(
    start: dict[str, object], end: dict[str, object], unit: str, least: float, greatest: float
) -> None:
    made = read(ask(interval, DATA, start=start, end=end, unit=unit))
    assert (made["min"], made["max"]) == (pytest.approx(least), pytest.approx(greatest))


def test_a_month_is_a_twelfth_of_the_mean_year() -> None:
    data = {"ADSL": people(1).assign(A=0.0, B=365.25)}
    assert read(ask(interval, data, start={"variable": "A"}, end={"variable": "B"}, unit="months"))["median"] == 12


def test_only_subjects_with_both_dates_count_and_their_two_records_stand_behind() -> None:
    end = {"dataset": "ADAE", "variable": "AENDT", "last": True}
    made = ask(interval, DATA, start=START, end=end)
    assert read(made)["n"] == 2
    assert behind(made) == {"ADSL": [0, 1], "ADAE": [1, 3]}
    among = [{"dataset": "ADAE", "where": {"variable": "GRADE", "eq": 2}}]
    assert read(ask(interval, DATA, start=START, end=end, among=among))["n"] == 1


def test_without_anybody_all_but_the_number_is_missing() -> None:
    made = read(
        ask(interval, DATA, start=START, end={"variable": "TRTSDT", "where": {"variable": "TRTSDT", "gt": 200}})
    )
    assert made == {"n": 0, **dict.fromkeys(("mean", "sd", "min", "q1", "median", "q3", "max"))}
