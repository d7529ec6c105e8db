"""Labels said where a variable is made.

`new_var: {CRSFL: Cytokine Release Syndrome Flag}`, `variables: {ECOGBL: {from: RSSTRESN, label: ECOG at Baseline}}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.errors import Problem
from converter.spec.short.calls import calls, put
from converter.spec.text.yaml import Document, Trail

STEPS, VARIABLES, LABEL = "steps", "variables", "label"
NEW = "_var"
"""How the arguments of steps end that name one variable which they make, such as new_var and flag_var."""
EACH, FROM = ("variables", "rename"), "from"
"""The arguments that name several, each with what it is made from: {AGE: {from: AGEYRS, label: Age}}."""
NOTHING = ""
"""What stands in the place of one that says nothing of what it is made from."""


def with_labels(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Give an analysis dataset with what its steps say of variables under `variables:`, and what is said twice."""
    found = list(_described(document.data))
    variables = document.data.get(VARIABLES, {}) if found else {}
    if not found or not isinstance(variables, dict):
        return document, ()
    data, moved = document.data, dict(document.moved)
    problems: list[Problem] = []
    for one in found:
        name = one.name
        data, known = put(data, one.trail, one.value), _whole(variables.get(name, {}))
        if one.value == NOTHING:
            problems.append(document.problem(one.at, "expected {from: ...}, what it is made from"))
            continue
        twice = [key for key in one.said if key in known]
        problems += (document.problem(one.at, f"the {key} of {name} is said twice", "delete one") for key in twice)
        variables = {**variables, name: {**one.said, **known}}
        place = document.written(one.at)
        moved |= {(VARIABLES, name, key): (*place, key) for key in one.said if key not in known}
        moved |= {(VARIABLES, name): place} if not known else {}
    return replace(document, data={**data, VARIABLES: variables}, moved=moved), tuple(problems)


@dataclass(frozen=True)
class _Described:
    """A variable that a step names with what is said of it: where, and the value that stands there without it."""

    trail: Trail
    value: object
    name: str
    said: Mapping[str, Any]
    at: Trail


def _described(data: object) -> Iterator[_Described]:
    """Find the arguments of steps that name a variable with what is said of it."""
    for trail, _, arguments in calls(data):
        for key, said in arguments.items() if trail[0] == STEPS else ():
            place = (*trail, key)
            if key.endswith(NEW) and isinstance(said, dict) and len(said) == 1:
                ((name, one),) = said.items()
                if isinstance(one, str | dict):
                    yield _Described(place, name, name, _whole(one), (*place, name))
            elif key in EACH and isinstance(said, dict):
                yield from _each(said, place)


def _each(said: Mapping[str, Any], place: Trail) -> Iterator[_Described]:
    """Find of variables that are made of others those of which more is said than that."""
    for name, one in said.items():
        if isinstance(one, dict):
            rest = {key: value for key, value in one.items() if key != FROM}
            yield _Described((*place, name), one.get(FROM, NOTHING), name, rest, (*place, name))


def _whole(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {LABEL: said}
