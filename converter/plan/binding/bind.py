"""Bind one rule of a specification to its function: its keyword-only signature is its schema."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from converter.errors import Problem, SpecError, nearest
from converter.plan.binding.arguments import (
    CRITERIA,
    arguments_model,
    arguments_of,
    is_codelist,
    parameters_of,
    prefixed,
)
from converter.plan.binding.names import blank_names, named, of_subject
from converter.plan.binding.settings import EMPTY_SAYS, OTHERS, setting_sentence
from converter.spec.condition import Condition
from converter.spec.endpoints.criteria import load_criteria
from converter.spec.model import WRITTEN, Written
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study
from converter.spec.text.problems import problems_of_error, strictly
from converter.spec.values.number import plain_number
from converter.steps import BoundRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from converter.spec.dataset import Origin
    from converter.spec.text.yaml import Document, Trail

_ASIDE = re.compile(r" \([^()]*\)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Context:
    """What binding needs to know of the study: the domain's prefix, codelists, criteria, what names stand for."""

    prefix: str
    study: Study
    codelist: Callable[[str], Codelist | None]
    codelist_names: Sequence[str]
    criteria: tuple[Path, ...] = ()
    names: Written = WRITTEN


@dataclass(frozen=True)
class Call:
    """One rule call as the specification writes it: name, arguments, and where it stands in its document."""

    name: str
    arguments: object
    place: str
    document: Document
    trail: Trail

    def problem(self, message: str, hint: str = "", *inner: str | int) -> Problem:
        """Say what is wrong with the call, or with what stands below it."""
        return self.document.problem((*self.trail, *inner), message, hint)


def parse_call(rule: Mapping[str, Any], document: Document, trail: Trail, shown: str) -> Call | Problem:
    """Read `{rule: {argument: value}}` at a trail; anything but exactly one rule is a problem.

    `shown` names the file in what is shipped, below the study's folder.
    """
    line = document.line(trail)
    if len(rule) != 1:
        message = f"expected exactly one rule, got {', '.join(sorted(rule)) or 'none'}"
        return document.problem(trail, message, "write {rule: {argument: value}}")
    ((name, arguments),) = rule.items()
    return Call(name, {} if arguments is None else arguments, f"{shown}:{line}", document, (*trail, name))


def bind(
    call: Call, registry: Mapping[str, Callable[..., Any]], origin: Origin, context: Context
) -> BoundRule | tuple[Problem, ...]:
    """Bind one call: an unknown rule, an argument of the wrong name or type, an unknown codelist are problems."""
    function = registry.get(call.name)
    if function is None:
        hint = nearest(call.name, registry) or f"known: {', '.join(sorted(registry))}"
        return (call.problem(f"unknown rule '{call.name}'", hint),)
    hints = arguments_of(function)
    model = arguments_model(function, context.prefix)
    written = prefixed(call.arguments, context.prefix)
    try:
        bound = strictly(model, written, context.names)
    except ValidationError as error:
        return tuple(problems_of_error(error, model, call.document.below(call.trail, written)))
    arguments = {name: getattr(bound, name) for name in model.model_fields}
    problems = (*_unknown_codelists(call, hints, arguments, context), *_emptied(call, function, arguments))
    problems += tuple(call.problem("a name in it is blank", "", key) for key in blank_names(hints, arguments))
    if problems:
        return problems
    try:
        resolved = {name: _resolved(hints[name], value, context) for name, value in arguments.items()}
    except SpecError as error:
        # what stands in the criteria has its line there; what the call says of them stands in the call
        return tuple(one if one.line else call.problem(one.message, one.hint, one.path) for one in error.problems)
    injected = {name: context.study for name, hint in hints.items() if hint is Study}
    return BoundRule(
        name=call.name,
        function=function,
        arguments=resolved | injected,
        method=method_text(function, resolved),
        origin=origin,
        place=call.place,
        columns=named(hints, arguments, "column"),
        variables=named(hints, arguments, "variable"),
        of_subject=of_subject(hints, arguments),
        makes=named(hints, arguments, "made"),
    )


def method_text(function: Callable[..., Any], arguments: Mapping[str, Any]) -> str:
    """Say what a function does with these arguments: the first sentence of its docstring, filled in.

    A part in parentheses whose arguments are all empty is left out. What the sentence does not name is added, so that
    nothing goes unsaid: conditions that narrow the records, sources, variables of other datasets, and lists, numbers
    and switches that are not as usual.
    """
    summary = inspect.cleandoc(function.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    usual = {name: parameter.default for name, parameter in parameters_of(function).items()}
    others = {name: value for name, value in arguments.items() if f"{{{name}}}" not in summary and value != usual[name]}
    own = not function.__module__.startswith("converter.")  # of the study: its names mean what it says they do
    unsaid = [said for name, value in others.items() for said in _limits("" if own else name, value)]
    settings = ((name, value) for name, value in others.items() if isinstance(value, int | float))
    unsaid += [setting_sentence(function.__name__, name, value) for name, value in settings]
    summary = _ASIDE.sub(lambda aside: "" if _is_empty(aside[0], arguments) else aside[0], summary)
    return " ".join([summary.format_map({name: _worded(value) for name, value in arguments.items()}), *unsaid])


def _is_empty(aside: str, arguments: Mapping[str, Any]) -> bool:
    names = _PLACEHOLDER.findall(aside)
    return bool(names) and all(arguments.get(name) in (None, (), "", {}) for name in names)


def _limits(name: str, value: object) -> Iterator[str]:
    """Word conditions that narrow the records a rule reads, and what else it reads: by OTHERS, or as it is written."""
    if name in EMPTY_SAYS and not value:
        yield EMPTY_SAYS[name]
    elif name in OTHERS:
        yield OTHERS[name].format(value=_worded(value))
    elif isinstance(value, Condition):
        yield f"Only records where {value.describe()}."
    elif isinstance(value, dict):
        for part, condition in value.items():
            if isinstance(condition, Condition):
                yield f"Of {part} only records where {condition.describe()}."
    elif isinstance(value, tuple) and value and all(_is_elsewhere(one) for one in value):
        yield f"Together with {_worded(value)}."


def _is_elsewhere(name: object) -> bool:
    """Tell whether a name is that of another dataset's variable, such as LB.LBDTC."""
    return isinstance(name, str) and name.isupper() and len(name.split(".")) == len(("LB", "LBDTC"))


def _unknown_codelists(
    call: Call, hints: Mapping[str, Any], arguments: Mapping[str, Any], context: Context
) -> Iterator[Problem]:
    for name, value in arguments.items():
        if is_codelist(hints[name]) and value is not None and context.codelist(value) is None:
            hint = nearest(value, context.codelist_names)
            yield call.problem(f"unknown codelist '{value}'", hint, name)


def _emptied(call: Call, function: Callable[..., Any], arguments: Mapping[str, Any]) -> Iterator[Problem]:
    """Find lists and mappings that are empty though the rule wants something there, or has it unless told otherwise."""
    parameters = parameters_of(function)
    for name, value in arguments.items():
        if value in ((), {}) and parameters[name].default != value and name not in EMPTY_SAYS:
            yield call.problem("expected at least one, got none", "", name)


def _resolved(hint: Any, value: Any, context: Context) -> Any:  # noqa: ANN401 - an argument of any type
    """Give what a name stands for: a codelist, criteria; raises SpecError for criteria that cannot be loaded."""
    if hint in CRITERIA:
        return load_criteria(value, hint, context.criteria)
    return context.codelist(value) if is_codelist(hint) and value is not None else value


def _worded(value: object) -> str:
    if isinstance(value, Condition | Codelist):
        return value.describe() if isinstance(value, Condition) else value.name
    if isinstance(value, tuple | list):
        return ", ".join(_worded(item) for item in value) or "nothing"
    if isinstance(value, dict):
        return "; ".join(f"{key} = {_worded(item)}" for key, item in value.items())
    if isinstance(value, BaseModel) and type(value).__str__ is BaseModel.__str__:
        given = {name: getattr(value, name) for name in type(value).model_fields}
        return ", ".join(f"{name} {_worded(item)}" for name, item in given.items() if item not in (None, "", ()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = plain_number(value) if isinstance(value, float) else str(value)
    return "none" if value is None else text or "blank"
