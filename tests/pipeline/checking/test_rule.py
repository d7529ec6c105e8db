"""A rule is explained by its own id, and by the ids under which others know it."""

from __future__ import annotations

import json

import pytest

from converter.errors import InputError
from converter.pipeline import explain_rule
from converter.pipeline.checking.rule import function_checks
from converter.spec.checks.answers import answers_of, cited, spread
from converter.spec.library import load_authorities, load_checks, load_mends, load_titles


def test_a_check_of_the_catalogue_is_explained_with_its_examples_and_page() -> None:
    text = explain_rule("visit-day-differs")
    for said in (
        "visit-day-differs · warning · SDTM · not TV",
        "why: A reviewer who groups records by planned day",
        "where TV has\n  VISITNUM  VISITDY\n  1         -7",
        "it tells of\n  VISITNUM  VISITDY\n  1         777",
        "mend: take VISITDY from the visit table",
        "  - {rule: visit-day-differs, place: PLACE, reason: REASON}",
        "answers: CORE-000249, SD1018",
        "page: docs/reference/checks/visit-day-differs.md",
    ):
        assert said in text


def test_a_rule_of_the_code_is_explained_with_what_to_paste_and_what_tells_of_it() -> None:
    text = explain_rule("code-unmapped")
    assert "A collected code that neither the map nor the codelist knows." in text
    assert "paste under map:\n  VALUE: TERM" in text
    assert "told by sequence: Report" in explain_rule("sequence-repeated")


@pytest.mark.parametrize(
    ("asked", "first", "answered"),
    [
        ("SD1018", "SD1018 · P21 SDTM", "visit-day-differs · warning"),
        ("sd1018", "SD1018 · P21 SDTM", "visit-day-differs · warning"),
        ("AD0001", "AD0001 · P21 ADaM", "analysis-dataset-missing · error"),
        ("CORE-000249", "CORE-000249 · CORE SDTMIG", "visit-day-differs · warning"),
        ("CG0032", "CG0032 · cited by", "visit-day-differs · warning"),
    ],
)
def test_a_rule_of_others_is_explained_by_what_answers_it(asked: str, first: str, answered: str) -> None:
    text = explain_rule(asked)
    assert text.startswith(first)
    assert answered in text


def test_a_rule_of_others_without_a_check_says_why() -> None:
    assert "no check of ours: needs the dictionary" in explain_rule("SD0008")


def test_every_rule_of_others_has_a_check_a_function_or_a_reason_and_its_cites_find_it() -> None:
    answers = answers_of(load_authorities(), load_checks())
    functions = {one.name for one in function_checks()}
    for one in answers.values():
        assert one.checks or one.reason or one.function in functions, one.rule
    assert "CG0032" in answers["SD1018"].cites
    assert "SD1018" in cited(answers)["CG0032"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [("range-indicator-difers", "did you mean 'range-indicator-differs'?"), ("SD10181", "did you mean 'SD1018'?")],
)
def test_an_unknown_rule_is_told_with_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(InputError, match="unknown rule") as told:
        explain_rule(asked)
    assert near in str(told.value).replace("SD1018C", "SD1018")


def test_the_same_is_given_as_json() -> None:
    body = json.loads(explain_rule("SD1018", json=True))
    assert (body["asked"], body["others"][0]["checks"]) == ("SD1018", ["visit-day-differs"])
    (rule,) = body["rules"]
    assert rule["examples"]["fail"] == [{"VISITNUM": 1, "VISITDY": 777}]
    assert rule["page"] == "docs/reference/checks/visit-day-differs.md"


@pytest.mark.parametrize(
    ("written", "ids"), [("CG0232-CG0235", ("CG0232", "CG0233", "CG0234", "CG0235")), ("FB0601", ("FB0601",))]
)
def test_a_range_of_ids_is_each_of_them(written: str, ids: tuple[str, ...]) -> None:
    assert spread(written) == ids


def test_every_rule_says_what_it_tells_of() -> None:
    assert set(load_mends().rules) - set(load_titles()) == set()
    assert [title for title in load_titles().values() if title.endswith(".") or not title] == []


def test_the_rules_of_a_check_that_is_a_function_are_read_from_its_code() -> None:
    rules = {one.name: one.rules for one in function_checks()}
    assert rules["study days"] == ("study-day-missing", "study-day-wrong", "study-day-zero")
    assert set(rules["terminology"]) == {"codelist-value", "codelist-extended", "codelist-synonym"}
    assert [name for name, told in rules.items() if not told] == ["catalogue"]
