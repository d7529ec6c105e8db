"""Missing values of records that are there, filled from the records before them."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.records.carried import derive_vars_carried
from tests.adam.frames import behind, call, filled, table, told

ROWS = table(
    "USUBJID PARAMCD AVISITN AVAL ABLFL DTYPE",
    *(("A", "X", 0.0, 5.0, "Y", ""), ("A", "X", 1.0, 9.0, "", "MEAN"), ("A", "X", 2.0, 4.0, "", "")),
    *(("A", "X", 3.0, None, "", ""), ("A", "X", 4.0, None, "", ""), ("B", "X", 1.0, None, "", "")),
    *(("B", "X", 2.0, 7.0, "", ""), ("A", "", 3.0, None, "", ""), ("A", "X", None, None, "", "")),
)
ASKED: dict[str, Any] = {"by": ["USUBJID", "PARAMCD"], "order": ["AVISITN"]}


@pytest.mark.parametrize(
    ("said", "value", "source"),
    [
        ({"method": "locf"}, 4.0, 2),
        ({"method": "wocf"}, 9.0, 1),
        ({"method": "wocf", "worst": "low"}, 4.0, 2),
        ({"method": "bocf"}, 5.0, 0),
    ],
)
def test_a_missing_value_is_the_last_the_worst_or_the_baseline_one_before_it(
    said: dict[str, Any], value: float, source: int
) -> None:
    made = call(derive_vars_carried, ROWS, **ASKED, **said)
    dtype = said["method"].upper()
    assert filled(made.values["AVAL"]) == [5.0, 9.0, 4.0, value, value, None, 7.0, None, None]
    assert made.values["DTYPE"].tolist() == ["", "MEAN", "", dtype, dtype, "", "", "", ""]
    assert behind(made, "AVAL") == {3: [source], 4: [source]}
    # the record of B has none before it; one lacks its parameter, one its place
    assert told(made.findings) == [("carried-no-value", [-1]), ("by-missing", [7])]


def test_blank_text_is_filled_too() -> None:
    rows = table("USUBJID AVISITN AVALC", ("A", 1.0, "LOW"), ("A", 2.0, ""))
    made = call(derive_vars_carried, rows, by=["USUBJID"], order=["AVISITN"], method="locf", value="AVALC")
    assert made.values["AVALC"].tolist() == ["LOW", "LOW"]


def test_a_value_that_a_step_before_carried_is_not_carried_on() -> None:
    rows = table("USUBJID AVISITN AVAL DTYPE", ("A", 1.0, 5.0, ""), ("A", 2.0, 4.0, "LOCF"), ("A", 3.0, None, ""))
    made = call(derive_vars_carried, rows, by=["USUBJID"], order=["AVISITN"], method="wocf", worst="low")
    assert made.values["AVAL"].tolist() == [5.0, 4.0, 5.0]


def test_records_of_one_place_stand_before_none_of_it_and_are_told_where_they_differ() -> None:
    rows = table(
        "USUBJID AVISITN AVAL", ("A", 1.0, 5.0), ("A", 1.0, None), ("A", 2.0, 4.0), ("A", 2.0, 6.0), ("A", 3.0, None)
    )
    made = call(derive_vars_carried, rows, by=["USUBJID"], order=["AVISITN"], method="locf")
    assert filled(made.values["AVAL"]) == [5.0, None, 4.0, 6.0, 6.0]
    assert told(made.findings) == [("merge-several", [4]), ("carried-no-value", [-1])]
    worst = call(derive_vars_carried, rows, by=["USUBJID"], order=["AVISITN"], method="wocf", worst="low")
    assert filled(worst.values["AVAL"]) == [5.0, None, 4.0, 6.0, 4.0]
    assert told(worst.findings) == [("carried-no-value", [-1])]
