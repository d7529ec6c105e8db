"""Where a specification makes what is shipped: the file and line of each variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.steps import DeriveStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.steps import BoundRule, Plan


def made_at(plan: Plan) -> dict[str, str]:
    """Give file and line of the first rule that makes each variable, by DATASET.VARIABLE; relative to the study."""
    found: dict[str, str] = {}
    for dataset, variable, rule in _rules(plan):
        found.setdefault(f"{dataset}.{variable}", rule.place)
    return found


def _rules(plan: Plan) -> Iterator[tuple[str, str, BoundRule]]:
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            yield from ((step.dataset, variable, rule) for variable, rule in step.rules.items())
        elif isinstance(step, DeriveStep):
            yield step.dataset, step.variable, step.rule
    yield from ((step.dataset, variable, step.rule) for step in plan.analysis.steps for variable in step.makes)
