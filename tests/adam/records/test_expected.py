"""Records that were expected, and values carried to them."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.records.carried import derive_carried_records
from converter.adam.records.expected import derive_expected_records
from converter.steps import Built
from tests.adam.frames import call, filled, table, told

VISITS = table(
    "USUBJID PARAMCD AVISIT AVISITN AVAL ABLFL",
    ("A", "HGB", "Day 1", 1, 12.0, "Y"),
    ("A", "HGB", "Week 4", 4, 15.0, ""),
    ("A", "HGB", "Week 8", 8, 13.0, ""),
    ("B", "HGB", "Day 1", 1, 11.0, "Y"),
    ("B", "HGB", "Week 8", 8, None, ""),
    ("C", "HGB", "Week 8", 8, 9.0, ""),
)
BY = ["USUBJID", "PARAMCD"]


def rows(made: Built, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(filled(made.frame[name]) for name in names), strict=True))


def carried(method: str, **arguments: Any) -> Built:
    expected = [
        {"at": 8, "set_values": {"AVISIT": "Week 8"}},
        {"at": 12, "set_values": {"AVISIT": "Week 12"}},
    ]
    asked = {"dataset": "AD", "by": BY, "order": ["AVISITN"], "expected": expected, "method": method, **arguments}
    return call(derive_carried_records, VISITS, **asked)


def test_a_group_gets_the_records_that_it_lacks_and_no_other() -> None:
    expected = [{"AVISIT": "Day 1", "AVISITN": 1}, {"AVISIT": "Week 4", "AVISITN": 4}]
    made = call(
        derive_expected_records, VISITS, dataset="AD", by=BY, expected=expected, set_values={"DTYPE": "PHANTOM"}
    )
    assert rows(made, "USUBJID", "PARAMCD", "AVISIT", "AVISITN", "DTYPE") == [
        ("B", "HGB", "Week 4", 4, "PHANTOM"),
        ("C", "HGB", "Day 1", 1, "PHANTOM"),
        ("C", "HGB", "Week 4", 4, "PHANTOM"),
    ]
    assert made.lineage["source_row"].tolist() == [3, 5, 5]


def test_a_record_without_its_group_is_told_and_expects_nothing() -> None:
    data = table("USUBJID PARAMCD AVISIT", ("A", "", "Day 1"))
    made = call(derive_expected_records, data, dataset="AD", by=BY, expected=[{"AVISIT": "Week 4"}])
    assert made.frame.empty
    assert told(made.findings) == [("by-missing", [-1])]


@pytest.mark.parametrize(
    ("method", "arguments", "expected"),
    [
        ("locf", {}, [("A", 12, 13.0), ("B", 8, 11.0), ("B", 12, 11.0), ("C", 12, 9.0)]),
        ("wocf", {}, [("A", 12, 15.0), ("B", 8, 11.0), ("B", 12, 11.0), ("C", 12, 9.0)]),
        ("wocf", {"worst": "low"}, [("A", 12, 12.0), ("B", 8, 11.0), ("B", 12, 11.0), ("C", 12, 9.0)]),
        ("bocf", {}, [("A", 12, 12.0), ("B", 8, 11.0), ("B", 12, 11.0)]),
    ],
)
def test_the_last_the_worst_or_the_baseline_value_is_carried_to_where_there_is_none(
    method: str, arguments: dict[str, Any], expected: list[tuple[object, ...]]
) -> None:
    made = carried(method, **arguments)
    assert rows(made, "USUBJID", "AVISITN", "AVAL") == expected
    assert set(made.frame["DTYPE"]) == {method.upper()}
    assert rows(made, "AVISIT")[0] == ("Week 12",)


def test_the_record_that_a_value_comes_from_stands_behind_it() -> None:
    assert carried("wocf").lineage["source_row"].tolist() == [1, 3, 3, 5]


def test_without_a_value_before_there_is_no_record_and_a_note() -> None:
    made = carried("bocf")
    assert [(one.rule, list(one.values)) for one in made.findings] == [("carried-no-value", ["C HGB"])]


def test_a_place_is_the_same_but_for_the_noise_of_arithmetic() -> None:
    data = table("USUBJID PARAMCD AVISITN AVAL ABLFL", ("A", "HGB", 0.1 + 0.2, 5.0, ""))
    made = call(
        derive_carried_records, data, dataset="AD", by=BY, order=["AVISITN"], expected=[{"at": 0.3}], method="locf"
    )
    assert made.frame.empty
