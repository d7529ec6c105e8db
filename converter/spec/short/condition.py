"""Conditions in short: `{PARAMCD: COVR, AVALC: [CR, PR], AGE: {ge: 18}}`, in full with variable: and all:."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
