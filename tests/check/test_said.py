"""What a study says otherwise of shipped checks holds, and is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from converter.check.checks import check_shipment
from converter.check.define.document import check_sizes
from converter.check.said import as_said
from converter.check.shipment import Shipment
from converter.issues import Issue
from converter.plan.checks import wrong_with
from converter.spec.checks.check import CheckSpec
from converter.spec.library import load_checks
from tests.check.examples import example

KNOWN = {spec.id: spec for spec in load_checks()}
UNIT = KNOWN["amount-without-unit"]


def _saying(**said: str) -> Shipment:
    """Ship a subject whose age has no unit, with every check of the catalogue but what the study says of one."""
    checks = (UNIT.model_copy(update=said), *(spec for spec in KNOWN.values() if spec.id != UNIT.id))
    shipment = example(UNIT.model_copy(update={"with_": (UNIT.with_[3],)}), [{"USUBJID": "A", "AGE": 62, "AGEU": ""}])
    return replace(shipment, plan=replace(shipment.plan, checks=checks))


def test_a_check_that_the_study_switches_off_is_not_asked_and_that_is_told() -> None:
    shipment = _saying(severity="off", reason="ages are in years")
    found = [issue for issue in check_shipment(shipment) if issue.rule in {UNIT.id, "check-changed"}]
    assert [(issue.rule, issue.severity, issue.value, issue.hint) for issue in found] == [
        ("check-changed", "note", UNIT.id, "ages are in years")
    ]


def test_another_severity_holds_and_is_told() -> None:
    found = {issue.rule: issue for issue in check_shipment(_saying(severity="note"))}
    assert found[UNIT.id].severity == "note"
    assert "note, not error" in found["check-changed"].message


def test_nothing_is_told_of_checks_that_stay_as_they_are() -> None:
    assert "check-changed" not in {issue.rule for issue in check_shipment(_saying())}


@pytest.mark.parametrize(
    ("severity", "left"),
    [("off", []), ("note", [("test-name", "note")]), ("error", [("test-name", "error")])],
)
def test_a_check_that_is_a_function_can_be_switched_off_and_weighed(severity: str, left: list[tuple[str, str]]) -> None:
    plan = _saying().plan
    said = KNOWN["test-name"].model_copy(update={"severity": severity})
    issues = [*as_said([Issue("test-name", "error", "LB", "")], replace(plan, checks=(said,)))]
    assert [(issue.rule, issue.severity) for issue in issues] == left


def test_the_logic_of_a_function_cannot_be_said_otherwise() -> None:
    said = CheckSpec.model_validate({"id": "test-name", "wrong": {"variable": "LBTEST", "missing": True}})
    assert [message for _, message, _ in wrong_with(said, known=KNOWN["test-name"])] == [
        "the logic of this check is Python"
    ]


def test_a_file_that_agencies_do_not_take_is_told() -> None:
    assert [(issue.rule, issue.place) for issue in check_sizes({"lb.xpt": 5_000_000_001, "ae.xpt": 5_000_000_000})] == [
        ("dataset-size", "lb.xpt")
    ]
