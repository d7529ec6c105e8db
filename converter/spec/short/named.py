"""The conditions of study.yaml, each under its name; one may be said with those above it."""

from __future__ import annotations

from converter.errors import Problem
from converter.spec.condition import Condition
from converter.spec.model import WRITTEN, Written
from converter.spec.text.problems import problems_of
from converter.spec.text.yaml import Document

CONDITIONS = "conditions"


def named_conditions(document: Document) -> tuple[Written, tuple[Problem, ...]]:
    """Give what each name of a study stands for, and what is wrong with the conditions.

    A name whose condition is wrong stands for another one, so that nothing more is told where it is used.
    """
    said = document.data.get(CONDITIONS) if isinstance(document.data, dict) else None
    known: dict[str, object] = {}
    problems: list[Problem] = []
    for name, written in said.items() if isinstance(said, dict) else ():
        made, wrong = problems_of(Condition, document.below((CONDITIONS, name), written), Written(known))
        problems += wrong
        known[name] = made or Condition(variable=name, missing=True)
    return (Written(known) if known else WRITTEN), tuple(problems)
