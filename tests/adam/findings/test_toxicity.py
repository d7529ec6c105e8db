"""Toxicity grades: every threshold of CTCAE 4.03 in every unit, what cannot be graded, and what is said of it."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.adam.findings.toxicity import derive_var_atoxgr, derive_var_atoxgr_dir, derive_vars_atoxdsc
from converter.dataset import Frame
from converter.spec.endpoints.toxicity import TestTerms, ToxicityTerm
from converter.steps import Derived
from tests.adam.gradings import CTCAE, HIGH, LOW, Case, measured, values_of

Direction = Literal["low", "high"]


def graded(rows: Frame, direction: Direction, base: str | None = "BASE") -> Derived:
    return derive_var_atoxgr_dir(
        rows, {}, criteria=CTCAE, term="TERM", direction=direction, new_var="ATOXGR", unit="LBSTRESU", base=base
    )


def grades(rows: Frame, direction: Direction) -> list[str]:
    return graded(rows, direction).values["ATOXGR"].tolist()


def told(made: Derived) -> list[tuple[str, list[int], str]]:
    return [(one.rule, list(one.rows), one.values.iloc[0]) for one in made.findings]


@pytest.mark.parametrize("case", LOW, ids=lambda case: f"{case[0]}, {case[1]}, {case[2]}")
def test_low_values_have_the_grade_of_the_table_on_both_sides_of_each_threshold(case: Case) -> None:
    term, unit, limits, values, expected = case
    assert grades(values_of(term, unit, limits, values), "low") == expected.split()


@pytest.mark.parametrize("case", HIGH, ids=lambda case: f"{case[0]}, {case[1]}, {case[2]}")
def test_high_values_have_the_grade_of_the_table_on_both_sides_of_each_threshold(case: Case) -> None:
    term, unit, limits, values, expected = case
    assert grades(values_of(term, unit, limits, values), "high") == expected.split()


def test_every_term_and_every_unit_of_the_criteria_stands_in_the_table_above() -> None:
    for direction, cases in (("low", LOW), ("high", HIGH)):
        terms = [term for term in CTCAE.terms if term.direction == direction]
        assert {case[0] for case in cases} == {term.term for term in terms}
        assert {(term.term, unit) for term in terms for unit in term.units} <= {case[:2] for case in cases}
    assert sum(len(case[3].split()) for case in (*LOW, *HIGH)) > 400


@pytest.mark.parametrize(
    ("record", "direction", "grade", "finding"),
    [
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 0.4, "LBSTRESU": "10^9/L"},
            "low",
            "4",
            None,
            id="grade 4 needs no limit",
        ),
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 1.2, "LBSTRESU": "10^9/L"},
            "low",
            "2",
            None,
            id="nor does grade 2, since grades 3 and 4 are known not to hold",
        ),
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 400.0, "LBSTRESU": "10^6/L"},
            "low",
            "4",
            None,
            id="a unit is converted as the criteria say",
        ),
        pytest.param(
            {"TERM": "Hypokalemia", "AVAL": 2400.0, "LBSTRESU": "nmol/mL"},
            "low",
            "",
            ("toxicity-unit-unknown", "Hypokalemia: nmol/mL"),
            id="or as units that ship do, of which this is none",
        ),
        pytest.param(
            {"TERM": "Anemia", "AVAL": 7900.0, "LBSTRESU": "mg/dL"},
            "low",
            "3",
            None,
            id="of which this is one",
        ),
        pytest.param(
            {"TERM": "Hypoglycemia", "AVAL": 1650.0, "LBSTRESU": "\u00b5mol/L"},
            "low",
            "4",
            None,
            id="whatever the sign of micro",
        ),
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 1.2, "LBSTRESU": "10\u2079/L"},
            "low",
            "2",
            None,
            id="and of exponents",
        ),
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 1.6, "LBSTRESU": "10^9/L"},
            "low",
            "",
            ("toxicity-limit-missing", "Neutrophil count decreased: LLN"),
            id="without LLN 0 and 1 cannot be told apart",
        ),
        pytest.param(
            {"TERM": "Neutrophil count decreased", "AVAL": 1.2, "LBSTRESU": "%", "LLN": 1.8},
            "low",
            "",
            ("toxicity-unit-unknown", "Neutrophil count decreased: %"),
            id="in a unit without threshold even a value below LLN has no grade, it may be a higher one",
        ),
        pytest.param(
            {"TERM": "Anemia", "AVAL": 9.0, "LBSTRESU": "", "LLN": 12},
            "low",
            "",
            ("toxicity-unit-unknown", "Anemia: no unit"),
            id="no unit is guessed",
        ),
        pytest.param(
            {"TERM": "Alanine aminotransferase increased", "AVAL": 500.0, "LBSTRESU": "U/L"},
            "high",
            "",
            ("toxicity-limit-missing", "Alanine aminotransferase increased: ULN"),
            id="multiples of ULN need ULN",
        ),
        pytest.param(
            {"TERM": "Alanine aminotransferase increased", "AVAL": 50.0, "LBSTRESU": "U/L", "ULN": 0.0},
            "high",
            "",
            ("toxicity-limit-missing", "Alanine aminotransferase increased: ULN"),
            id="a limit of 0 has no multiples",
        ),
        pytest.param(
            {"TERM": "Creatinine increased", "AVAL": 200.0, "LBSTRESU": "umol/L", "ULN": 100},
            "high",
            "",
            ("toxicity-limit-missing", "Creatinine increased: BASE"),
            id="2 times ULN is of grade 2, but by the baseline it could be of grade 3",
        ),
        pytest.param(
            {"TERM": "Creatinine increased", "AVAL": 400.0, "LBSTRESU": "umol/L", "ULN": 100},
            "high",
            "3",
            None,
            id="4 times ULN is of grade 3 whatever the baseline",
        ),
        pytest.param(
            {"TERM": "Creatinine increased", "AVAL": 400.0, "LBSTRESU": "umol/L", "BASE": 100},
            "high",
            "",
            ("toxicity-limit-missing", "Creatinine increased: ULN"),
            id="4 times the baseline could be of grade 4 by ULN",
        ),
        pytest.param(
            {"TERM": "Hemoglobin increased", "AVAL": 170.0, "LBSTRESU": "g/L", "ULN": 175},
            "high",
            "0",
            None,
            id="within the limit no baseline makes a grade",
        ),
        pytest.param(
            {"TERM": "Hemoglobin increased", "AVAL": 200.0, "LBSTRESU": "g/L", "ULN": 175},
            "high",
            "",
            ("toxicity-limit-missing", "Hemoglobin increased: BASE"),
            id="above the limit a high baseline would",
        ),
        pytest.param(
            {"TERM": "Anemia", "LBSTRESU": "g/L", "LLN": 120}, "low", "", None, id="no value, no grade, no word"
        ),
        pytest.param({"AVAL": 9.0, "LBSTRESU": "g/L"}, "low", "", None, id="no term, no grade"),
        pytest.param(
            {"TERM": "Anaemia", "AVAL": 90.0, "LBSTRESU": "g/L", "LLN": 120},
            "low",
            "",
            ("toxicity-term-unknown", "Anaemia"),
            id="an unknown term",
        ),
        pytest.param(
            {"TERM": "Anemia", "AVAL": 90.0, "LBSTRESU": "g/L", "ULN": 175},
            "high",
            "",
            ("toxicity-term-unknown", "Anemia"),
            id="a term of the other direction",
        ),
    ],
)
def test_a_grade_is_given_only_where_it_holds_whatever_is_missing(
    record: dict[str, Any], direction: Direction, grade: str, finding: tuple[str, str] | None
) -> None:
    made = graded(measured([record]), direction)
    assert made.values["ATOXGR"].tolist() == [grade]
    assert told(made) == ([(finding[0], [0], finding[1])] if finding else [])


def test_without_a_baseline_variable_terms_that_read_it_are_graded_only_where_it_decides_nothing() -> None:
    rows = values_of("Creatinine increased", "umol/L", {"ULN": 100, "BASE": 100}, "90 601")
    made = graded(rows, "high", base=None)
    assert made.values["ATOXGR"].tolist() == ["", "4"]
    assert told(made) == [("toxicity-limit-missing", [0], "Creatinine increased: BASE")]


def test_grades_stand_on_the_rows_they_belong_to_and_findings_name_them() -> None:
    rows = pd.concat(
        [
            values_of("Anemia", "g/L", {"LLN": 120}, "90 130"),
            values_of("Hypokalemia", "mmol/L", {}, "3.2"),
            values_of("Anemia", "g/L", {"LLN": 120}, "70"),
        ]
    ).set_axis(pd.Index([7, 3, 9, 1]))
    made = graded(rows, "low")
    assert made.values["ATOXGR"].to_dict() == {7: "2", 3: "0", 9: "", 1: "3"}
    assert told(made) == [("toxicity-limit-missing", [9], "Hypokalemia: LLN")]


def test_no_rows_have_no_grades() -> None:
    made = graded(values_of("Anemia", "g/L", {}, ""), "low")
    assert made.values["ATOXGR"].tolist() == []
    assert not made.findings


@pytest.mark.parametrize(
    ("param", "fasting", "low", "high"),
    [
        ("HGB", "", "Anemia", "Hemoglobin increased"),
        ("NEUT", "", "Neutrophil count decreased", ""),
        ("GLUC", "Y", "Hypoglycemia", "Hyperglycemia (fasting)"),
        ("GLUC", "N", "Hypoglycemia", "Hyperglycemia (not fasting)"),
        ("GLUC", "", "Hypoglycemia", "Hyperglycemia (not fasting)"),
        ("CA", "", "", ""),  # only calcium corrected for albumin has a grade
        ("CACR", "", "Hypocalcemia", "Hypercalcemia"),
        ("IGG", "", "", ""),
    ],
)
def test_a_test_has_the_terms_of_the_criteria_and_fasting_is_never_assumed(
    param: str, fasting: str, low: str, high: str
) -> None:
    rows = pd.DataFrame({"PARAMCD": [param], "FAST": [fasting]}, dtype="str")
    made = derive_vars_atoxdsc(rows, {}, criteria=CTCAE, fasting="FAST").values
    assert made.to_dict("records") == [{"ATOXDSCL": low, "ATOXDSCH": high}]


def test_a_study_adds_tests_of_its_own_and_takes_others_out() -> None:
    rows = pd.DataFrame({"PARAMCD": ["CA", "ANC", "HGB", "PLAT"]}, dtype="str")
    own = {"CA": TestTerms(low="Hypocalcemia"), "ANC": TestTerms(low="Neutrophil count decreased"), "HGB": TestTerms()}
    made = derive_vars_atoxdsc(rows, {}, criteria=CTCAE, tests=own).values
    assert made["ATOXDSCL"].tolist() == ["Hypocalcemia", "Neutrophil count decreased", "", "Platelet count decreased"]


@pytest.mark.parametrize(
    ("low", "high", "low_term", "high_term", "both"),
    [
        ("3", "0", "Hypokalemia", "Hyperkalemia", "-3"),
        ("0", "2", "Hypokalemia", "Hyperkalemia", "2"),
        ("0", "0", "Hypokalemia", "Hyperkalemia", "0"),
        ("0", "", "Hypokalemia", "Hyperkalemia", ""),
        ("", "0", "Hypokalemia", "Hyperkalemia", ""),
        ("", "1", "Hypokalemia", "Hyperkalemia", "1"),
        ("4", "", "Hypokalemia", "Hyperkalemia", "-4"),
        ("0", "", "Anemia", "", "0"),
        ("", "0", "", "INR increased", "0"),
        ("1", "", "Anemia", "", "-1"),
        ("", "", "", "", ""),
        ("", "", "Anemia", "", ""),
    ],
)
def test_one_grade_of_both_directions_has_a_minus_sign_where_it_is_low(
    low: str, high: str, low_term: str, high_term: str, both: str
) -> None:
    names = ["ATOXGRL", "ATOXGRH", "ATOXDSCL", "ATOXDSCH"]
    rows = pd.DataFrame([[low, high, low_term, high_term]], columns=names, dtype="str")
    assert derive_var_atoxgr(rows, {}).values["ATOXGR"].tolist() == [both]


number = st.floats(min_value=0.01, max_value=1000).map(lambda value: round(value, 3))
limits_of = st.fixed_dictionaries({"LLN": number, "ULN": number, "BASE": number})


@given(
    term=st.sampled_from(CTCAE.terms),
    unit=st.integers(0, 2),
    limits=limits_of,
    values=st.lists(number, min_size=2, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_the_grade_never_falls_as_the_value_gets_worse(
    term: ToxicityTerm, unit: int, limits: dict[str, float], values: list[float]
) -> None:
    worse = sorted(values, reverse=term.direction == "low")
    units = term.units or ("U/L",)
    known = {"TERM": term.term, "LBSTRESU": units[unit % len(units)], **limits}
    found = [int(grade) for grade in grades(measured([{**known, "AVAL": one} for one in worse]), term.direction)]
    assert found == sorted(found)


@given(
    term=st.sampled_from(CTCAE.terms),
    limits=limits_of,
    lost=st.sets(st.sampled_from(["LLN", "ULN", "BASE"]), min_size=1),
    values=st.lists(number, min_size=1, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_a_grade_given_without_a_limit_is_the_one_given_with_it(
    term: ToxicityTerm, limits: dict[str, float], lost: set[str], values: list[float]
) -> None:
    known = {"TERM": term.term, "LBSTRESU": next(iter(term.units), "U/L")}
    some = {name: limit for name, limit in limits.items() if name not in lost}
    full, part = (
        grades(measured([{**known, **limit, "AVAL": one} for one in values]), term.direction)
        for limit in (limits, some)
    )
    assert all(with_it == without for with_it, without in zip(full, part, strict=True) if without)
