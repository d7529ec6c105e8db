"""The rules of others: each has a check of ours or a reason for having none, and no check names a rule that is none."""

from __future__ import annotations

import pytest

from converter.pipeline.checking.every_check import EVERY_CHECK
from converter.report.pages.coverage import by_rule
from converter.spec.checks.authority import Authority
from converter.spec.library import load_authorities, load_checks

AUTHORITIES = {one.name: one for one in load_authorities()}
CHECKS = load_checks()
NAMES = {*(name for table in EVERY_CHECK.values() for name in table), "define"}


@pytest.mark.parametrize("authority", AUTHORITIES.values(), ids=lambda one: one.name)
def test_each_rule_has_a_check_or_a_reason(authority: Authority) -> None:
    answered = {*by_rule(authority, CHECKS), *authority.answers, *authority.reasons}
    assert set(authority.ids) - answered == set()
    assert answered - set(authority.ids) == set()


@pytest.mark.parametrize("authority", AUTHORITIES.values(), ids=lambda one: one.name)
def test_a_rule_is_answered_in_one_place(authority: Authority) -> None:
    data, functions, reasons = set(by_rule(authority, CHECKS)), set(authority.answers), set(authority.reasons)
    assert (data & functions, data & reasons, functions & reasons) == (set(), set(), set())
    assert set(authority.functions) <= NAMES
