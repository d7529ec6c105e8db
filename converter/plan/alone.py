"""What of a plan one dataset needs: the steps that make it, and those that make what they read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.errors import InputError, nearest
from converter.plan.order import needs
from converter.steps import AnalysisPlan, DeriveStep, RecordsStep, ResultPlan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from converter.steps import AnalysisStep, Plan, Step

DM = "DM"
"""Who is a subject: every raw table is screened by it."""


def plan_of_one(plan: Plan, name: str) -> Plan:
    """Leave out of a plan what neither a dataset nor anything that it is made of needs; raises InputError.

    A dataset of qualifiers, such as SUPPAE, is made with the domain that it qualifies.
    """
    of = plan.specs[name].qualifies or name if name in plan.specs else name
    made = {step.dataset for step in (*plan.steps, *plan.analysis.steps)}
    if of not in made:
        message = (
            f"the study makes no dataset '{name}' ({nearest(name, made) or 'it makes ' + ', '.join(sorted(made))})"
        )
        raise InputError(message)
    analysed = _analyses(plan, of)
    steps = _steps(plan, {of, *analysed.datasets, *(read for step in analysed.steps for read in _read(step))})
    domains = {step.dataset for step in steps}
    tables = {table for step in steps if isinstance(step, RecordsStep) for table in _tables(step)}
    return replace(
        plan,
        steps=steps,
        domains={one: domain for one, domain in plan.domains.items() if one in domains},
        sources={one: source for one, source in plan.sources.items() if one in tables},
        analysis=analysed,
        results=ResultPlan(),
    )


def _analyses(plan: Plan, name: str) -> AnalysisPlan:
    """Keep of the analysis datasets a dataset and those that it is made of."""
    known = plan.analysis
    wanted, new = set[str](), {name} & set(known.datasets)
    while new:
        wanted |= new
        read = {one for step in known.steps if step.dataset in new for one in _read(step)}
        new = (read & set(known.datasets)) - wanted
    datasets = {one: dataset for one, dataset in known.datasets.items() if one in wanted}
    steps = tuple(step for step in known.steps if step.dataset in wanted)
    return AnalysisPlan(known.standard, datasets, {one: known.specs[one] for one in datasets}, steps)


def _steps(plan: Plan, whole: Collection[str]) -> tuple[Step, ...]:
    """Keep the steps that make the datasets that are wanted `whole`, the subjects, and what these steps read."""
    steps = plan.steps
    wanted = set[int]()
    new = {
        position
        for position, step in enumerate(steps)
        if step.dataset in whole or (step.dataset == DM and not isinstance(step, DeriveStep))
    }
    while new:
        wanted |= new
        new = {read for position in new for read in needs(steps[position], steps)} - wanted
    return tuple(steps[position] for position in sorted(wanted))


def _read(step: AnalysisStep) -> Iterator[str]:
    names = (*step.rule.variables, *step.predecessors.values())
    return (name.partition(".")[0] for name in names if "." in name)


def _tables(step: RecordsStep) -> Iterator[str]:
    yield step.records.table
    yield from (join.table for join in step.records.join)
