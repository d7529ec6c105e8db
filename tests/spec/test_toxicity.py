"""Toxicity criteria as data: what a criterion may say, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.toxicity import ToxicityCriteria

CTCAE = load_criteria(CriteriaCall(name="ctcae-4.03"), ToxicityCriteria)


def criteria(
    *, grades: dict[str, Any], direction: str = "low", tests: dict[str, Any] | None = None
) -> ToxicityCriteria:
    term = {"term": "Anemia", "direction": direction, "soc": "Blood", "grades": grades, "source": "the table"}
    return ToxicityCriteria.model_validate(
        {"name": "own", "title": "Own", "source": "own", "tests": tests or {}, "terms": [term]}
    )


@pytest.mark.parametrize(
    ("grades", "message"),
    [
        pytest.param({"1": {"gt": "LLN"}}, "expected lt or le, got 'gt'", id="a comparison in the wrong direction"),
        pytest.param({"1": {"lt": 100}}, "a number alone needs `times:`", id="a number without unit"),
        pytest.param({"1": {"lt": "LLN", "times": "ULN"}}, "nothing else may have it", id="a limit times a limit"),
        pytest.param({"1": {"lt": 2, "times": "LLN", "above": "ULN"}}, "`above:` compares", id="a multiple above"),
        pytest.param({"1": {"lt": "LLN", "le": "LLN"}}, "expected one of lt", id="two comparisons"),
        pytest.param({"1": {}}, "expected one of lt", id="no comparison"),
        pytest.param({"1": {"lt": "NORMAL"}}, "'LLN', 'ULN' or 'BASE'", id="an unknown limit"),
        pytest.param({"5": {"lt": "LLN"}}, "'1', '2', '3' or '4'", id="a grade that no value decides"),
        pytest.param(
            {"1": {"lt": {"g/L": 100}}, "2": {"lt": {"g/dL": 8}}}, "need the same units", id="grades in other units"
        ),
    ],
)
def test_a_threshold_has_one_meaning_or_is_refused(grades: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        criteria(grades=grades)


def test_a_test_names_terms_of_its_direction_or_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValidationError, match=r"tests.HGB: no low term 'Anemias' \(did you mean 'Anemia'\?\)"):
        criteria(grades={"1": {"lt": "LLN"}}, tests={"HGB": {"low": "Anemias"}})
    with pytest.raises(ValidationError, match="no high term 'Anemia'"):
        criteria(grades={"1": {"lt": "LLN"}}, tests={"HGB": {"high": "Anemia"}})


def test_a_term_stands_once() -> None:
    twice = CTCAE.model_dump(by_alias=True) | {"terms": [CTCAE.terms[0].model_dump(by_alias=True)] * 2, "tests": {}}
    with pytest.raises(ValidationError, match="'Anemia' stands twice"):
        ToxicityCriteria.model_validate(twice)


def test_every_threshold_of_a_term_is_stricter_than_that_of_the_grade_below() -> None:
    for term in CTCAE.terms:
        for unit in term.units:
            bounds = [one.comparison[1] for one in term.single]
            numbers = [bound[unit] for bound in bounds if isinstance(bound, dict)]
            assert numbers == sorted(numbers, reverse=term.direction == "low"), term.term


def test_every_term_has_its_source_and_stands_in_no_grade_that_takes_judgement_alone() -> None:
    assert all(term.source.startswith("CTCAE 4.03, ") for term in CTCAE.terms)
    decided = {(term.term, grade) for term in CTCAE.terms for grade in term.grades}
    judged = {(term.term, grade) for term in CTCAE.terms for grade in term.not_by_value}
    assert {("Anemia", "4"), ("Hypokalemia", "2"), ("Hyperuricemia", "3"), ("Hypoalbuminemia", "4")} <= judged - decided


def test_every_conversion_leads_to_a_unit_of_a_threshold() -> None:
    wanted = {unit for term in CTCAE.terms for unit in term.units}
    assert {one.to for one in CTCAE.units} <= wanted
    assert {one.test for one in CTCAE.units} - {""} <= {term.term for term in CTCAE.terms}
