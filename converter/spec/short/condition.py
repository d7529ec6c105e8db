"""Conditions in short: `{PARAMCD: COVR, AVALC: [CR, PR], AGE: {ge: 18}}`, in full with variable: and all:."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from converter.errors import nearest
from converter.spec.short.faults import Trail, fault, moved, refused

SHORT = "short"
"""The kind of error of what stands below a variable."""
COMPARATORS = ("eq", "ne", "in", "notin", "lt", "le", "gt", "ge", "missing")
GROUPS = ("all", "any", "not")
WORDS = frozenset({"variable", "in_", *COMPARATORS})
"""Words of a comparison that is written in full; `in_` is what Python calls `in`."""
JOINS = frozenset({*GROUPS, *(f"{group}_" for group in GROUPS)})
"""Words that join conditions."""
EXPECTED = "a value, a list of values, or comparisons such as {ge: 18, lt: 65}"
C = TypeVar("C")
Part = tuple[Trail, Mapping[str, Any]]


def is_short(written: Mapping[str, object]) -> bool:
    """Tell whether a condition is written in short: some of its keys are variables, none is a word of a comparison."""
    return not WORDS & set(written) and not set(written) <= JOINS


def whole(written: Mapping[str, Any], made: Callable[[object], C]) -> C:
    """Make the condition that a short one stands for: all of its parts, or the one; raises ValidationError.

    `made` makes a condition of what is written in full. What joins conditions may stand beside variables.
    """
    faults = [one for name, said in written.items() if name not in JOINS for one in _unfit(name, said)]
    if faults:
        raise refused(faults)
    parts: list[C] = []
    for trail, part in _parts(written):
        try:
            parts.append(made(part))
        except ValidationError as error:
            faults += moved(error, trail, skipped=bool(trail))
    if faults:
        raise refused(faults)
    return parts[0] if len(parts) == 1 else made({"all": tuple(parts)})


def _parts(written: Mapping[str, Any]) -> Iterator[Part]:
    """Give each comparison in full, with the trail at which it is written."""
    for name, said in written.items():
        if name in JOINS:
            yield (), {name: said}
        elif isinstance(said, dict):
            yield from (((name, word), {"variable": name, word: operand}) for word, operand in said.items())
        else:
            yield (name,), {"variable": name, "in" if isinstance(said, list | tuple) else "eq": said}


def _unfit(name: str, said: object) -> Iterator[Any]:
    """Find what cannot stand below a variable: nothing, and words that are none of a comparison."""
    near = nearest(name, sorted({*WORDS, *JOINS} - {"in_"})) if name.islower() else ""
    if said is None or said == {}:
        yield fault(SHORT, f"expected {EXPECTED}, got nothing", (name,), said, "{missing: true} asks for a blank")
    elif said in ([], ()):
        yield fault(SHORT, "expected at least one, got []", (name,), said)
    elif isinstance(said, dict):
        for word in said:
            if word not in COMPARATORS:
                hint = near or nearest(word, COMPARATORS) or f"known: {', '.join(COMPARATORS)}"
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
    if name in {*WORDS, *JOINS} or not isinstance(name, str):
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
        if name in whole and not (name == last and _apart(whole[name], said)):
            return inner
        whole[name] = {**whole[name], **said} if name in whole else said
    return whole if is_short(whole) else inner


def _apart(one: object, other: object) -> bool:
    return isinstance(one, dict) and isinstance(other, dict) and not set(one) & set(other)
