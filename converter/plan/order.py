"""Order the steps so that every variable is there when it is read."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from converter.errors import Problem, SpecError
from converter.steps import BuildStep, DeriveStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from converter.steps import Step


def ordered(steps: Sequence[Step], folder: Path) -> tuple[Step, ...]:
    """Sort the steps of a study in `folder` by what they read; of those that are ready, the order as written is kept.

    Raises SpecError where variables need each other in a circle.
    """
    graph = {position: needs(step, steps) for position, step in enumerate(steps)}
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        named = [steps[position] for position in error.args[1]]
        circle = " -> ".join(map(_name, named))
        places = (step.rule.place for step in named if not isinstance(step, RecordsStep))
        file, _, line = next(places, "").rpartition(":")
        message = f"variables need each other in a circle: {circle}"
        raise SpecError([Problem((folder / file).as_posix(), int(line or 0), _name(named[0]), message)]) from error
    order: list[Step] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += [steps[position] for position in ready]
        sorter.done(*ready)
    return tuple(order)


def needs(step: Step, steps: Sequence[Step]) -> set[int]:
    """Give the positions of the steps that make what a step reads."""
    if isinstance(step, RecordsStep):
        return set()
    needed = {position for name in step.rule.variables for position in _makers(step.dataset, name, steps)}
    if isinstance(step, DeriveStep):
        needed |= _rows_of(step.dataset, steps)
    return {position for position in needed if steps[position] is not step}


def _makers(dataset: str, name: str, steps: Sequence[Step]) -> set[int]:
    """Find the steps that make an input: 'AESTDTC' of the same dataset, 'DM.RFSTDTC' of another, 'SE.*' all of it."""
    owner, _, variable = name.rpartition(".")
    owner = owner or dataset
    if variable == "*":
        return {position for position, step in enumerate(steps) if step.dataset == owner}
    return _rows_of(owner, steps) | {
        position
        for position, step in enumerate(steps)
        if isinstance(step, DeriveStep) and (step.dataset, step.variable) == (owner, variable)
    }


def _rows_of(dataset: str, steps: Sequence[Step]) -> set[int]:
    return {
        position
        for position, step in enumerate(steps)
        if isinstance(step, RecordsStep | BuildStep) and step.dataset == dataset
    }


def _name(step: Step) -> str:
    return f"{step.dataset}.{step.variable}" if isinstance(step, DeriveStep) else step.dataset
