"""One cause, one issue: what was told when a record was made is not told again when it is checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from converter.compute.issues.consequences import (
    CAUSES,
    OF_RECORDS,
    TEXTS,
    told_of_columns,
    told_of_copies,
    told_of_rows,
    told_of_texts,
    without_consequences,
)
from converter.dataset import Dataset
from converter.issues import Cell, Issue, with_cells
from converter.spec.library import load_mends
from converter.steps import Told
from tests.sdtm.test_build import built, plan_of


def found(rule: str, variable: str, *rows: int, place: str = "LB") -> Issue:
    return with_cells(Issue(rule, "error", place, "m", variable), [Cell(row, "1", "x") for row in rows])


@pytest.mark.parametrize(
    ("cause", "variable", "issue", "left"),
    [
        ("code-unmapped", "LBSPEC", found("codelist-value", "LBSPEC", 1, 2), [(2,)]),
        ("code-unmapped", "LBSPEC", found("codelist-value", "LBSPEC", 1), []),
        ("code-unmapped", "LBSPEC", found("codelist-value", "LBMETHOD", 1), [(1,)]),  # another variable
        ("code-unmapped", "LBSPEC", found("codelist-value", "LBSPEC", 1, place="VS"), [(1,)]),  # another dataset
        ("code-unmapped", "LBSPEC", found("value-required", "LBSPEC", 1), [(1,)]),  # another rule
        ("unit-unconverted", "LBSTRESN", found("result-standard-missing", "LBSTRESC", 1), []),
        ("date-unreadable", "LBDTC", found("date-missing", "LBDTC", 1, 3), [(3,)]),
        ("criterion-unknown", "IETEST", found("value-required", "IECAT", 1, place="LB"), []),
    ],
)
def test_a_consequence_is_left_out_where_its_cause_was_told(
    cause: str, variable: str, issue: Issue, left: list[tuple[int, ...]]
) -> None:
    told = (Told(cause, "LB", variable, frozenset({1})),)
    assert [one.rows for one in without_consequences([issue], told)] == left


def test_the_rules_of_causes_and_consequences_exist() -> None:
    named = {*CAUSES, *OF_RECORDS, *(cause for causes in CAUSES.values() for cause in causes)}
    assert named <= set(load_mends().rules)


def test_a_column_that_the_file_lacks_is_the_cause_of_its_blank_variables(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    sdtm = built(plan, [("1", "1", "Rash", ""), ("2", "1", "Cough", "")])
    missing = Issue("column-missing", "error", "ae.csv", "m", "DAY")
    assert list(told_of_columns([missing], sdtm.datasets, plan)) == [
        Told("column-missing", "AE", "AESTDTC", frozenset({1, 2}))
    ]
    assert list(told_of_columns([], sdtm.datasets, plan)) == []


def test_a_row_that_stands_twice_is_told_once_and_not_of_its_record_again(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    sdtm = built(plan, [("1", "1", "Rash", "2024-01-05"), ("1", "2", "Rash", "2024-01-05")])
    repeated = Issue("row-repeated", "warning", "ae.csv", "m", rows=(3,))
    (told,) = told_of_rows([repeated], sdtm.datasets, plan)
    assert told == Told("row-repeated", "AE", "", frozenset({2}))
    assert list(without_consequences([found("record-repeated", "AESEQ", 2, place="AE")], [told])) == []
    assert list(told_of_rows([replace(repeated, place="link.csv")], sdtm.datasets, plan)) == []


@pytest.mark.parametrize("rule", TEXTS)
def test_a_text_that_is_told_where_it_is_tabulated_is_not_told_of_its_copies(rule: str) -> None:
    issue = found(rule, "AESTDTC", 1, place="AE")
    (told,) = told_of_texts([issue], {"AE"})
    copies = [found(rule, "AESTDTC", 1, 2, place="ADAE"), found(rule, "ASTDTC", 1, place="ADAE")]
    left = without_consequences([issue, *copies], [replace(told, dataset="ADAE")])
    assert [(one.place, one.variable, one.rows) for one in left] == [
        ("AE", "AESTDTC", (1,)),
        ("ADAE", "AESTDTC", (2,)),
        ("ADAE", "ASTDTC", (1,)),
    ]


def test_an_analysis_record_that_rests_on_a_record_shares_its_cause(tmp_path: Path) -> None:
    ae = built(plan_of(tmp_path), [("1", "1", "Rash", ""), ("2", "1", "Cough", "")]).datasets["AE"]
    lineage = pd.DataFrame({"row": [0, 1], "step": 0, "table": "AE", "source_row": [2, 1], "item": ""})
    told = Told("code-unmapped", "AE", "AETERM", frozenset({2}))
    assert list(told_of_copies([told], {"ADAE": Dataset(ae.spec, ae.frame, lineage)})) == [
        Told("code-unmapped", "ADAE", "AETERM", frozenset({1}))
    ]
    assert list(told_of_copies([replace(told, variable="OTHER")], {"ADAE": Dataset(ae.spec, ae.frame, lineage)})) == []


def test_a_term_that_is_told_where_it_is_tabulated_stays_told_there() -> None:
    issue = found("codelist-extended", "LBORRESU", 1)
    (told,) = told_of_texts([issue, found("codelist-extended", "PARAM", 1, place="ADLB")], {"LB"})
    assert told == Told("codelist-extended", "LB", "LBORRESU", frozenset({1}))
    copy = replace(told, dataset="ADLB")
    left = without_consequences([issue, found("codelist-extended", "LBORRESU", 1, place="ADLB")], [copy])
    assert [one.place for one in left] == ["LB"]
