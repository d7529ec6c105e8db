"""Random timelines: what a study may record, near the limits that the criteria name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.adam.response.plain.assessment import Record
from tests.adam.response.plain.confirmation import Response, Subject
from tests.adam.response.plain.reading import Value

FACTORS = (0, 0.1, 0.25, 0.45, 0.5, 0.55, 0.65, 0.7, 0.75, 0.9, 1, 1, 1, 1.1, 1.2, 1.25, 1.3, 1.5, 2, 2.5)
STEPS = (7, 14, 20, 21, 26, 27, 28, 29, 35, 42, 56, 60, 84)


def compared(part: Value, name: str) -> Iterator[Any]:
    """Give everything that conditions compare a component with."""
    if isinstance(part, list):
        for one in part:
            yield from compared(one, name)
    elif isinstance(part, dict):
        if str(part.get("variable", "")).partition(".")[0] == name:
            for word, operand in part.items():
                if word not in ("variable", "missing"):
                    yield from operand if isinstance(operand, list) else [operand]
        for one in part.values():
            yield from compared(one, name)


def records(criteria: Mapping[str, Any], chance: Random) -> list[Record]:
    """Make the measurements of one subject, in any order."""
    made: list[Record] = []
    days = [0]
    for _ in range(chance.randint(1, 7)):
        days.append(days[-1] + chance.choice(STEPS))
    for name, measure in criteria["components"].items():
        items = ["A", "B", "C"][: chance.randint(1, 3)] if "each" in measure else [""]
        for item in items:
            made += _series(name, item, measure, criteria, days[1:], chance)
    chance.shuffle(made)
    return made


def _series(
    name: str, item: str, measure: Mapping[str, Any], criteria: Mapping[str, Any], days: list[int], chance: Random
) -> Iterator[Record]:
    said = [*compared(criteria, name)]
    text = measure.get("kind") == "text"
    pool = [str(one) for one in said if isinstance(one, str)] + ["OTHER", *measure.get("terms", [])]
    limits = [float(one) for one in said if isinstance(one, int | float) and one > 0] or [20.0, 40.0, 100.0]
    base = chance.choice(limits) * chance.choice((0, 0.5, 1, 1, 2, 3))
    often = chance.choice((0.2, 0.6, 0.9, 1.0))
    where = [chance.choice((-20, -14, -7, 0)) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    off = [chance.randint(-5, 100) for _ in range(chance.choice((0, 0, 1)))] if not measure.get("assess", True) else []
    for day in [*where, *(one for one in days if chance.random() < often), *off]:
        number = chance.choice([base * chance.choice(FACTORS), chance.choice(limits) + chance.choice((-1, 0, 1))])
        value = chance.choice(pool) if text else f"{max(round(number, 1), 0):g}"
        value = "" if chance.random() < 0.04 else value
        yield Record(name, None if chance.random() < 0.03 else day, value, item)
        if chance.random() < 0.04:
            yield Record(name, day, chance.choice(pool) if text else f"{base:g}", item)


def subject(criteria: Mapping[str, Any], chance: Random) -> Subject:
    """Make the responses of one subject, in any order, with new therapy and death or without."""
    names = list(criteria["responses"])
    kinds = [str(one) for one in compared(criteria, "KIND")] + ["", "OTHER"]
    usual = [chance.choice(names) for _ in range(2)]
    made: list[Response] = []
    day = chance.choice((-10, 0, 7, 20, 27, 28, 41, 42, 50))
    for _ in range(chance.randint(0, 9)):
        response = chance.choice(usual if chance.random() < 0.6 else names)
        kind = chance.choice(kinds) if response == criteria["progressed"] else ""
        made.append(Response(None if chance.random() < 0.04 else day, response, kind))
        if chance.random() < 0.05:
            made.append(Response(day, chance.choice(names), chance.choice(kinds)))
        day += chance.choice(STEPS)
    if chance.random() < 0.02:
        made.append(Response(day, "UNHEARD OF"))
    chance.shuffle(made)
    therapy = chance.randint(-20, 250) if chance.random() < 0.25 else None
    return Subject(tuple(made), therapy, chance.randint(0, 300) if chance.random() < 0.2 else None)
