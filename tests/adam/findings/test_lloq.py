"""Values below the lower limit of quantification."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.findings.lloq import derive_vars_lloq
from tests.adam.frames import call, filled, table, told

ROWS = table(
    "AVALC LLOQ zero half limit missing below",
    ("120", 50, 120, 120, 120, 120, ""),
    ("50", 50, 50, 50, 50, 50, ""),
    ("<50", 50, 0, 25, 50, None, "Y"),
    ("<= 20", None, 0, 10, 20, None, "Y"),
    ("blq", 50, 0, 25, 50, None, "Y"),
    ("30", 50, 0, 25, 50, None, "Y"),  # a number below the limit
    ("", 50, None, None, None, None, ""),
)


@pytest.mark.parametrize(
    ("substitute", "term"), [("zero", ""), ("half", "HALFLLOQ"), ("limit", "LLOQ"), ("missing", "")]
)
def test_a_value_below_the_limit_becomes_a_number_by_the_rule_and_says_so(substitute: str, term: str) -> None:
    made = call(derive_vars_lloq, ROWS, substitute=substitute, limit_var="LLOQ", flag_var="BLQFL")
    assert filled(made.values["AVAL"]) == filled(ROWS[substitute])
    assert made.values["DTYPE"].tolist() == [term if flag else "" for flag in ROWS["below"]]
    assert made.values["BLQFL"].tolist() == ROWS["below"].tolist()
    assert "AVALC" not in made.values
    assert not made.findings


@pytest.mark.parametrize(
    ("substitute", "arguments"), [("zero", {"dtype": "BLQ0"}), ("limit", {"limit": 10, "dtype": "L10"})]
)
def test_a_constant_limit_and_a_term_of_the_study(substitute: str, arguments: dict[str, Any]) -> None:
    made = call(derive_vars_lloq, table("AVALC", ("BLQ",), ("12",)), substitute=substitute, **arguments)
    assert made.values["AVAL"].tolist() == [0 if substitute == "zero" else 10, 12]
    assert made.values["DTYPE"].tolist() == [arguments["dtype"], ""]


def test_what_cannot_be_read_or_has_no_limit_gives_no_number_and_is_an_error() -> None:
    rows = table("AVALC", ("haemolysed",), (">500",), ("BLQ",), ("5",))
    made = call(derive_vars_lloq, rows, substitute="half")
    assert filled(made.values["AVAL"]) == [None, None, None, 5]
    assert made.values["DTYPE"].tolist() == ["", "", "", ""]
    assert told(made.findings) == [("lloq-unreadable", [0, 1]), ("lloq-no-limit", [2])]
    assert made.findings[0].values.tolist() == ["haemolysed", ">500"]


def test_the_limit_of_the_text_counts_before_the_declared_one_and_the_difference_is_told() -> None:
    made = call(derive_vars_lloq, table("AVALC LLOQ", ("<40", 50.0)), substitute="limit", limit_var="LLOQ")
    assert made.values["AVAL"].tolist() == [40]
    assert told(made.findings) == [("lloq-differs", [0])]


def test_other_parameters_and_other_derivations_keep_what_they_have() -> None:
    rows = table(
        "PARAMCD AVALC AVAL DTYPE",
        ("BCMA", "<50", None, ""),
        ("WBC", "<1", 7.0, "AVERAGE"),
        ("BCMA", "60", 60.0, "LOV"),
    )
    made = call(derive_vars_lloq, rows, substitute="half", where={"variable": "PARAMCD", "eq": "BCMA"})
    assert made.values["AVAL"].tolist() == [25, 7, 60]
    assert made.values["DTYPE"].tolist() == ["HALFLLOQ", "AVERAGE", "LOV"]
