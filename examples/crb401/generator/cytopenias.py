"""Cytopenias as reported events: fall, worst grade, recovery, in keeping with the laboratory's recovery days."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from examples.crb401.generator.event import WINDOW_END, Event, clear, ended
from examples.crb401.generator.recovery import recovery
from examples.crb401.generator.toxicity import BLOOD, worst_grades

SEVERE_DAYS = {"leukopenia": (4, 12), "anemia": (3, 14), "lymphopenia": (8, 30)}
"""How long the worst grade of other lineages lasts (drawn)."""
MILD_DAYS = (4, 30)


def cytopenias(chance: Random) -> Iterator[Event]:
    """Give the records of each cytopenia that Table 2 counts, and nothing above its worst grade."""
    for number, grades in sorted(worst_grades().items()):
        for term in BLOOD:
            if term in grades:
                yield from _course(number, term, grades[term], chance)


def _course(number: int, term: str, grade: int, chance: Random) -> Iterator[Event]:
    """Give one record of a mild cytopenia; of a severe one the rise to the worst grade, it, and the way down."""
    if grade < 3:
        start = chance.randint(1, 8)
        yield Event(number, term, grade, start, ended(number, start + chance.randint(*MILD_DAYS), chance))
        return
    worst, back = _days(number, term, chance)
    if worst > 1 and chance.random() < 0.5:
        yield Event(number, term, grade - 1, chance.randint(1, worst - 1), worst)
    yield Event(number, term, grade, worst, back)
    if back is not None and back <= WINDOW_END and chance.random() < 0.6:
        after = back + chance.randint(*MILD_DAYS)
        yield Event(number, term, chance.choice((1, 2, 2)), back, ended(number, after, chance))
        yield from _again(number, term, grade, clear(after + 5), chance)


def _again(number: int, term: str, grade: int, start: int, chance: Random) -> Iterator[Event]:
    """Let a cytopenia come back now and then, milder."""
    if start <= WINDOW_END and chance.random() < 0.4:
        yield Event(number, term, min(2, grade), start, ended(number, start + chance.randint(*MILD_DAYS), chance))


def _days(number: int, term: str, chance: Random) -> tuple[int, int | None]:
    """Give first day of the worst grade and day of recovery; neutrophils and platelets follow the laboratory."""
    if term in {"neutropenia", "thrombocytopenia"}:
        lab = recovery()[number]
        fall = lab.neutrophils if term == "neutropenia" else lab.platelets
        return max(1, fall.onset or 0), fall.recovered
    start = chance.randint(1, 8)
    return start, start + chance.randint(*SEVERE_DAYS[term])
