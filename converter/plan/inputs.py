"""Check that every variable a rule reads is one that the plan makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.plan.datasets import IDENTIFIERS
from converter.steps import BuildStep, DeriveStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.spec.load import StudyFiles
    from converter.spec.standard import Standard
    from converter.steps import Step


def missing_inputs(steps: Sequence[Step], standard: Standard, files: StudyFiles) -> Iterator[Problem]:
    """Find inputs of rules that no step makes, with the nearest one that exists."""
    made = {name: _made(name, steps, standard) for name in files.domains}
    for step in steps:
        if isinstance(step, RecordsStep):
            continue
        for name in step.rule.variables:
            owner, _, variable = name.rpartition(".")
            owner = owner or step.dataset
            known = made.get(owner)
            if known is not None and (variable in known or variable == "*"):
                continue
            file, _, line = step.rule.place.rpartition(":")
            file = (files.folder / file).as_posix()
            path = step.variable if isinstance(step, DeriveStep) else "build"
            message = f"rule '{step.rule.name}' reads {owner}.{variable}, which the study does not make"
            yield Problem(file, int(line), path, message, nearest(variable, known or ()))


def _made(dataset: str, steps: Sequence[Step], standard: Standard) -> set[str]:
    if dataset not in standard.datasets:
        return set()
    made = set(IDENTIFIERS) & set(standard.datasets[dataset].variables)
    for step in steps:
        if step.dataset != dataset:
            continue
        if isinstance(step, RecordsStep):
            made |= set(step.rules)
        elif isinstance(step, BuildStep):
            made |= set(standard.datasets[dataset].variables)
        else:
            made.add(step.variable)
    return made
