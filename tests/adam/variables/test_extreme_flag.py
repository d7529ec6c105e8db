"""Flags of first, last and worst records."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.variables.extreme_flag import derive_var_extreme_flag
from tests.adam.frames import behind, call, table, told

LB = table(
    "USUBJID PARAMCD ADT AVAL",
    ("A", "WBC", 1, 4.0),
    ("A", "WBC", 2, 9.0),
    ("A", "WBC", 9, None),
    ("A", "HGB", 1, 8.0),
    ("B", "WBC", 3, 5.0),
)
BY = ("USUBJID", "PARAMCD")


@pytest.mark.parametrize(
    ("rule", "arguments", "flags"),
    [
        ("first", {"order": ["ADT"], "mode": "first"}, "Y..YY"),
        ("last", {"order": ["ADT"], "mode": "last"}, "..YYY"),
        ("last before day 9", {"order": ["ADT"], "mode": "last", "where": {"variable": "ADT", "lt": 9}}, ".Y.YY"),
        ("lowest, missing never", {"order": ["AVAL"], "mode": "first"}, "Y..YY"),
        ("highest, missing never", {"order": ["AVAL"], "mode": "last"}, ".Y.YY"),
        ("highest first", {"order": ["AVAL"], "mode": "first", "descending": ["AVAL"]}, ".Y.YY"),
    ],
)
def test_one_record_of_each_group_is_flagged(rule: str, arguments: dict[str, Any], flags: str) -> None:
    made = call(derive_var_extreme_flag, LB, by=BY, new_var="ANL01FL", **arguments)
    assert made.values["ANL01FL"].tolist() == [mark.replace(".", "") for mark in flags], rule
    assert not made.findings


@pytest.mark.parametrize(("mode", "flags"), [("first", ["Y", "", ""]), ("last", ["", "Y", ""])])
@pytest.mark.parametrize(("ties", "findings"), [("report", 1), ("by order of records", 0)])
def test_a_tie_goes_by_the_order_of_records_and_is_reported_unless_declared(
    mode: str, flags: list[str], ties: str, findings: int
) -> None:
    day = 1 if mode == "last" else 3
    rows = table("USUBJID ADT", ("A", 2), ("A", 2), ("A", day))
    made = call(derive_var_extreme_flag, rows, by=["USUBJID"], order=["ADT"], new_var="FL", mode=mode, ties=ties)
    assert made.values["FL"].tolist() == flags
    assert [finding.rule for finding in made.findings] == ["extreme-tie"] * findings


def test_equal_records_that_do_not_come_first_are_no_tie() -> None:
    rows = table("USUBJID ADT", ("A", 1), ("A", 2), ("A", 2))
    made = call(derive_var_extreme_flag, rows, by=["USUBJID"], order=["ADT"], new_var="FL", mode="first")
    assert not made.findings


def test_a_record_without_its_key_gets_no_flag_and_is_reported() -> None:
    rows = table("USUBJID PARAMCD ADT", ("A", "", 1), ("A", "WBC", 2))
    made = call(derive_var_extreme_flag, rows, by=BY, order=["ADT"], new_var="FL", mode="first")
    assert made.values["FL"].tolist() == ["", "Y"]
    assert told(made.findings) == [("by-missing", [0])]
    assert made.findings[0].values.tolist() == ["no PARAMCD"]


def test_blank_text_to_order_by_is_as_missing_as_a_missing_number() -> None:
    rows = table("USUBJID ADTC", ("A", ""), ("A", "2016-02"))
    made = call(derive_var_extreme_flag, rows, by=["USUBJID"], order=["ADTC"], new_var="FL", mode="first")
    assert made.values["FL"].tolist() == ["", "Y"]


def test_all_records_that_compete_stand_behind_a_flag() -> None:
    made = call(
        derive_var_extreme_flag,
        LB,
        by=BY,
        order=["ADT"],
        new_var="ABLFL",
        mode="last",
        where={"variable": "ADT", "lt": 9},
    )
    assert behind(made, "ABLFL") == {1: [0, 1], 3: [3], 4: [4]}


def test_without_records_there_is_no_flag() -> None:
    made = call(derive_var_extreme_flag, LB.iloc[:0], by=BY, order=["ADT"], new_var="FL", mode="last")
    assert made.values["FL"].tolist() == []
