"""What a study says otherwise of shipped checks: the severity it gives them, those that it switches off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from converter.check.shipment import Shipment
from converter.issues import Issue
from converter.spec.checks.check import CheckSpec
from converter.spec.library import load_checks
from converter.steps import Plan

ANALYSIS = "Analysis"


def check_said(shipment: Shipment) -> Iterator[Issue]:
    """Report the checks of the catalogue that the study switches off or asks otherwise; each once in a package."""
    analysis = any(spec.purpose == ANALYSIS for spec in shipment.specs.values())
    for spec, shipped in _otherwise(shipment.plan):
        if (spec.of.standard == "adamig") == analysis:
            words = "switched off" if spec.severity == "off" else f"asked otherwise: {_differences(spec, shipped)}"
            message = f"the check {spec.id} is {words} by the study's own checks"
            reason = spec.reason if spec.reason != shipped.reason else ""
            yield Issue("check-changed", "note", "checks", message, value=spec.id, hint=reason)


def as_said(issues: Iterable[Issue], plan: Plan) -> Iterator[Issue]:
    """Give issues of checks that are functions the severity that the study says, without those of checks that are off.

    What the catalogue says of such a check is its gravest severity; where the study is silent, the function knows.
    """
    functions = {spec.id: spec for spec in plan.checks if spec.run}
    changed = {spec.id: spec for spec, shipped in _otherwise(plan) if spec.severity != shipped.severity}
    for issue in issues:
        known = functions.get(issue.rule)
        if known is None or known.severity == "off":
            yield from () if known else (issue,)
        else:
            yield replace(issue, severity=known.severity) if issue.rule in changed else issue


def _otherwise(plan: Plan) -> Iterator[tuple[CheckSpec, CheckSpec]]:
    """Give the shipped checks that the study says otherwise, each with the catalogue's own."""
    shipped = {spec.id: spec for spec in load_checks()}
    return ((spec, shipped[spec.id]) for spec in plan.checks if spec.id in shipped and spec != shipped[spec.id])


def _differences(spec: CheckSpec, shipped: CheckSpec) -> str:
    """Name the keys that differ; a severity with both words."""
    names = [name for name in type(spec).model_fields if getattr(spec, name) != getattr(shipped, name)]
    words = {"severity": f"{spec.severity}, not {shipped.severity}"}
    return ", ".join(words.get(name, f"its {name.rstrip('_')}:") for name in names if name != "reason")
