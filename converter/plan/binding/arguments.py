"""The arguments of a rule as a model: its keyword-only signature is its schema."""

from __future__ import annotations

import inspect
import re
import typing
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, create_model

from converter.spec.endpoints.censoring import CensoringCriteria
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.criteria import CriteriaCall
from converter.spec.endpoints.response import ResponseCriteria
from converter.spec.endpoints.toxicity import ToxicityCriteria
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PREFIX = re.compile(r"(?<![^.])--(?=[A-Z])")
CRITERIA = (CensoringCriteria, ConfirmationCriteria, ResponseCriteria, ToxicityCriteria)
"""Models of criteria, which a specification names: `fda-2018-a`, or `{name: fda-2018-a, settings: {...}}`."""


@cache
def arguments_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """Give the type of each argument that a specification may name; the same rule is called many times."""
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = parameters_of(function).values()
    return {p.name: hints[p.name] for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}


@cache
def parameters_of(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """Give every parameter of a function, its usual value with it; the same rule is called many times."""
    return inspect.signature(function).parameters


def arguments_model(function: Callable[..., Any], prefix: str) -> type[BaseModel]:
    """Make the model of a rule's arguments; of domains it differs where a usual value names a variable of theirs."""
    usual = [p.default for p in parameters_of(function).values()]
    return _model(function, prefix if prefixed(usual, prefix) != usual else "")


@cache
def _model(function: Callable[..., Any], prefix: str) -> type[BaseModel]:
    defaults = {p.name: p.default for p in parameters_of(function).values()}
    fields: dict[str, Any] = {}
    for name, hint in arguments_of(function).items():
        if hint is not Study:
            default = defaults[name]
            kind = _written_type(hint)
            fields[name] = (kind, ... if default is inspect.Parameter.empty else prefixed(default, prefix))
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def _written_type(hint: object) -> object:
    """Give the type an argument has in YAML: a codelist and criteria are written by name."""
    if hint is Codelist:
        return str
    if hint in CRITERIA:
        return CriteriaCall
    return str | None if hint == (Codelist | None) else hint


def prefixed(value: Any, prefix: str) -> Any:  # noqa: ANN401 - a YAML value of any shape
    """Replace the domain placeholder: '--DTC' in LB means LBDTC."""
    if isinstance(value, str):
        return _PREFIX.sub(prefix, value)
    if isinstance(value, dict):
        return {key: prefixed(item, prefix) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(prefixed(item, prefix) for item in value)
    return value


def is_codelist(hint: object) -> bool:
    """Tell whether an argument is a codelist, which a specification names."""
    return hint is Codelist or hint == (Codelist | None)
