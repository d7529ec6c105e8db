"""One cause is one issue: what is put together, what stays apart, what is bounded, what an acceptance covers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from converter.compute.issues.acceptance import judged
from converter.compute.issues.causes import by_cause
from converter.compute.issues.findings import Provenance, issues_of
from converter.issues import CAUSES_NAMED, Cell, Issue, with_cells
from converter.spec.study import Study
from converter.steps import Finding

HEAD = {"id": "S", "name": "S", "description": "d", "created": "2024-01-01"}


def issue(*cells: Cell, message: str = "m", variable: str = "V", hint: str = "") -> Issue:
    return with_cells(Issue("r", "error", "ae.csv", message, variable, hint=hint), cells)


def study(**accepted: object) -> Study:
    entry = {"rule": "r", "reason": "known", **accepted}
    return Study.model_validate({"study": HEAD, "standards": {"terminology": ()}, "accepted": (entry,)})


def test_a_rule_with_many_values_gives_one_issue_with_each_row_its_value_and_what_was_written() -> None:
    rows = pd.RangeIndex(3)
    lineage = pd.DataFrame({"row": rows, "table": "ae", "source_row": [5, 6, 9], "item": ""})
    origin = Provenance(lineage, pd.Series(["A", "B", "A"]), {"ae": "ae.csv"})
    values, written = pd.Series(["31-FEB", "?", "31-FEB"]), pd.Series(["2020-02", "left blank", "2020-02"])
    (found,) = issues_of([Finding("r", "error", rows, values, "m", written)], "AESTDTC", "AE", origin)
    assert found.cells == (
        Cell(5, "A", "31-FEB", "2020-02"),
        Cell(6, "B", "?", "left blank"),
        Cell(9, "A", "31-FEB", "2020-02"),
    )
    assert (found.rows, found.subjects, found.count) == ((5, 6, 9), ("A", "B"), 3)
    assert str(found) == (
        "ae.csv:5 and 2 more rows, subject A and 1 more, AESTDTC '31-FEB' (2), '?' (1): m; 2020-02 (2), left blank (1)"
    )


def test_issues_of_one_cause_are_one_and_other_variables_and_messages_stay_apart() -> None:
    parts = [issue(Cell(2)), issue(Cell(3)), issue(Cell(2)), issue(Cell(2), variable="W"), issue(Cell(2), message="n")]
    told = [(one.variable, one.message, one.rows) for one in by_cause(parts)]
    assert told == [("V", "m", (2, 3)), ("V", "n", (2,)), ("W", "m", (2,))]


def test_it_makes_no_difference_in_which_order_causes_and_their_occurrences_are_found() -> None:
    of_dataset = replace(issue(Cell(2)), place="AE")
    parts = [of_dataset, issue(Cell(3), hint="b"), issue(Cell(2), hint="a"), issue(Cell(9), Cell(4))]
    told = [(one.place, one.rows, one.hint) for one in by_cause(parts)]
    assert told == [("ae.csv", (2, 3, 4, 9), "a; b"), ("AE", (2,), "")]
    assert by_cause(parts) == by_cause(reversed(parts))


def test_hints_of_values_that_are_put_together_name_their_value() -> None:
    (one,) = by_cause([issue(Cell(2, value="a"), hint="did you mean 'b'?"), issue(Cell(3, value="c"), hint="ask")])
    assert one.hint == "'a': did you mean 'b'?; 'c': ask"


def test_too_many_causes_of_a_kind_in_one_place_are_one_issue_that_counts_them_and_keeps_their_rows() -> None:
    made = by_cause([issue(Cell(row), variable=f"V{row:04}") for row in range(1, 1001)])
    assert len(made) == CAUSES_NAMED
    last = made[-1]
    assert (last.causes, last.count, last.rows[-1]) == (951, 951, 1000)
    assert last.message == "951 more causes of this kind, the first of them: m"
    assert next(iter(last.values())) == "V0050"


@pytest.mark.parametrize(
    ("accepted", "taken", "left"),
    [
        ({}, (2, 3, 4), ()),
        ({"value": "a"}, (2, 4), (3,)),
        ({"value": ["a", "b"]}, (2, 3, 4), ()),
        ({"rows": [2, 3]}, (2, 3), (4,)),
        ({"value": "a", "rows": [3, 4]}, (4,), (2, 3)),
        ({"message": "m"}, (2, 3, 4), ()),
        ({"message": "n"}, (), (2, 3, 4)),
        ({"variable": "W"}, (), (2, 3, 4)),
        ({"value": "c"}, (), (2, 3, 4)),
    ],
)
def test_an_acceptance_covers_the_values_and_rows_it_names_and_no_others(
    accepted: dict[str, object], taken: tuple[int, ...], left: tuple[int, ...]
) -> None:
    whole = issue(Cell(2, value="a"), Cell(3, value="b"), Cell(4, value="a"))
    parts = {bool(one.accepted): one.rows for one in judged(whole, study(**accepted))}
    assert (parts.get(True, ()), parts.get(False, ())) == (taken, left)


def test_what_has_no_row_is_not_accepted_by_rows() -> None:
    (one,) = judged(issue(), study(rows=[1]))
    assert one.accepted == ""
