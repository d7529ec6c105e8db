"""What one guide says that another does not, or a study adds: variables changed, added, left out, put elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from converter.errors import Problem, nearest
from converter.spec.standards.analysis_standard import Structure
from converter.spec.standards.standard import StandardDataset
from converter.spec.text.problems import problems_of
from converter.spec.text.yaml import Document, Trail, dotted

LEFT_OUT, AFTER = "without", "after"
Facts = dict[str, Any]
NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
NAMES = "expected at most 8 capital letters, digits and underscores, no digit first"
T = TypeVar("T", StandardDataset, Structure)
KEYS = {StandardDataset: "dataset", Structure: "name"}
"""The key under which each names itself."""


def described_by(
    document: Document, model: type[T], known: Mapping[str, T], *, is_standard: bool = True
) -> tuple[T | None, tuple[Problem, ...]]:
    """Make a dataset (or structure) of a file: a whole one, or what it says that the `known` one of its name does not.

    Of a known variable only what differs is said; a new one says what it is and stands `after:` another, else after the
    last of its role; `without:` leaves variables out. `is_standard` tells whether what is new belongs to a standard.
    """
    said, new = document.data, {} if is_standard else {"is_standard": False}
    if not isinstance(said, dict) or not _is_of_mappings(said.get("variables", {})):
        return problems_of(model, document)
    before = known.get(str(said.get(KEYS[model])))
    if before is None:
        return _fit(replace(document, data={**new, **said}), model)
    variables = {name: variable.model_dump() for name, variable in before.variables.items()}
    if wrong := tuple(_misplaced(document, str(said[KEYS[model]]), variables)):
        return None, wrong
    merged = {**before.model_dump(), **said, "variables": _merged(variables, said, new)}
    return _fit(replace(document, data=_without(merged, LEFT_OUT)), model)


def _fit(document: Document, model: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """Make a dataset, or say what is wrong with it, names that XPT cannot hold and keys that it has not included."""
    part, problems = problems_of(model, document)
    if isinstance(part, StandardDataset):
        problems += tuple(_unfit(part, document))
    return (None if problems else part), problems


def _unfit(dataset: StandardDataset, document: Document) -> Iterator[Problem]:
    if not NAME.fullmatch(dataset.dataset):
        yield Problem(document.file, document.line(("dataset",)), "dataset", f"'{dataset.dataset}': {NAMES}")
    for name in dataset.variables:
        if not NAME.fullmatch(name):
            path = ("variables", name)
            yield Problem(document.file, document.line(path), dotted(path), f"'{name}': {NAMES}")
    for number, key in enumerate(dataset.keys):
        if key not in dataset.variables:
            yield _absent(document, dataset.dataset, ("keys", number), key, dataset.variables)


def _is_of_mappings(variables: object) -> bool:
    return isinstance(variables, dict) and all(isinstance(facts, dict) for facts in variables.values())


def _merged(variables: Facts, said: Facts, new: Facts) -> Facts:
    """Give the variables of a dataset in order, each with what is known and what is said of it."""
    order = [name for name in variables if name not in said.get(LEFT_OUT, ())]
    facts = {name: variables[name] for name in order}
    for name, more in said.get("variables", {}).items():
        facts[name] = {**facts.get(name, new), **_without(more, AFTER)}
        if name not in order or AFTER in more:
            order = _placed(name, str(more.get(AFTER, "")), facts, [other for other in order if other != name])
    return {name: facts[name] for name in order}


def _placed(name: str, after: str, facts: Facts, order: list[str]) -> list[str]:
    """Put a variable after another, else after the last of its role, else at the end."""
    same = [other for other in order if facts[other].get("role") == facts[name].get("role")]
    before = after if after in order else (same or order or [""])[-1]
    at = order.index(before) + 1 if before else 0
    return [*order[:at], name, *order[at:]]


def _misplaced(document: Document, dataset: str, variables: Facts) -> Iterator[Problem]:
    """Find variables that are left out, or that another stands after, and are not there."""
    said = document.data
    left_out = said.get(LEFT_OUT, [])
    if not isinstance(left_out, list):
        message = "expected a list of variables, such as [AELLT, AELLTCD]"
        yield Problem(document.file, document.line((LEFT_OUT,)), LEFT_OUT, message)
        return
    for number, name in enumerate(left_out):
        if name not in variables:
            yield _absent(document, dataset, (LEFT_OUT, number), name, variables)
    here = {*variables, *said.get("variables", {})} - {*map(str, left_out)}
    for name, facts in said.get("variables", {}).items():
        if AFTER in facts and facts[AFTER] not in here:
            yield _absent(document, dataset, ("variables", name, AFTER), facts[AFTER], here)


def _absent(document: Document, dataset: str, path: Trail, name: object, known: Iterable[str]) -> Problem:
    message = f"{dataset} has no variable '{name}'"
    return Problem(document.file, document.line(path), dotted(path), message, nearest(str(name), known))


def _without(facts: Facts, key: str) -> Facts:
    return {name: value for name, value in facts.items() if name != key}
