"""Baseline, change, shift and reference range."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.adam.findings.baseline import derive_var_base
from converter.adam.findings.change import derive_var_chg, derive_var_pchg
from converter.adam.findings.reference_range import derive_var_anrind
from converter.adam.findings.shift import derive_var_shift
from tests.adam.frames import behind, call, filled, table, told

BY = ("USUBJID", "PARAMCD")
NUMBERS = st.integers(min_value=-(10**8), max_value=10**8).map(lambda number: number / 100)


def test_the_baseline_value_stands_on_every_record_of_its_group() -> None:
    rows = table(
        "USUBJID PARAMCD ABLFL AVAL AVALC BASE BASEC",
        ("A", "WBC", "", 3.0, "3", 4.0, "4"),
        ("A", "WBC", "Y", 4.0, "4", 4.0, "4"),
        ("A", "WBC", "", 9.0, "9", 4.0, "4"),
        ("A", "HGB", "", 8.0, "8", None, ""),  # no baseline record
        ("B", "WBC", "Y", None, "", None, ""),  # a baseline record without a value
    )
    number = call(derive_var_base, rows.drop(columns="BASE"), by=BY)
    text = call(derive_var_base, rows, by=BY, source_var="AVALC", new_var="BASEC")
    assert filled(number.values["BASE"]) == filled(rows["BASE"])
    assert text.values["BASEC"].tolist() == rows["BASEC"].tolist()
    assert behind(text, "BASEC") == {0: [1], 1: [1], 2: [1], 4: [4]}
    assert not number.findings


def test_two_baseline_records_give_none_and_are_reported() -> None:
    rows = table("USUBJID PARAMCD ABLFL AVAL", ("A", "WBC", "Y", 4.0), ("A", "WBC", "Y", 5.0), ("B", "WBC", "Y", 6.0))
    made = call(derive_var_base, rows, by=BY)
    assert filled(made.values["BASE"]) == [None, None, 6]
    assert told(made.findings) == [("base-several", [0, 1])]
    assert made.findings[0].values.tolist() == ["A WBC", "A WBC"]


def test_a_record_without_its_key_has_no_baseline_and_is_reported() -> None:
    rows = table("USUBJID PARAMCD ABLFL AVAL", ("A", "", "Y", 4.0), ("A", "", "", 5.0))
    made = call(derive_var_base, rows, by=BY)
    assert filled(made.values["BASE"]) == [None, None]
    assert told(made.findings) == [("by-missing", [0, 1])]


CHANGES = table(
    "AVAL BASE CHG PCHG",
    (12.0, 8.0, 4.0, 50.0),
    (2.0, -8.0, 10.0, 125.0),  # percent of the absolute base
    (8.0, 8.0, 0.0, 0.0),
    (5.0, 0.0, 5.0, None),
    (None, 8.0, None, None),
    (5.0, None, None, None),
)


def test_change_and_percent_change() -> None:
    assert filled(call(derive_var_chg, CHANGES).values["CHG"]) == filled(CHANGES["CHG"])
    made = call(derive_var_pchg, CHANGES)
    assert filled(made.values["PCHG"]) == filled(CHANGES["PCHG"])
    assert told(made.findings) == [("pchg-base-zero", [3])]


def test_change_only_where_asked() -> None:
    where = {"variable": "AVAL", "gt": 8}
    assert filled(call(derive_var_chg, CHANGES, where=where).values["CHG"]) == [4, None, None, None, None, None]
    assert not call(derive_var_pchg, CHANGES, where=where).findings


def test_a_change_is_rounded_half_away_from_zero_where_asked() -> None:
    rows = table("AVAL BASE", (1.125, 1.0), (0.875, 1.0))
    assert call(derive_var_chg, rows, digits=2).values["CHG"].tolist() == [0.13, -0.13]
    assert call(derive_var_pchg, rows, digits=0).values["PCHG"].tolist() == [13, -13]


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_change_undoes_itself(pairs: list[tuple[float, float]]) -> None:
    rows = pd.DataFrame(pairs, columns=["AVAL", "BASE"], dtype="float64")
    change = derive_var_chg(rows, {}).values["CHG"]
    percent = derive_var_pchg(rows, {}).values["PCHG"]
    for aval, base, chg, pchg in zip(rows["AVAL"], rows["BASE"], change, percent, strict=True):
        assert chg == aval - base
        assert math.isnan(pchg) if base == 0 else math.isclose(pchg * abs(base) / 100, chg, rel_tol=1e-9)
        assert base == 0 or (pchg > 0) == (chg > 0)


SHIFTS: dict[str, dict[str, Any]] = {"plain": {}, "graded": {"prefix": "Grade "}, "known": {"missing": ""}}


def test_a_shift_names_both_sides() -> None:
    rows = table(
        "BTOXGR ATOXGR plain graded known",
        ("0", "3", "0 to 3", "Grade 0 to Grade 3", "0 to 3"),
        ("1", "", "1 to NULL", "Grade 1 to NULL", ""),
        ("", "2", "NULL to 2", "NULL to Grade 2", ""),
    )
    sides: dict[str, Any] = {"from_var": "BTOXGR", "to_var": "ATOXGR"}
    for column, arguments in SHIFTS.items():
        made = call(derive_var_shift, rows, **sides, **arguments)
        assert made.values["SHIFT1"].tolist() == rows[column].tolist()


def test_a_shift_of_numbers_writes_them_shortest() -> None:
    rows = table("B A", (0.0, 3.0), (None, 1.5))
    assert call(derive_var_shift, rows, from_var="B", to_var="A").values["SHIFT1"].tolist() == ["0 to 3", "NULL to 1.5"]


RANGES = table(
    "AVAL ANRLO ANRHI A1LO A1HI ANRIND wide",
    (3.9, 4, 10, 2, 20, "LOW", "LOW"),
    (4.0, 4, 10, 2, 20, "NORMAL", "NORMAL"),
    (10.0, 4, 10, 2, 20, "NORMAL", "NORMAL"),
    (10.1, 4, 10, 2, 20, "HIGH", "HIGH"),
    (1.9, 4, 10, 2, 20, "LOW", "LOW LOW"),
    (20.1, 4, 10, 2, 20, "HIGH", "HIGH HIGH"),
    (1.9, 4, 10, None, None, "LOW", "LOW"),
    (11.0, None, 10, None, None, "HIGH", "HIGH"),
    (1.0, None, 10, None, None, "NORMAL", "NORMAL"),
    (5.0, None, None, None, None, "", ""),
    (None, 4, 10, 2, 20, "", ""),
)


@pytest.mark.parametrize(
    ("arguments", "expected"), [({}, "ANRIND"), ({"alert_low": "A1LO", "alert_high": "A1HI"}, "wide")]
)
def test_a_value_stands_below_within_or_above_its_limits(arguments: dict[str, Any], expected: str) -> None:
    made = call(derive_var_anrind, RANGES, **arguments)
    assert made.values["ANRIND"].tolist() == RANGES[expected].tolist()
    assert not made.findings


def test_limits_in_the_wrong_order_give_nothing_and_are_reported() -> None:
    made = call(derive_var_anrind, table("AVAL ANRLO ANRHI", (5.0, 10, 4)))
    assert made.values["ANRIND"].tolist() == [""]
    assert told(made.findings) == [("range-reversed", [0])]
    assert made.findings[0].values.tolist() == ["10 4"]
