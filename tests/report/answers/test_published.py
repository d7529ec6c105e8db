"""Published figures on the terminal: what does not agree first, all within 100 columns."""

from __future__ import annotations

import pandas as pd

from converter.report.answers.published import WIDTH, figures_text

NAMES = (
    "STATUS",
    "PATH",
    "PRINTED",
    "DERIVED",
    "REASON",
    "INFERRED",
    "DISPLAY",
    "ROW",
    "COLUMN",
    "RECORDS",
    "SUBJECTS",
)
FIGURES = pd.DataFrame(
    [
        ("equal", "table1.age", "61", "61", "", "", "T1", "age", "all", 2.0, "S1 S2"),
        ("left out", "table1.source", "T1", "", "says where it stands", "", "", "", "", 0.0, ""),
        ("differs", "table2.any", "33", "32", "", "", "T2", "any", "all", 1.0, "S1"),
        ("not derived", f"table2.{'long.' * 20}n", "a long text " * 15, "", "", "Y", "", "", "", 0.0, ""),
    ],
    columns=list(NAMES),
)


def test_what_does_not_agree_comes_first_with_both_figures_and_the_result_behind() -> None:
    lines = figures_text(FIGURES).splitlines()
    assert lines[0] == "2 published figures do not agree"
    assert lines[2].split() == ["differs", "table2.any", "33", "32"]
    assert lines[3].strip() == "T2 any [all] from 1 record of 1 subject"
    assert "table1.age" not in figures_text(FIGURES)
    assert [line.split() for line in lines if line.startswith("table")] == [
        ["table1", "1", "-", "1"],
        ["table2", "-", "2", "-"],
    ]
    assert lines[-1] == "published figures: 1 of 3 reproduced (1 not determined by the data)"


def test_every_line_fits_100_columns_also_where_each_figure_is_told() -> None:
    for every in (False, True):
        assert max(map(len, figures_text(FIGURES, every=every).splitlines())) <= WIDTH == 100
    assert "table1.age" in figures_text(FIGURES, every=True)


def test_agreement_is_said_first_too_and_quiet_has_the_count_alone() -> None:
    assert figures_text(FIGURES[:2]).startswith("every published figure that the data determine is reproduced\n")
    assert figures_text(FIGURES, quiet=True).count("\n") == 1
