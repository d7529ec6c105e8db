"""Labels said where a variable is made: `new_var: {CRSFL: Cytokine Release Syndrome Flag}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from converter.errors import Problem
from converter.spec.short.calls import calls, put
from converter.spec.yaml import Document, Trail

STEPS, VARIABLES, LABEL = "steps", "variables", "label"
NEW = "_var"
"""How the arguments of steps end that name one variable which they make, such as new_var and flag_var."""


def with_labels(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Give an analysis dataset with what its steps say of variables under `variables:`, and what is said twice."""
    found = list(_described(document.data))
    variables = document.data.get(VARIABLES, {}) if found else {}
    if not found or not isinstance(variables, dict):
        return document, ()
    data, moved = document.data, dict(document.moved)
    problems: list[Problem] = []
    for trail, name, said in found:
        data, known = put(data, trail, name), _whole(variables.get(name, {}))
        twice = [key for key in said if key in known]
        problems += (
            document.problem((*trail, name), f"the {key} of {name} is said twice", "delete one") for key in twice
        )
        variables = {**variables, name: {**said, **known}}
        place = document.written((*trail, name))
        moved |= {(VARIABLES, name, key): (*place, key) for key in said if key not in known}
        moved |= {(VARIABLES, name): place} if not known else {}
    return replace(document, data={**data, VARIABLES: variables}, moved=moved), tuple(problems)


def _described(data: object) -> Iterator[tuple[Trail, str, Mapping[str, Any]]]:
    """Find the arguments that name a variable with what is said of it."""
    for trail, _, arguments in calls(data):
        for key, said in arguments.items():
            if trail[0] == STEPS and key.endswith(NEW) and isinstance(said, dict) and len(said) == 1:
                ((name, one),) = said.items()
                if isinstance(one, str | dict):
                    yield (*trail, key), name, _whole(one)


def _whole(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {LABEL: said}
