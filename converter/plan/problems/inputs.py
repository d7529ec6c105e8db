"""Check that every variable a rule reads is one that the plan makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.plan.descriptions.datasets import IDENTIFIERS
from converter.steps import BuildStep, DeriveStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.spec.domain import Domain
    from converter.spec.load import StudyFiles
    from converter.spec.standards.standard import Standard
    from converter.steps import Step


def missing_inputs(steps: Sequence[Step], standard: Standard, files: StudyFiles) -> Iterator[Problem]:
    """Find inputs of rules that no step makes, with the nearest one that exists, and variables that read themselves."""
    # what is written counts as made: a rule that could not be bound has a problem of its own
    made = {name: _made(name, steps, standard) | _written(domain) for name, domain in files.domains.items()}
    for step in steps:
        if isinstance(step, RecordsStep):
            continue
        for name in step.rule.variables:
            owner, _, variable = name.rpartition(".")
            owner = owner or step.dataset
            message, hint = _fault(step, owner, variable, made.get(owner, set()), steps)
            if message:
                file, _, line = step.rule.place.rpartition(":")
                path = step.variable if isinstance(step, DeriveStep) else "build"
                yield Problem((files.folder / file).as_posix(), int(line), path, message, hint)


def _written(domain: Domain) -> set[str]:
    return {*domain.derive, *domain.mapped}


def _fault(
    step: BuildStep | DeriveStep, owner: str, variable: str, made: set[str], steps: Sequence[Step]
) -> tuple[str, str]:
    """Say what is wrong with one input, and the nearest name; two blanks where it is right."""
    makes_it = isinstance(step, DeriveStep) and (owner, variable) == (step.dataset, step.variable)
    if makes_it and not _mapped(owner, variable, steps):
        return f"variables need each other in a circle: {owner}.{variable} reads itself", ""
    if variable in made or (variable == "*" and made):
        return "", ""
    message = f"rule '{step.rule.name}' reads {owner}.{variable}, which the study does not make"
    return message, nearest(variable, made)


def _mapped(dataset: str, variable: str, steps: Sequence[Step]) -> bool:
    return any(isinstance(s, RecordsStep) and s.dataset == dataset and variable in s.rules for s in steps)


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
