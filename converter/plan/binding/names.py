"""The names that the arguments of a rule hold: raw columns, variables that it reads, variables that it makes."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from converter.spec.condition import Condition
from converter.spec.endpoints.look import LOOK, OF_LOOK, OF_PAIR, THIS, Look
from converter.spec.values.formula import Formula

Kind = Literal["column", "variable", "written", "made"]


def named(hints: Mapping[str, Any], arguments: Mapping[str, Any], kind: Kind) -> tuple[str, ...]:
    """List the names of a kind among arguments, as their type hints mark them, nested ones and conditions included.

    What is marked as of a source belongs to the dataset that the argument or field `dataset` beside it names; it is
    listed as a variable, 'LB.LBSTRESN'.
    """
    owner = str(arguments.get("dataset") or "")
    written = (name for key, value in arguments.items() for name in _names(hints[key], value, kind, owner))
    found = (one for name in written for one in _of_end(name, arguments.get("look"), owner))
    keys = (f"{name}.USUBJID" for name in _datasets(arguments)) if kind == "variable" else ()
    return tuple(dict.fromkeys(name for name in (*keys, *found) if name))


def blank_names(hints: Mapping[str, Any], arguments: Mapping[str, Any]) -> Iterator[str]:
    """List the arguments with a blank among the names of columns or variables that they hold."""
    for key, value in arguments.items():
        if isinstance(value, dict):
            hint, items = (*_arguments(hints[key], dict), None, None)[1], tuple(value.values())
        elif isinstance(value, tuple | list):
            hint, items = (*_arguments(hints[key], tuple), None)[0], tuple(value)
        else:
            continue
        if _marks(hint) and any(item == "" for item in items):
            yield key


def of_subject(hints: Mapping[str, Any], arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """List the variables that arguments name with their dataset ('ADSL.TRTSDT'): the subject's value there."""
    written = (name for key, value in arguments.items() for name in _names(hints[key], value, "written", ""))
    return tuple(dict.fromkeys(name for name in written if "." in name and name.partition(".")[0] != LOOK))


def _of_end(name: str, look: object, owner: str) -> Iterator[str]:
    """Give a name; one of a look's end ('LOOK.AVAL') is a variable of the dataset looked at, the look's own is none."""
    head, _, rest = (LOOK if name == f"{owner}.{LOOK}" else name).partition(".")
    if not isinstance(look, Look) or head != LOOK:
        yield name
    elif rest and rest.partition(".")[0] not in (*OF_LOOK, *look.counts):
        yield f"{owner}.{rest}"


def _seen(look: Look, kind: Kind, owner: str, looks: str = "") -> Iterator[str]:
    """Give what the conditions of a look read: variables of the dataset looked at, and of the record that looks.

    That record is one of the rows, unless `looks` names its dataset.
    """
    for name in look.reads if kind in ("variable", "written") else ():
        own = name.removeprefix(f"{THIS}.")
        if own != name:
            yield f"{looks}.{own}" if looks and kind == "variable" else own
        elif name not in OF_PAIR:
            yield name if "." in name or kind == "written" else f"{owner}.{name}"


def _datasets(value: Any) -> Iterator[str]:  # noqa: ANN401 - an argument of any type
    """List the datasets that arguments or fields called `dataset` name; their records are told apart by subject."""
    if isinstance(value, BaseModel) and not isinstance(value, Condition):
        yield from _datasets({name: getattr(value, name) for name in type(value).model_fields})
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "dataset" and isinstance(item, str) and item:
                yield item
            else:
                yield from _datasets(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _datasets(item)


def _names(hint: Any, value: Any, kind: Kind, owner: str) -> Iterator[str]:  # noqa: ANN401 - hints and values of any type
    marks = _marks(hint)
    if isinstance(value, Condition):
        yield from () if kind == "made" else (_owned(name, marks, kind, owner) for name in value.variables)
    elif isinstance(value, Formula) and marks:
        yield from value.names if kind in marks else ()
    elif isinstance(value, BaseModel):
        yield from _names_of_model(value, kind, owner)
    elif isinstance(value, dict):
        key_hint, item_hint = _arguments(hint, dict) or (None, None)
        for key, item in value.items():
            yield from _names(key_hint, key, kind, owner)
            yield from _names(item_hint, item, kind, owner)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _names((*_arguments(hint, tuple), None)[0], item, kind, owner)
    elif isinstance(value, str) and (kind in marks or (kind == "written" and marks)):
        yield value
    elif isinstance(value, str) and kind == "variable" and "source" in marks:
        yield _owned(value, marks, kind, owner)


def _names_of_model(model: BaseModel, kind: Kind, owner: str) -> Iterator[str]:
    if isinstance(model, Look):
        yield from _seen(model, kind, owner)
        return
    owner = str(getattr(model, "dataset", "") or owner)
    for name, field in type(model).model_fields.items():
        hint = typing.Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        value = getattr(model, name)
        found = _seen(value, kind, owner, owner) if isinstance(value, Look) else _names(hint, value, kind, owner)
        for one in found:
            yield from (one,) if kind == "written" else _of_end(one, getattr(model, "look", None), owner)


def _owned(name: str, marks: tuple[Any, ...], kind: Kind, owner: str) -> str:
    """Say whose a name is: of the source beside it, unless it names its dataset itself."""
    of_source = owner and "." not in name and kind == "variable" and "source" in marks
    return f"{owner}.{name}" if of_source else name


def _arms(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type hint
    """List the types a hint stands for: those of a union, else itself."""
    union = typing.get_origin(hint) in {typing.Union, types.UnionType}
    return typing.get_args(hint) if union else (hint,)


def _arguments(hint: Any, kind: type) -> tuple[Any, ...]:  # noqa: ANN401 - a type hint
    """Give the type arguments of a container, also where the hint is annotated or a union."""
    for arm in _arms(hint):
        bare = typing.get_args(arm)[0] if hasattr(arm, "__metadata__") else arm
        if typing.get_origin(bare) in {kind, list if kind is tuple else kind, Mapping if kind is dict else kind}:
            return typing.get_args(bare)
    return ()


def _marks(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type hint
    return next((arm.__metadata__ for arm in _arms(hint) if hasattr(arm, "__metadata__")), ())
