"""Flags by what lies before or after a record."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from converter.adam.rules import ANALYSIS_RULES
from converter.adam.variables.joined_flag import derive_var_joined_exist_flag
from converter.plan.binding.bind import Call, bind
from converter.spec.dataset import Origin
from converter.spec.text.yaml import Document
from converter.steps import BoundRule
from tests.adam.frames import behind, call, table
from tests.results.test_methods import CONTEXT

RISEN = {"variable": "CRIT1FL", "eq": "Y"}


def flags(rows: list[tuple[str, float | None, str]], look: dict[str, Any], *when: dict[str, Any]) -> str:
    data = table("USUBJID ADT CRIT1FL", *rows)
    asked: dict[str, Any] = {"dataset": "AD", "by": ["USUBJID"], "order": ["ADT"], "new_var": "FL"}
    made = call(derive_var_joined_exist_flag, data, **asked, look=look, when={"all": [RISEN, *when]})
    return "".join(one or "." for one in made.values["FL"])


def series(written: str, *days: float) -> list[tuple[str, float | None, str]]:
    return [("A", day, mark.replace(".", "")) for day, mark in zip(days, written, strict=True)]


def test_a_value_is_confirmed_by_the_next_two_within_14_days() -> None:
    look = {"until": {"variable": "PLACE", "eq": 2}, "counts": {"HIGH": RISEN}}
    when = {"variable": "LOOK.HIGH", "eq": 2}, {"variable": "LOOK.GAP", "le": 14}
    assert flags(series("YYY.Y", 1, 8, 15, 22, 29), look, *when) == "Y...."
    assert flags(series("YYY", 1, 8, 16), look, *when) == "..."  # the second is 15 days away
    assert flags(series("Y.Y", 1, 8, 15), look, *when) == "..."


def test_earlier_records_are_seen_as_well_and_another_subject_is_not() -> None:
    look = {"toward": "earlier", "until": RISEN}
    rows = [("A", 1.0, "Y"), ("A", 5.0, "Y"), ("B", 9.0, "Y"), ("A", None, "Y"), ("", 3.0, "Y"), ("", 4.0, "Y")]
    assert flags(rows, look, {"variable": "LOOK", "eq": "Y"}) == ".Y...."


@pytest.mark.parametrize(("same_day", "expected"), [(True, "Y..."), (False, "....")])
def test_hys_law_asks_for_bilirubin_within_14_days_of_a_transaminase(same_day: bool, expected: str) -> None:
    tests = [("A", "ALT", 5, "Y"), ("A", "BILI", 5, "Y"), ("B", "ALT", 1, "Y"), ("B", "BILI", 20, "Y")]
    rows = table("USUBJID PARAMCD ADT CRIT1FL", *tests)
    of = {"all": [{"variable": "PARAMCD", "eq": "BILI"}, RISEN]}
    look = {"same_day": same_day, "of": of, "until": {"variable": "AWAY", "le": 14}}
    when = {"all": [{"variable": "PARAMCD", "in": ["ALT", "AST"]}, RISEN, {"variable": "LOOK", "eq": "Y"}]}
    asked: dict[str, Any] = {"dataset": "AD", "by": ["USUBJID"], "order": ["ADT", "PARAMCD"], "new_var": "FL"}
    made = call(derive_var_joined_exist_flag, rows, **asked, look=look, when=when)
    assert "".join(one or "." for one in made.values["FL"]) == expected
    assert behind(made, "FL") == ({0: [1]} if same_day else {})


def test_the_plan_knows_what_a_look_reads_and_that_its_own_words_are_no_variables() -> None:
    written = """
derive_var_joined_exist_flag:
  dataset: ADLB
  new_var: FL
  by: [USUBJID]
  order: [ADT]
  look:
    of: {variable: PARAMCD, eq: BILI}
    until: {all: [{variable: AWAY, le: 14}, {variable: AVAL, ge: {variable: THIS.BASE}}]}
    counts: {HIGH: {variable: CRIT1FL, eq: Y}}
  when:
    all:
      - {variable: CRIT2FL, eq: Y}
      - {variable: LOOK, eq: Y}
      - {variable: LOOK.HIGH, ge: 1}
      - {variable: LOOK.ANRIND, eq: HIGH}
      - {variable: ADSL.SAFFL, eq: Y}
"""
    ((rule, arguments),) = yaml.safe_load(written).items()
    made = bind(Call(rule, arguments, "", Document("", {}), (rule,)), ANALYSIS_RULES, Origin(type="Derived"), CONTEXT)
    assert isinstance(made, BoundRule)
    read = {"ADLB.PARAMCD", "ADLB.AVAL", "ADLB.CRIT1FL", "ADLB.ANRIND", "ADLB.USUBJID"}
    assert set(made.variables) == {*read, "USUBJID", "ADT", "BASE", "CRIT2FL", "ADSL.SAFFL"}
    assert made.of_subject == ("ADSL.SAFFL",)
