"""Which step made a value of an analysis dataset, and which records it read."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.report.analysis_trace import records_behind, step_behind
from converter.report.values import value_text
from converter.spec.dataset import Origin
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule


def step(makes: str, parameter: str = "", *, rows: bool = False, variables: tuple[str, ...] = ()) -> AnalysisStep:
    arguments = {"set_values": {"PARAMCD": parameter}} if parameter else {}
    rule = BoundRule("rule", len, arguments, "", Origin(type="Derived"), "adam/adlb.yaml:1", variables=variables)
    return AnalysisStep("ADLB", rule, tuple(makes.split()), makes_rows=rows, predecessors={})


STEPS = (
    step("USUBJID AVAL", "HGB", rows=True),
    step("BASE"),
    step("AVAL", "RATIO", rows=True),
    step("CHG"),
    step("BASE"),
)


@pytest.mark.parametrize(
    ("variable", "parameter", "before", "number"),
    [
        pytest.param("CHG", "HGB", 5, 3, id="the step that makes it"),
        pytest.param("BASE", "HGB", 5, 4, id="the last of several"),
        pytest.param("BASE", "HGB", 4, 1, id="the last before the step that read it"),
        pytest.param("AVAL", "HGB", 5, 0, id="rows of another parameter do not count"),
        pytest.param("AVAL", "RATIO", 5, 2, id="rows of its own parameter do"),
        pytest.param("BASE", "RATIO", 4, 2, id="no step counts before the record was made"),
        pytest.param("USUBJID", "RATIO", 5, 2, id="what no step sets is of the step that made the record"),
    ],
)
def test_the_step_behind_a_value(variable: str, parameter: str, before: int, number: int) -> None:
    record = pd.Series({"PARAMCD": parameter})
    assert step_behind(AnalysisPlan(steps=STEPS), "ADLB", variable, record, before) == number


@pytest.mark.parametrize(
    ("variable", "behind"),
    [
        pytest.param("AVAL", [("LB", 7, ("LBSTRESN",))], id="a variable that is made rests on what the step read"),
        pytest.param("USUBJID", [("ADLB", 3, ("USUBJID",))], id="one that is not is that of the record it was made of"),
    ],
)
def test_the_records_behind_a_value_of_a_new_record(
    variable: str, behind: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    made = step("AVAL", "RATIO", rows=True, variables=("LB.LBSTRESN",))
    sources = [("LB", 7, "AVAL"), ("ADLB", 3, ""), ("ADSL", 1, "TRTA")]
    trace = pd.DataFrame(sources, columns=["table", "source_row", "item"])
    assert list(records_behind(made, variable, trace)) == behind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(1234567.891, "1234567.891", id="all digits"),
        pytest.param(1.0, "1", id="a whole number without a point"),
        pytest.param(float("nan"), "", id="missing is blank"),
        pytest.param("M", "M", id="text as it is"),
    ],
)
def test_a_value_is_shown_exactly(value: object, text: str) -> None:
    assert value_text(value) == text
