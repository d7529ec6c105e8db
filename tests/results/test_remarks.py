"""What results say of themselves becomes issues of the display."""

from __future__ import annotations

import pandas as pd

from converter.results.remarks import remarked, remarks
from converter.spec.display import Display

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
