"""Numbers of records."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.variables.obs_number import derive_var_obs_number
from tests.adam.frames import call, filled, table, told

ROWS = table(
    "USUBJID PARAMCD ADT up down",
    ("A", "WBC", 9, 4, 3),
    ("A", "HGB", 9, 2, 2),
    ("A", "WBC", 3, 3, 4),
    ("A", "HGB", None, 1, 1),
    ("B", "WBC", 1, 1, 1),
)


@pytest.mark.parametrize(("arguments", "column"), [({}, "up"), ({"descending": ["ADT"]}, "down")])
def test_records_are_numbered_within_their_group_whatever_their_order_in_the_dataset(
    arguments: dict[str, Any], column: str
) -> None:
    made = call(derive_var_obs_number, ROWS, by=["USUBJID"], order=["PARAMCD", "ADT"], **arguments)
    assert made.values["ASEQ"].tolist() == ROWS[column].tolist()
    assert not made.findings


@pytest.mark.parametrize(("ties", "findings"), [("report", [("obs-number-tie", [0, 1])]), ("by order of records", [])])
def test_equal_records_are_numbered_in_their_order_and_reported_unless_declared(
    ties: str, findings: list[tuple[str, list[int]]]
) -> None:
    rows = table("USUBJID ADT", ("A", 1), ("A", 1), ("A", 2))
    made = call(derive_var_obs_number, rows, by=["USUBJID"], order=["ADT"], ties=ties)
    assert made.values["ASEQ"].tolist() == [1, 2, 3]
    assert told(made.findings) == findings


def test_records_are_equal_by_what_their_values_mean() -> None:
    rows = table("USUBJID AVAL", ("A", 0.3), ("A", 0.1 + 0.2), ("A", 2))
    assert told(call(derive_var_obs_number, rows, by=["USUBJID"], order=["AVAL"]).findings) == [
        ("obs-number-tie", [0, 1])
    ]
    visits = table("USUBJID VISIT", ("A", "9"), ("A", "09"), ("A", "10"))
    assert told(call(derive_var_obs_number, visits, by=["USUBJID"], order=["VISIT"]).findings) == [
        ("obs-number-tie", [0, 1])
    ]


def test_a_record_without_its_key_gets_no_number_and_is_reported() -> None:
    rows = table("USUBJID ADT", ("", 1), ("A", 1))
    made = call(derive_var_obs_number, rows, by=["USUBJID"], order=["ADT"])
    assert filled(made.values["ASEQ"]) == [None, 1]
    assert told(made.findings) == [("by-missing", [0])]


def test_without_records_there_is_no_number() -> None:
    assert call(derive_var_obs_number, ROWS.iloc[:0], by=["USUBJID"], order=["ADT"]).values["ASEQ"].tolist() == []
