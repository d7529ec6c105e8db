"""Explain a rule: one of ours by its id, or one of others by the id that their report or their guide names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from types import CodeType, FunctionType

from converter.check.define.document import check_define
from converter.check.described import check_described
from converter.errors import InputError, nearest
from converter.pipeline.checking.every_check import EVERY_CHECK
from converter.report.pages.rule import Asked, FunctionTold, RuleTold, asked_json, asked_text
from converter.spec.checks.answers import Answer, answers_of, cited
from converter.spec.library import load_authorities, load_checks, load_mends, load_titles

CHECKED: Mapping[str, Mapping[str, Callable[..., object]]] = {
    **EVERY_CHECK,
    "define.xml": {"define": check_define},
    "described datasets": {"described": check_described},
}
"""Our checks that are functions, by what they are of."""
OF_CHECKS = ("converter.check.", "converter.sdtm.habits.")
"""Where the code of checks is: what it calls elsewhere knows rules of its own."""


def explain_rule(name: str, *, json: bool = False) -> str:
    """Explain a rule, as text or JSON: what it tells of, why, an example, its mend, and whose rules it answers.

    `name` is a rule of issues such as range-reversed, a rule of a report such as SD0002 or CORE-000123, or one that
    these cite, such as CG0001. Raises InputError for a name that nobody knows.
    """
    answers = answers_of(load_authorities(), load_checks())
    ours, others = name.lower(), name.upper()
    found = _of_ours(ours, answers) if ours in load_titles() else _of_others(others, answers)
    if found is None:
        hint = nearest(ours, load_titles()) or nearest(others, (*answers, *cited(answers)))
        message = f"unknown rule '{name}' ({hint or '`converter list checks` names ours'})"
        raise InputError(message)
    return asked_json(found) if json else asked_text(found)


def _of_ours(name: str, answers: Mapping[str, Answer]) -> Asked:
    return Asked(name, (_told(name, answers),))


def _of_others(name: str, answers: Mapping[str, Answer]) -> Asked | None:
    """Find a rule of others, or those that cite it, with the rules of ours that answer them."""
    meant = tuple(answers[rule] for rule in ((name,) if name in answers else cited(answers).get(name, ())))
    ours = dict.fromkeys(check for one in meant for check in one.checks)
    functions = dict.fromkeys(one.function for one in meant if one.function)
    told = tuple(one for one in function_checks() if one.name in functions)
    return Asked(name, tuple(_told(rule, answers) for rule in ours), meant, told) if meant else None


def _told(rule: str, answers: Mapping[str, Answer]) -> RuleTold:
    """Put together what is known of a rule of ours."""
    spec = next((one for one in load_checks() if one.id == rule), None)
    functions = tuple(one for one in function_checks() if rule in one.rules)
    named = {one.name for one in functions}
    found = [one for one in answers.values() if rule in one.checks or one.function in named]
    cites = dict.fromkeys(cite for one in found for cite in one.cites)
    mend = load_mends().of(rule)
    return RuleTold(rule, load_titles()[rule], mend, spec, tuple(one.rule for one in found), tuple(cites), functions)


def function_checks() -> tuple[FunctionTold, ...]:
    """Give our checks that are functions, each with what it is of, what it says of itself, and its rules."""
    every = {name: check for table in CHECKED.values() for name, check in table.items()}
    return tuple(
        FunctionTold(
            name,
            tuple(kind for kind, table in CHECKED.items() if name in table),
            " ".join(inspect.cleandoc(check.__doc__ or "").split()),
            tuple(dict.fromkeys(_rules(check, load_titles(), set()))),
        )
        for name, check in every.items()
    )


def _rules(value: object, known: Collection[str], seen: set[int]) -> Iterator[str]:
    """Read from the code of a function, and of those of ours that it calls, the rules of issues that it names."""
    if isinstance(value, str):
        yield from [value] if value in known else []
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _rules(one, known, seen)
    elif isinstance(value, dict):
        yield from _rules([*value, *value.values()], known, seen)
    elif isinstance(value, CodeType):
        yield from _rules(value.co_consts, known, seen)
    elif isinstance(value, FunctionType) and value.__module__.startswith(OF_CHECKS) and id(value) not in seen:
        seen.add(id(value))
        yield from _rules(value.__code__, known, seen)
        yield from _rules([value.__globals__[name] for name in _names(value.__code__, value)], known, seen)


def _names(code: CodeType, function: FunctionType) -> Iterator[str]:
    """Name the globals that a function and the functions within it read."""
    yield from (name for name in code.co_names if name in function.__globals__)
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one, function)
