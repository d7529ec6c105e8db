"""What results say of themselves becomes issues of the display."""

from __future__ import annotations

import pandas as pd

from converter.results.comparisons.log_rank import log_rank
from converter.results.remarks import remarked, remarks
from converter.results.survival.cumulative_incidence import cumulative_incidence
from converter.results.survival.kaplan_meier import kaplan_meier
from converter.spec.display import Display
from converter.steps import Answer
from tests.adam.frames import table
from tests.results.answers import ask

DISPLAY = Display.model_validate(
    {
        "display": "TABLE2",
        "kind": "table",
        "title": "T",
        "population": {"label": "All", "where": {"variable": "SAFFL", "eq": "Y"}},
        "rows": [{"id": "hr"}],
    }
)


def test_a_remark_is_one_issue_with_the_rows_and_columns_that_make_it() -> None:
    said = remarks(["no hazard ratio: one of the two groups has no event"], ["1 subject without AGE left out, as 001"])
    rows = pd.concat([said.assign(DISPLAY="TABLE2", ROW=row, COLUMN="all") for row in ("hr", "adjusted")])
    issues = list(remarked({"TABLE2": DISPLAY}, rows))
    assert [(one.rule, one.severity, one.place, one.message) for one in issues] == [
        (
            "result-not-estimable",
            "warning",
            "TABLE2",
            "no hazard ratio: one of the two groups has no event (row hr in column all; adjusted in column all)",
        ),
        (
            "result-not-counted",
            "warning",
            "TABLE2",
            "1 subject without AGE left out, as 001 (row hr in column all; adjusted in column all)",
        ),
    ]


def test_results_without_remarks_tell_nothing() -> None:
    rows = remarks().assign(DISPLAY="TABLE2", ROW="hr", COLUMN="all")
    assert list(remarked({"TABLE2": DISPLAY}, rows)) == []


def test_a_number_of_another_result_that_is_called_so_is_no_remark() -> None:
    rows = remarks(["no"]).assign(DISPLAY="TABLE2", ROW="hr", COLUMN="all", STATN=3.0, STATC="")
    assert list(remarked({"TABLE2": DISPLAY}, rows)) == []


TIMES = {
    "ADSL": table("USUBJID", ("A",), ("B",), ("C",), ("D",), ("E",)),
    "ADTTE": table(
        "USUBJID AVAL CNSR TRTP",
        *(("A", 5.0, 0.0, "X"), ("B", 4.0, 1.0, "Y"), ("C", None, 0.0, "X"), ("D", -1.0, 0.0, "Y")),
        *(("E", 3.0, None, "Y"),),
    ),
}
TIMELESS = "2 subjects without AVAL or CNSR left out, as C"
EARLY = "1 subject with AVAL below 0 left out, as D"


def not_counted(answer: Answer) -> list[str]:
    rows = answer.statistics
    return rows.loc[rows["STAT"] == "not_counted", "STATC"].tolist()


def test_who_has_no_time_or_one_below_0_is_left_out_and_told() -> None:
    members = [{"dataset": "ADTTE", "where": {"variable": "TRTP", "eq": "X"}}]
    assert not_counted(ask(kaplan_meier, TIMES, dataset="ADTTE")) == [TIMELESS, EARLY]
    assert not_counted(ask(log_rank, TIMES, members=members)) == [TIMELESS, EARLY]
    event, other = {"variable": "CNSR", "eq": 0}, {"variable": "CNSR", "eq": 2}
    incidence = ask(cumulative_incidence, TIMES, event=event, competing=other)
    assert not_counted(incidence) == ["1 subject without AVAL left out, as C", EARLY]


def test_who_has_all_is_not_told_of() -> None:
    whole = {**TIMES, "ADTTE": TIMES["ADTTE"].iloc[:2]}
    assert not_counted(ask(kaplan_meier, whole, dataset="ADTTE")) == []
