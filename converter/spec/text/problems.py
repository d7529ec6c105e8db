"""Make models of YAML, and word what is wrong with it: where, what was expected, what was got, the nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from converter.errors import Problem, SpecError, nearest
from converter.spec.model import NOTHING, WRITTEN, Written
from converter.spec.short.condition import SHORT
from converter.spec.short.names import UNKNOWN
from converter.spec.text.yaml import Document, Trail

M = TypeVar("M", bound=BaseModel)

LONGEST = 60
"""Characters of a wrong value that a message shows."""
_SHAPES = {
    "bool_type": "true or false",
    "date_type": "a date such as 2024-03-15",
    "dict_type": "keys with values",
    "finite_number": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "is_instance_of": "keys with values",
    "list_type": "a list, such as [A, B]",
    "model_attributes_type": "keys with values",
    "model_type": "keys with values",
    "none_required": "nothing",
    "string_type": "text",
    "tuple_type": "a list, such as [A, B]",
}
"""What the types of our models are called in YAML."""
_WORDED = frozenset({"value_error", NOTHING, SHORT, UNKNOWN})
"""Kinds of error whose message says all."""
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class _Fault:
    """One error with the trail that the document knows; `arm` is how much of it stands before a choice of types."""

    trail: Trail
    arm: int | None
    detail: ErrorDetails


def validated(model: type[M], document: Document, names: Written = WRITTEN) -> M:
    """Make a model of a document in which `names` stand for something; raises SpecError with every problem."""
    loaded, problems = problems_of(model, document, names)
    if loaded is None:
        raise SpecError(problems)
    return loaded


def problems_of(model: type[M], document: Document, names: Written = WRITTEN) -> tuple[M | None, tuple[Problem, ...]]:
    """Make a model of a document, or say everything that is wrong with it.

    Types are taken strictly: '12' is no number, 12 is no text, yes is not true.
    """
    try:
        return strictly(model, document.data, names), ()
    except ValidationError as error:
        return None, tuple(problems_of_error(error, model, document))


def strictly(model: type[M], data: object, names: Written = WRITTEN) -> M:
    """Make a model of data as YAML has it, without changing a type; raises ValidationError."""
    return model.model_validate(_with_tuples(data), strict=True, context=names)


def _with_tuples(data: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Our models have tuples where YAML has lists."""
    if isinstance(data, dict):
        return {key: _with_tuples(value) for key, value in data.items()}
    return tuple(_with_tuples(item) for item in data) if isinstance(data, list) else data


def problems_of_error(error: ValidationError, model: type[BaseModel], document: Document) -> Iterator[Problem]:
    """Word each error of a validation of what a document holds."""
    faults = [_fault(detail, document.data) for detail in error.errors(include_url=False)]
    for group in _chosen(faults):
        yield document.problem(group[0].trail, _message(group), _hint(group[0].detail, model))


def _fault(detail: ErrorDetails, data: Any) -> _Fault:  # noqa: ANN401 - a YAML value
    """Follow the place of an error in the data; steps that are not there name the types it might have had."""
    trail: list[str | int] = []
    arm: int | None = None
    for step in detail["loc"]:
        inner = _below(data, step)
        if inner is not None:
            trail.append(step)
            data = inner[0]
        elif step == detail["loc"][-1] and detail["type"] in {"missing", "extra_forbidden"}:
            trail.append(step)
        else:
            arm = len(trail) if arm is None else arm
    if detail["type"] == NOTHING:
        trail.append(detail["ctx"]["key"])
    return _Fault(tuple(trail), arm, detail)


def _below(data: object, step: str | int) -> tuple[object] | None:
    if isinstance(data, dict):
        return (data[step],) if step in data else None
    if isinstance(data, list | tuple) and isinstance(step, int):
        return (data[step],) if step < len(data) else None
    return None


def _chosen(faults: Sequence[_Fault]) -> Iterator[list[_Fault]]:
    """Group errors of one value that might have been of several types; those of the type that fits furthest count."""
    groups: dict[tuple[Trail, int], list[_Fault]] = {}
    for number, fault in enumerate(faults):
        alone = (fault.trail, number)
        groups.setdefault(alone if fault.arm is None else (fault.trail[: fault.arm], -1), []).append(fault)
    for group in groups.values():
        deepest = max(len(fault.trail) for fault in group)
        inner = [fault for fault in group if len(fault.trail) == deepest]
        if deepest > (inner[0].arm or 0):
            yield from ([fault] for fault in inner)
        else:
            yield inner


def _message(group: Sequence[_Fault]) -> str:
    detail = group[0].detail
    kind, got = detail["type"], detail["input"]
    if kind == "missing":
        return "missing"
    if kind == "extra_forbidden":
        return f"unknown key '{detail['loc'][-1]}'"
    if len(group) > 1 or kind in _SHAPES or kind == "literal_error":
        expected = dict.fromkeys(_expected(fault.detail) for fault in group)
        if "a number" in expected:
            expected.pop("a whole number", None)
        return f"expected {' or '.join(expected)}, got {'nothing' if got is None else _short(got)}"
    message = detail["msg"].removeprefix("Value error, ")
    return message if kind in _WORDED else f"{message}, got {_short(got)}"


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "literal_error":
        return str(detail["ctx"]["expected"])
    return _SHAPES.get(detail["type"], detail["msg"].removeprefix("Value error, "))


def _short(got: object) -> str:
    text = str(got).lower() if isinstance(got, bool) else repr(_with_lists(got))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _with_lists(data: object) -> object:
    if isinstance(data, dict):
        return {key: _with_lists(value) for key, value in data.items()}
    return [_with_lists(item) for item in data] if isinstance(data, list | tuple) else data


def _hint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, got = detail["type"], detail["input"]
    if kind in {SHORT, UNKNOWN}:
        return str(detail["ctx"]["hint"])
    if kind == "literal_error":
        return nearest(str(got), _QUOTED.findall(str(detail["ctx"]["expected"])))
    if kind == "string_type" and isinstance(got, float):
        return "write it in quotes, as it stands"
    if kind == "string_type" and isinstance(got, int):
        return f'write it as text: "{str(got).lower() if isinstance(got, bool) else got}"'
    if kind != "extra_forbidden":
        return ""
    known = _keys(model, detail["loc"][:-1])
    return nearest(str(detail["loc"][-1]), known) or (f"known: {', '.join(known)}" if known else "")


def _keys(model: type[BaseModel], path: Trail) -> list[str]:
    """List the keys a model knows at a path, following nested models."""
    for step in path:
        if isinstance(step, str) and step in (names := _aliases(model)):
            inner = _model_in(model.model_fields[names[step]].annotation)
            model = inner or model
    return sorted(_aliases(model))


def _aliases(model: type[BaseModel]) -> dict[str, str]:
    return {info.alias or name: name for name, info in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type hint
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)
