"""Which variables of which analysis datasets results are made of: no others need be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from converter.dataset import Frame
from converter.results.build import Results, build_results
from converter.spec.condition import Condition
from converter.spec.display import Display
from converter.steps import SUBJECTS, Plan, ResultStep

SUBJECT = "USUBJID"
Read = Callable[[str, tuple[str, ...]], Frame]
"""Reads some variables of all records of an analysis dataset; its index numbers them."""


def variables_read(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Name the variables that the displays of a plan read of each analysis dataset, in the order of its variables."""
    known = plan.analysis.specs
    read: dict[str, set[str]] = {SUBJECTS: {SUBJECT}}
    for dataset, name in _names(plan):
        every = (name,) if name != "*" else known[dataset].by_name
        read.setdefault(dataset, {SUBJECT}).update(every)
    return {name: tuple(one for one in known[name].by_name if one in read[name]) for name in known if name in read}


def results_of(read: Read, plan: Plan) -> Results:
    """Make the results of a plan from the variables that they need, and from no others."""
    return build_results({dataset: read(dataset, names) for dataset, names in variables_read(plan).items()}, plan)


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give each variable that a display or a result reads, with its dataset."""
    for display in plan.results.displays.values():
        yield from (_owned(name, SUBJECTS) for name in _of_subjects(display))
        for step in plan.results.steps:
            if step.display == display.display:
                yield from _of_step(step, display)


def _of_subjects(display: Display) -> Iterator[str]:
    yield from display.population.where.variables
    for column in display.columns:
        yield from _said(column.subjects)


def _of_step(step: ResultStep, display: Display) -> Iterator[tuple[str, str]]:
    yield step.dataset, SUBJECT
    for column in display.columns:
        yield from (_owned(name, step.dataset) for name in _said(column.records))
    yield from (_owned(name, SUBJECTS) for name in step.rule.variables)


def _said(condition: Condition | None) -> tuple[str, ...]:
    return condition.variables if condition is not None else ()


def _owned(variable: str, dataset: str) -> tuple[str, str]:
    """Give the dataset of a variable, which is named before it where it is another one."""
    owner, _, name = variable.rpartition(".")
    return owner or dataset, name
