"""Parameters computed from others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from converter.adam.records.computed import derive_param_computed
from converter.dataset import Frame
from converter.spec.study import Identity, Standards, Study, Unit
from converter.steps import Built
from tests.adam.frames import call, filled, table

STUDY = Study(
    study=Identity(id="S", name="S", description="", created=date(2024, 1, 1)),
    standards=Standards(terminology=()),
    units=(Unit.model_validate({"from": "g/L", "to": "g/dL", "factor": 0.1}),),
)
FORMULA = "CA + 0.8 * (4 - ALB)"
CORRECTED = {"PARAMCD": "CACORR", "PARAM": "Corrected Calcium (mg/dL)"}
LB = table(
    "USUBJID AVISIT ADT PARAMCD AVAL LBSTRESU",
    ("A", "DAY 1", 1, "CA", 9.0, "mg/dL"),
    ("A", "DAY 1", 1, "ALB", 30.0, "g/L"),
    ("A", "DAY 8", 8, "CA", 9.0, "mg/dL"),
    ("A", "DAY 8", 8, "ALB", 4.5, "g/dL"),
    ("B", "DAY 1", 2, "CA", 9.0, "mg/dL"),
    ("C", "DAY 1", 2, "CA", 9.0, "mg/dL"),
    ("C", "DAY 1", 2, "ALB", None, "g/dL"),
)
UNITS = {
    "text": FORMULA,
    "components": {
        "ALB": {"unit": "g/dL", "unit_var": "LBSTRESU"},
        "CA": {"unit": "mg/dL", "unit_var": "LBSTRESU"},
    },
}


def computed(rows: Frame, formula: object, **arguments: Any) -> Built:
    """Compute the parameter by subject and visit."""
    by = ["USUBJID", "AVISIT"]
    return call(
        derive_param_computed,
        rows,
        formula=formula,
        by=by,
        set_values=CORRECTED,
        keep=["ADT"],
        study=STUDY,
        **arguments,
    )


def lost(made: Built) -> list[tuple[str, list[str]]]:
    """List findings as their rule and what they name."""
    return [(finding.rule, finding.values.tolist()) for finding in made.findings]


def test_a_parameter_is_computed_where_all_components_are_there_in_the_units_of_the_formula() -> None:
    made = computed(LB, UNITS)
    assert made.frame.drop(columns="AVAL").to_dict("records") == [
        {"USUBJID": "A", "AVISIT": "DAY 1", "ADT": 1, **CORRECTED},
        {"USUBJID": "A", "AVISIT": "DAY 8", "ADT": 8, **CORRECTED},
    ]
    assert made.frame["AVAL"].tolist() == pytest.approx([9.8, 8.6])
    assert made.lineage[["row", "table", "source_row"]].to_numpy().tolist() == [
        [0, "AD", 0],
        [0, "AD", 1],
        [1, "AD", 2],
        [1, "AD", 3],
    ]
    assert lost(made) == [("computed-incomplete", ["B no ALB", "C no ALB"])]


def test_a_name_may_stand_for_other_records_and_values() -> None:
    rows = table(
        "USUBJID AVISIT ADT PARAMCD AVAL BASE", ("A", "DAY 8", 8, "SPEP", 2.0, 8.0), ("A", "DAY 8", 8, "CR", 1.0, 1.0)
    )
    base = {"paramcd": "SPEP", "value": "BASE"}
    now = {"where": {"all": [{"variable": "PARAMCD", "eq": "SPEP"}, {"variable": "AVAL", "lt": 5}]}}
    made = computed(rows, {"text": "100 * (NOW - THEN) / THEN", "components": {"THEN": base, "NOW": now}})
    assert made.frame["AVAL"].tolist() == [-75]


def test_a_unit_that_the_study_does_not_convert_counts_for_nothing_and_is_an_error() -> None:
    rows = LB.assign(LBSTRESU=LB["LBSTRESU"].replace({"g/L": "ounces", "mg/dL": ""}))
    made = computed(rows, UNITS)
    assert made.frame.empty
    assert lost(made)[:2] == [
        ("computed-unit", ["A CA in no unit", "B CA in no unit", "C CA in no unit"]),
        ("computed-unit", ["A ALB in ounces"]),
    ]


@pytest.mark.parametrize(("digits", "expected"), [(2, 9.13), (0, 9), (None, 9.125)])
def test_the_answer_is_rounded_half_away_from_zero_where_asked(digits: int | None, expected: float) -> None:
    rows = table("USUBJID AVISIT ADT PARAMCD AVAL", ("A", "1", 1, "CA", 9.0), ("A", "1", 1, "ALB", 8.0))
    assert computed(rows, "CA + 1 / ALB", digits=digits).frame["AVAL"].tolist() == [expected]


def test_several_records_of_a_component_give_none_and_are_an_error() -> None:
    rows = table(
        "USUBJID AVISIT ADT PARAMCD AVAL", ("A", "1", 1, "CA", 9.0), ("A", "1", 1, "CA", 8.0), ("A", "1", 1, "ALB", 4.0)
    )
    made = computed(rows, FORMULA)
    assert made.frame.empty
    assert lost(made) == [("computed-several", ["A 1 CA"]), ("computed-incomplete", ["A no CA"])]


def test_what_is_divided_by_zero_has_no_record_and_is_told() -> None:
    rows = table("USUBJID AVISIT ADT PARAMCD AVAL", ("A", "1", 1, "CA", 9.0), ("A", "1", 1, "ALB", 0.0))
    made = computed(rows, "CA / ALB")
    assert made.frame.empty
    assert lost(made) == [("computed-undefined", ["A 1"])]


def test_records_without_their_key_count_for_nothing_and_are_told() -> None:
    rows = table("USUBJID AVISIT ADT PARAMCD AVAL", ("A", "", 1, "CA", 9.0), ("A", "", 1, "ALB", 4.0))
    made = computed(rows, FORMULA)
    assert made.frame.empty
    assert lost(made) == [("by-missing", ["A no AVISIT"])]


def test_without_records_nothing_is_computed() -> None:
    assert filled(computed(LB.iloc[:0], FORMULA).frame["AVAL"]) == []


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ({"text": FORMULA, "components": {"ALBB": {}}}, "'ALBB' is not in the formula"),
        ({"text": FORMULA, "components": {"ALB": {"unit": "g/dL"}}}, "unit and unit_var go together"),
        (
            {"text": FORMULA, "components": {"ALB": {"paramcd": "X", "where": {"variable": "A", "eq": 1}}}},
            "not by both",
        ),
        ("CA % ALB", "is not arithmetic"),
    ],
)
def test_a_formula_that_means_nothing_is_refused(formula: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        computed(LB, formula)
