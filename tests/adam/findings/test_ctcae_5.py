"""Grades of CTCAE 5.0 where they differ from those of 4.03: by the baseline, and other numbers."""

from __future__ import annotations

from typing import Literal

import pytest

from converter.adam.findings.toxicity import derive_var_atoxgr_dir
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.toxicity import ToxicityCriteria
from tests.adam.gradings import NAN, Case, values_of

CTCAE_5 = load_criteria(CriteriaCall(name="ctcae-5.0"), ToxicityCriteria)
CTCAE_4 = load_criteria(CriteriaCall(name="ctcae-4.03"), ToxicityCriteria)

HIGH: tuple[Case, ...] = (
    (
        "Alanine aminotransferase increased",
        "U/L",
        {"ULN": 40, "BASE": 30},
        "40 41 120 121 200 201 800 801",
        "0 1 1 2 2 3 3 4",
    ),
    (
        "Alanine aminotransferase increased",
        "U/L",
        {"ULN": 40, "BASE": 60},
        "60 89 90 180 181 300 301 1201",
        "0 0 1 1 2 2 3 4",
    ),
    ("Aspartate aminotransferase increased", "U/L", {"ULN": 40, "BASE": 40}, "40 41 121", "0 1 2"),
    ("Aspartate aminotransferase increased", "U/L", {"ULN": 40, "BASE": 41}, "41 61 62 123 124", "0 0 1 1 2"),
    ("Alkaline phosphatase increased", "U/L", {"ULN": 100, "BASE": 200}, "399 400 500 501 1001 4001", "0 1 1 2 3 4"),
    ("GGT increased", "U/L", {"ULN": 50, "BASE": 50}, "50 51 125 126 251 1001", "0 1 1 2 3 4"),
    ("Blood bilirubin increased", "umol/L", {"ULN": 20, "BASE": 10}, "20 21 30 31 61 201", "0 1 1 2 3 4"),
    ("Blood bilirubin increased", "umol/L", {"ULN": 20, "BASE": 30}, "30 31 45 46 91 301", "0 1 1 2 3 4"),
    ("Creatinine increased", "umol/L", {"ULN": 100, "BASE": 60}, "80 90 91 150 181 601", "0 0 2 2 3 4"),
    ("INR increased", "1", {"ULN": 1.1}, "1.2 1.21 1.5 1.51 2.5 2.51", "0 1 1 2 2 3"),
    ("Lipase increased", "U/L", {"ULN": 60}, "60 61 90 91 400", "0 1 1 2 2"),
    ("Hyperuricemia", "mmol/L", {"ULN": 0.4}, "0.4 0.41 0.7", "0 1 1"),
)
LOW: tuple[Case, ...] = (
    ("Fibrinogen decreased", "mg/dL", {"LLN": 200, "BASE": 250}, "200 199 150 149 99 49", "0 1 1 2 3 4"),
    ("Fibrinogen decreased", "mg/dL", {"LLN": 200, "BASE": 160}, "160 159 121 120 80 49", "0 1 1 2 3 4"),
    ("Hyponatremia", "mmol/L", {"LLN": 136}, "136 135 130 129 125 124 120 119", "0 1 1 2 2 3 3 4"),
)


def grades(case: Case, direction: Literal["low", "high"]) -> list[str]:
    term, unit, limits, values, _ = case
    rows = values_of(term, unit, limits, values)
    asked = {"term": "TERM", "new_var": "ATOXGR", "unit": "LBSTRESU", "base": "BASE"}
    made = derive_var_atoxgr_dir(rows, {}, criteria=CTCAE_5, direction=direction, **asked)
    return list(made.values["ATOXGR"])


@pytest.mark.parametrize("case", HIGH, ids=lambda case: f"{case[0]}, {case[2]}")
def test_high_values_are_graded_by_the_baseline_where_that_was_abnormal(case: Case) -> None:
    assert grades(case, "high") == case[4].split()


@pytest.mark.parametrize("case", LOW, ids=lambda case: f"{case[0]}, {case[2]}")
def test_low_values_too(case: Case) -> None:
    assert grades(case, "low") == case[4].split()


def test_without_a_baseline_only_a_grade_that_holds_either_way_is_given() -> None:
    case = ("Alanine aminotransferase increased", "U/L", {"ULN": 40, "BASE": NAN}, "39 130", "")
    assert grades(case, "high") == ["", ""]


def test_terms_that_need_no_value_any_more_are_left_out_and_all_others_are_there() -> None:
    missing = {term.term for term in CTCAE_4.terms} - {term.term for term in CTCAE_5.terms}
    assert missing == {"Hyperglycemia (fasting)", "Hyperglycemia (not fasting)", "Hypophosphatemia"}
    assert all("5.0" in term.source for term in CTCAE_5.terms)


def test_of_compares_the_baseline_with_a_limit_and_with_nothing_else() -> None:
    with pytest.raises(ValueError, match="`of:` compares the baseline with a limit"):
        CTCAE_5.terms[0].model_validate(
            {
                "term": "T",
                "direction": "high",
                "soc": "S",
                "source": "S",
                "grades": {"1": {"gt": {"g/L": 1}, "of": "BASE"}},
            }
        )
