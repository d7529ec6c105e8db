"""Conditions in short: `{PARAMCD: COVR, AVALC: [CR, PR], AGE: {ge: 18}}`, in full with variable: and all:."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pydantic import ValidationError

from converter.errors import nearest
from converter.spec.short.faults import Trail, fault, moved, refused

SHORT = "short"
"""The kind of error of what stands below a variable."""
COMPARATORS = ("eq", "ne", "in", "notin", "lt", "le", "gt", "ge", "missing")
GROUPS = ("all", "any", "not")
EXPECTED = "a value, a list of values, or comparisons such as {ge: 18, lt: 65}"
C = TypeVar("C")
Part = tuple[Trail, Mapping[str, Any]]


@dataclass(frozen=True)
class Words:
    """The words of a kind of conditions: `comparators` of a variable, what may stand `beside` one, and the `groups`.

    Groups join conditions, or ask what is of no variable. A word such as in_ is what Python calls `in`.
    """

    comparators: tuple[str, ...]
    groups: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @cached_property
    def full(self) -> frozenset[str]:
        """Words of a comparison that is written in full."""
        return frozenset({"variable", "in_", *self.comparators, *self.beside})

    @cached_property
    def joins(self) -> frozenset[str]:
        """Words that may stand beside variables."""
        return frozenset({*self.groups, *(f"{group}_" for group in self.groups)})


OF_MAPPINGS = Words(COMPARATORS, GROUPS)
"""The words of conditions of mappings and steps; those of checks are more."""


def is_short(written: Mapping[str, object], words: Words = OF_MAPPINGS) -> bool:
    """Tell whether a condition is written in short: some of its keys are variables, none is a word of a comparison."""
    return not words.full & set(written) and not set(written) <= words.joins


def whole(written: Mapping[str, Any], made: Callable[[object], C], words: Words = OF_MAPPINGS) -> C:
    """Make the condition that a short one stands for: all of its parts, or the one; raises ValidationError.

    `made` makes a condition of what is written in full. What joins conditions may stand beside variables.
    """
    faults = [one for name, said in written.items() if name not in words.joins for one in _unfit(name, said, words)]
    if faults:
        raise refused(faults)
    parts: list[C] = []
    for trail, part in _parts(written, words):
        try:
            parts.append(made(part))
        except ValidationError as error:
            faults += moved(error, trail, skipped=bool(trail))
    if faults:
        raise refused(faults)
    return parts[0] if len(parts) == 1 else made({"all": tuple(parts)})


def _parts(written: Mapping[str, Any], words: Words) -> Iterator[Part]:
    """Give each comparison in full, with the trail at which it is written."""
    for name, said in written.items():
        if name in words.joins:
            yield (), {name: said}
        elif isinstance(said, dict):
            beside = {word: one for word, one in said.items() if word in words.beside}
            asked = ((word, operand) for word, operand in said.items() if word not in beside)
            yield from (((name, word), {"variable": name, word: operand, **beside}) for word, operand in asked)
        else:
            yield (name,), {"variable": name, "in" if isinstance(said, list | tuple) else "eq": said}


def _unfit(name: str, said: object, words: Words) -> Iterator[Any]:
    """Find what cannot stand below a variable: nothing, and words that are none of a comparison."""
    near = nearest(name, sorted({*words.full, *words.joins} - {"in_"})) if name.islower() else ""
    if said is None or (isinstance(said, dict) and set(said) <= set(words.beside)):
        yield fault(SHORT, f"expected {EXPECTED}, got nothing", (name,), said, "{missing: true} asks for a blank")
    elif said in ([], ()):
        yield fault(SHORT, "expected at least one, got []", (name,), said)
    elif isinstance(said, dict):
        for word in said:
            if word not in (*words.comparators, *words.beside):
                hint = near or nearest(word, words.comparators) or f"known: {', '.join(words.comparators)}"
                yield fault(SHORT, f"unknown comparison '{word}'", (name, word), said, hint)
    elif isinstance(said, list | tuple) and any(isinstance(one, dict) for one in said):
        hint = near or "a list of conditions stands under all: or any:"
        yield fault(SHORT, f"expected {EXPECTED}, got a list of conditions", (name,), said, hint)


def in_short(written: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Give YAML with every condition in it that is written in full in its short form, the same condition."""
    if isinstance(written, list | tuple):
        return [in_short(one) for one in written]
    if not isinstance(written, dict):
        return written
    if len(written) == len(("variable", "comparison")) and "variable" in written and set(written) & set(COMPARATORS):
        return _comparison(written)
    inner = {key: in_short(one) for key, one in written.items()}
    parts = written.get("all") if set(written) == {"all"} else None
    return _together(parts, inner) if isinstance(parts, list | tuple) and len(parts) > 1 else inner


def _comparison(written: Mapping[str, Any]) -> Mapping[str, Any]:
    name = written["variable"]
    ((word, operand),) = ((word, one) for word, one in written.items() if word != "variable")
    if name in {*OF_MAPPINGS.full, *OF_MAPPINGS.joins} or not isinstance(name, str):
        return written
    plain = (word == "eq" and not isinstance(operand, dict)) or word == "in"
    return {name: operand if plain else {word: operand}}


def _together(parts: Sequence[Mapping[str, Any]], inner: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say conditions that hold together by their variables, where that keeps them and their order."""
    whole: dict[str, Any] = {}
    for part, short in zip(parts, inner["all"], strict=True):
        if not isinstance(part, dict) or not ("variable" in part or set(part) in ({"any"}, {"not"})) or len(short) != 1:
            return inner
        ((name, said),) = short.items()
        last = next(reversed(whole), "")
        if name in whole and (name in GROUPS or name != last or not _apart(whole[name], said)):
            return inner
        whole[name] = {**whole[name], **said} if name in whole else said
    return whole if is_short(whole) else inner


def _apart(one: object, other: object) -> bool:
    return isinstance(one, dict) and isinstance(other, dict) and not set(one) & set(other)
