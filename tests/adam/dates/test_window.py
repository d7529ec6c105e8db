"""Analysis windows."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from converter.adam.dates.window import MADE, derive_vars_window
from converter.adam.variables.extreme_flag import derive_var_extreme_flag
from tests.adam.frames import call, filled, table

WINDOWS = [
    {"avisit": "BASELINE", "avisitn": 0, "awhi": 1, "awtarget": 1},
    {"avisit": "DAY 8", "avisitn": 8, "awlo": 2, "awhi": 11, "awtarget": 8},
    {"avisit": "DAY 29", "avisitn": 29, "awlo": 22, "awtarget": 29},
]
ROWS = table(
    "USUBJID ADY AVISIT AVISITN AWTARGET AWTDIFF AWLO AWHI AWU",
    ("A", -3, "BASELINE", 0, 1, 3, None, 1, "DAYS"),  # there is no day 0
    ("A", 1, "BASELINE", 0, 1, 0, None, 1, "DAYS"),
    ("A", 2, "DAY 8", 8, 8, 6, 2, 11, "DAYS"),
    ("A", 11, "DAY 8", 8, 8, 3, 2, 11, "DAYS"),
    ("A", 12, "", None, None, None, None, None, ""),
    ("A", 90, "DAY 29", 29, 29, 61, 22, None, "DAYS"),
    ("A", None, "", None, None, None, None, None, ""),
)


def test_a_day_belongs_to_the_window_that_holds_it_its_ends_included() -> None:
    made = call(derive_vars_window, ROWS[["USUBJID", "ADY"]], windows=WINDOWS)
    assert tuple(made.values) == MADE
    for name in MADE:
        assert filled(made.values[name]) == filled(ROWS[name]), name


def test_days_before_and_after_day_zero_are_one_more_apart_where_there_is_one() -> None:
    made = call(derive_vars_window, ROWS[["ADY"]], windows=WINDOWS, day_zero=True)
    assert filled(made.values["AWTDIFF"])[:2] == [4, 0]


def test_parameters_have_windows_of_their_own() -> None:
    rows = table("PARAMCD ADY", ("WBC", 8), ("ALT", 8))
    first = call(derive_vars_window, rows, windows=WINDOWS, where={"variable": "PARAMCD", "eq": "WBC"}).values
    rows = rows.join(first)
    weekly = [{"avisit": "WEEK 2", "awlo": 8, "awhi": 14}]
    second = call(derive_vars_window, rows, windows=weekly, where={"variable": "PARAMCD", "eq": "ALT"}).values
    assert first["AVISIT"].tolist() == ["DAY 8", ""]
    assert second["AVISIT"].tolist() == ["DAY 8", "WEEK 2"]
    assert filled(second["AVISITN"]) == [8, None]


def test_the_record_closest_to_the_target_is_flagged_by_its_difference() -> None:
    made = call(
        derive_var_extreme_flag,
        ROWS,
        by=["USUBJID", "AVISIT"],
        order=["AWTDIFF", "ADY"],
        new_var="ANL01FL",
        mode="first",
        where={"variable": "AVISIT", "missing": False},
    )
    assert made.values["ANL01FL"].tolist() == ["", "Y", "", "Y", "", "Y", ""]
    assert not made.findings  # records in no window do not compete, so they need no visit


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ([{"avisit": "A", "awhi": 5}, {"avisit": "B", "awlo": 5}], "the windows of A and B overlap"),
        ([{"avisit": "B", "awlo": 1, "awhi": 9}, {"avisit": "A"}], "the windows of A and B overlap"),
        ([{"avisit": "A", "awlo": 5, "awhi": 2}], "A: awlo 5 is after awhi 2"),
        ([{"avisit": "A", "awlo": 5, "awhi": 9, "awtarget": 10}], "A: awtarget 10 is outside its window"),
        ([], "no window"),
    ],
)
def test_windows_that_contradict_each_other_are_refused(windows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        call(derive_vars_window, ROWS, windows=windows)
