"""What a plan says of every value: rules, and the steps that apply them, in the form the page walks through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from converter.report.analysis_trace import parameter
from converter.steps import AnalysisStep, BoundRule, DeriveStep, Plan, RecordsStep, Step

if TYPE_CHECKING:
    from converter.report.review.columns import Body

Numbered: TypeAlias = Callable[[BoundRule], int]


def plan_body(plan: Plan) -> Body:
    """Give the rules of a plan, each once, and the steps of SDTM, analysis and results, which name them by position."""
    rules: dict[tuple[str, ...], int] = {}
    bodies: list[Body] = []

    def number(rule: BoundRule) -> int:
        body = rule_body(rule)
        key = tuple(str(value) for value in body.values())
        if key not in rules:
            rules[key] = len(bodies)
            bodies.append(body)
        return rules[key]

    steps = [_step(step, number) for step in plan.steps]
    analysis = [_analysis_step(step, number) for step in plan.analysis.steps]
    results = [{"display": one.display, "row": one.row, "rule": number(one.rule)} for one in plan.results.steps]
    return {
        "rules": bodies,
        "steps": steps,
        "analysis": analysis,
        "results": results,
        "qualifiers": {name: list(domain.supplemental) for name, domain in plan.domains.items()},
        "analysisDatasets": list(plan.analysis.datasets),
        "origins": {name: _origins(plan, name) for name in plan.analysis.specs},
    }


def rule_body(rule: BoundRule) -> Body:
    """Give what is told of a rule, and what it reads."""
    return {
        "name": rule.name,
        "method": rule.method,
        "place": rule.place,
        "origin": f"{rule.origin.type} {rule.origin.source or ''}".strip(),
        "columns": list(rule.columns),
        "variables": list(rule.variables),
    }


def _step(step: Step, number: Numbered) -> Body:
    if isinstance(step, RecordsStep):
        records = step.records
        return {
            "dataset": step.dataset,
            "table": records.table,
            "rules": {variable: number(rule) for variable, rule in step.rules.items()},
            "items": records.unpivot.items if records.unpivot else {},
            "joins": [{"table": join.table, "columns": join.columns} for join in records.join],
        }
    if isinstance(step, DeriveStep):
        return {"dataset": step.dataset, "variable": step.variable, "rule": number(step.rule)}
    return {"dataset": step.dataset, "rule": number(step.rule)}


def _analysis_step(step: AnalysisStep, number: Numbered) -> Body:
    brought = step.rule.arguments.get("variables")
    return {
        "dataset": step.dataset,
        "rule": number(step.rule),
        "makes": list(step.makes),
        "makesRows": step.makes_rows,
        "predecessors": dict(step.predecessors),
        "parameter": parameter(step.rule),
        "brought": {str(new): str(old) for new, old in brought.items()} if isinstance(brought, Mapping) else None,
    }


def _origins(plan: Plan, dataset: str) -> dict[str, str]:
    known = ((one.name, one.origin) for one in plan.analysis.specs[dataset].variables)
    return {name: f"{origin.type} {origin.source or origin.predecessor}".strip() for name, origin in known if origin}
