"""What an adverse event is before it is written, and the dictionary of its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.tables import table
from examples.crb401.generator.trial import infused

RESOLVED = "Recovered/Resolved"
WINDOW_END = 55
"""Last day on which an event of the first eight weeks starts; days 56 to 58 stay free of starts."""
LATE = 59


@dataclass(frozen=True)
class Event:
    """One adverse event of a subject (by number); days count from the infusion, `end` is None while it goes on.

    `episode` links to an episode of cytokine release syndrome; `symptom` says that the event is a symptom of it.
    """

    number: int
    term: str
    grade: int
    start: int
    end: int | None
    serious: tuple[str, ...] = ()
    episode: str = ""
    symptom: bool = False
    related: bool | None = None
    outcome: str = ""
    partial: str = ""
    """Which date is known in part: "start", "end" or "end year"."""


@dataclass(frozen=True)
class Term:
    """One coded term: preferred term and body system in plain words, and how sites write it."""

    decod: str
    body_system: str
    verbatim: tuple[str, ...]


@cache
def terms() -> Mapping[str, tuple[Term, ...]]:
    """Read terms.csv: the terms that a key of the generator may be coded to."""
    known: dict[str, tuple[Term, ...]] = {}
    for row in table("terms.csv"):
        term = Term(row["decod"], row["body_system"], tuple(row["verbatim"].split("|")))
        known[row["key"]] = (*known.get(row["key"], ()), term)
    return known


@cache
def last_days() -> Mapping[int, int]:
    """Give the last day of observation of each infused subject."""
    return {s.number: s.last_day for s in infused(subjects())}


@cache
def died() -> frozenset[int]:
    """Name the subjects who died: their events end before."""
    return frozenset(s.number for s in subjects() if s.status == "DTH")


def clear(day: int) -> int:
    """Move a start out of days 56 to 58, so that the boundary of the eight weeks decides nothing."""
    return LATE if WINDOW_END < day < LATE else day


def ended(number: int, day: int, chance: Random) -> int | None:
    """Give the day an event ends: open where it lies beyond the observation, or now and then; never open at death."""
    if number in died():
        return min(day, last_days()[number] - 2)
    return None if day > last_days()[number] or chance.random() < 0.03 else day
