"""Flags of the records before or after one of their group."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.variables.relative_flag import derive_var_relative_flag
from tests.adam.frames import behind, call, table, told

RS = table(
    "USUBJID ADT AVALC",
    ("A", 1, "SD"),
    ("A", 2, "PD"),
    ("A", 3, "PD"),
    ("B", 1, "SD"),
    ("B", 2, "PR"),
)
PD = {"variable": "AVALC", "eq": "PD"}
USUAL: dict[str, Any] = {
    "by": ["USUBJID"],
    "order": ["ADT"],
    "new_var": "ANL02FL",
    "when": PD,
    "mode": "first",
    "selection": "before",
}


@pytest.mark.parametrize(
    ("rule", "arguments", "flags"),
    [
        ("up to the first progression", {"inclusive": True}, "YY.YY"),
        ("before it", {"inclusive": False}, "Y..YY"),
        ("up to the last", {"inclusive": True, "mode": "last"}, "YYYYY"),
        ("after the first", {"inclusive": False, "selection": "after"}, "..YYY"),
        ("only where there is one", {"inclusive": True, "flag_no_ref_groups": False}, "YY..."),
    ],
)
def test_records_before_or_after_the_one_are_flagged(rule: str, arguments: dict[str, Any], flags: str) -> None:
    made = call(derive_var_relative_flag, RS, **{**USUAL, **arguments})
    assert made.values["ANL02FL"].tolist() == [mark.replace(".", "") for mark in flags], rule
    assert not made.findings


def test_the_one_record_stands_behind_the_flags() -> None:
    made = call(derive_var_relative_flag, RS, **USUAL, inclusive=True)
    assert behind(made, "ANL02FL") == {0: [1], 1: [1]}


def test_a_record_that_cannot_be_placed_has_no_flag_and_one_without_group_is_told() -> None:
    rows = table("USUBJID ADT AVALC", ("A", None, "SD"), ("A", 2, "PD"), ("", 1, "SD"))
    made = call(derive_var_relative_flag, rows, **USUAL, inclusive=True)
    assert made.values["ANL02FL"].tolist() == ["", "Y", ""]
    assert told(made.findings) == [("by-missing", [2])]


@pytest.mark.parametrize(("ties", "findings"), [("report", [("extreme-tie", [1])]), ("by order of records", [])])
def test_records_of_the_same_day_are_told_unless_their_order_is_declared(
    ties: str, findings: list[tuple[str, list[int]]]
) -> None:
    rows = table("USUBJID ADT AVALC", ("A", 2, "SD"), ("A", 2, "PD"), ("A", 2, "SD"))
    made = call(derive_var_relative_flag, rows, **USUAL, inclusive=True, ties=ties)
    assert made.values["ANL02FL"].tolist() == ["Y", "Y", ""]
    assert told(made.findings) == findings
