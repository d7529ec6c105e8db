"""What shares a cause is told once, with what follows from it; nothing is lost from the counts."""

from __future__ import annotations

import pytest

from converter.issues import Cell, Issue, Severity, with_cells
from converter.report.causes import causes, general
from converter.report.report import Report
from converter.report.text import report_text


def issue(
    rule: str, place: str, variable: str, rows: tuple[int, ...], severity: Severity = "error", message: str = "m"
) -> Issue:
    cells = [Cell(row, f"S{row}", f"v{row}") for row in rows]
    return with_cells(Issue(rule, severity, place, message, variable), cells)


def told(*issues: Issue) -> list[tuple[str, list[str], list[str]]]:
    return [
        (one.rule, [f"{i.place}.{i.variable}" for i in one.issues], [i.rule for i in one.others])
        for one in causes(issues)
    ]


def test_one_rule_about_a_variable_of_each_domain_is_one_cause() -> None:
    found = told(issue("unit-unconverted", "LB", "LBSTRESN", (1,)), issue("unit-unconverted", "VS", "VSSTRESN", (7,)))
    assert found == [("unit-unconverted", ["LB.LBSTRESN", "VS.VSSTRESN"], [])]


@pytest.mark.parametrize(
    ("place", "variable", "name"),
    [
        ("LB", "LBSTRESN", "--STRESN"),
        ("SUPPAE", "QVAL", "QVAL"),
        ("AE", "USUBJID", "USUBJID"),
        ("ADAE", "AESEV", "AESEV"),
    ],
)
def test_the_own_variables_of_a_domain_are_named_as_the_model_names_them(place: str, variable: str, name: str) -> None:
    assert general(variable, place) == name


def test_another_rule_about_the_same_values_follows_from_the_first() -> None:
    found = told(issue("end-before-start", "AE", "AEENDTC", (1, 2)), issue("date-after-death", "AE", "AEENDTC", (2,)))
    assert found == [("end-before-start", ["AE.AEENDTC"], ["date-after-death"])]


@pytest.mark.parametrize(
    "other",
    [
        issue("date-after-death", "AE", "AEENDTC", (3,)),  # another row
        issue("date-after-death", "AE", "AESTDTC", (2,)),  # another variable
        issue("date-after-death", "CM", "AEENDTC", (2,)),  # another dataset
    ],
)
def test_what_is_of_other_values_is_a_cause_of_its_own(other: Issue) -> None:
    assert len(told(issue("end-before-start", "AE", "AEENDTC", (1, 2)), other)) == 2


def test_an_error_is_never_hidden_under_a_warning() -> None:
    warning, error = (issue(rule, "AE", "AEENDTC", (1,), severity) for rule, severity in KINDS)
    assert told(warning, error) == [("date-after-death", ["AE.AEENDTC"], ["end-missing"])]


KINDS: tuple[tuple[str, Severity], ...] = (("end-missing", "warning"), ("date-after-death", "error"))


def test_the_terminal_tells_a_cause_in_a_line_and_the_counts_are_of_all() -> None:
    issues = (
        issue("end-before-start", "AE", "AEENDTC", (1, 2)),
        issue("end-before-start", "CM", "CMENDTC", (5,)),
        issue("date-after-death", "AE", "AEENDTC", (2,)),
    )
    lines = report_text(Report("S", synthetic=True, datasets={}, issues=issues)).splitlines()[2:]
    assert lines == [
        "issues: 3 errors in 4 rows, 0 warnings, 0 notes; 0 accepted by the study",
        "  error [end-before-start] --ENDTC in AE, CM; 3 rows, 3 subjects; 'v1' (1), 'v2' (1), 'v5' (1): m",
        "      of the same values, too: error date-after-death (1)",
        "  converter explain RULE tells what a rule in brackets asks, why, and with an example",
    ]
