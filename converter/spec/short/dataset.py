"""What a file says once for all of its rules: arguments by rule under `defaults:`, parameters by code, labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from converter.errors import Problem, nearest
from converter.spec.short.calls import calls, put
from converter.spec.short.labels import with_labels
from converter.spec.text.yaml import Document, Trail

DEFAULTS, PARAMETERS, SET_VALUES = "defaults", "parameters", "set_values"
CODE, NOTES = "PARAMCD", "notes"
"""The variable that a parameter's code is the value of, and what is said of a parameter and never shipped."""


def spelled_out(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Give a file as if its rules said everything themselves, and what is wrong with what it says in short.

    That are codes that are no parameters of it, and labels that it says twice. What is filled in keeps the line at
    which it is written.
    """
    whole, twice = with_labels(_with_defaults(document))
    said = _mapping(whole.data, PARAMETERS)
    if not said:
        return whole, twice
    problems = [*twice]
    data, moved = whole.data, dict(whole.moved)
    for trail, code in [found for at, _, arguments in calls(data) for found in _codes(arguments, at)]:
        if not isinstance(said.get(code), dict):
            known = nearest(code, said) or f"known: {', '.join(said)}"
            problems.append(whole.problem(trail, f"unknown parameter '{code}'", known))
            continue
        values = {name: value for name, value in said[code].items() if name not in {CODE, NOTES}}
        data = put(data, trail, {CODE: code, **values})
        moved |= {(*trail, name): (PARAMETERS, code, name) for name in values}
    return replace(whole, data=data, moved=moved), tuple(problems)


def _with_defaults(document: Document) -> Document:
    """Fill in arguments that a rule has by default; one that the call says as nothing is taken away."""
    said = _mapping(document.data, DEFAULTS)
    data, moved = document.data, dict(document.moved)
    for trail, rule, arguments in calls(data) if said else ():
        usual = said.get(rule)
        if isinstance(usual, dict):
            own = {name: one for name, one in arguments.items() if one is not None or name not in usual}
            filled = {name: one for name, one in usual.items() if name not in arguments}
            data = put(data, trail, {**own, **filled})
            moved |= {(*trail, name): (DEFAULTS, rule, name) for name in filled}
    return replace(document, data=data, moved=moved)


def _mapping(data: object, key: str) -> Mapping[str, Any]:
    said = data.get(key) if isinstance(data, dict) else None
    return said if isinstance(said, dict) else {}


def _codes(written: object, trail: Trail) -> Iterator[tuple[Trail, str]]:
    """Find the codes that stand for what is set, wherever they stand in the arguments of a rule."""
    inner = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for key, one in inner:
        if key == SET_VALUES and isinstance(one, str):
            yield (*trail, key), one
        else:
            yield from _codes(one, (*trail, key))
