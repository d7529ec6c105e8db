"""All adverse events of the study, numbered as the log lines of the EDC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from math import inf
from random import Random

from examples.crb401.generator.cytopenias import cytopenias
from examples.crb401.generator.event import Event
from examples.crb401.generator.infections import infections
from examples.crb401.generator.neurotoxicity import neurotoxicity
from examples.crb401.generator.other_events import other_events
from examples.crb401.generator.symptoms import syndrome
from examples.crb401.generator.trial import SEED

LOG_DELAY = 6
"""Sites enter events a few days late, so that log lines are not quite in the order of starts."""


@cache
def events() -> Mapping[int, tuple[Event, ...]]:
    """Give the events of each infused subject (by number) in the order of its log; the same every time."""
    chance = Random(f"{SEED} adverse events")
    parts = (cytopenias(chance), syndrome(chance), neurotoxicity(), infections(chance), other_events(chance))
    drawn = _apart(chain.from_iterable(parts))
    entered = sorted(_entered(drawn, chance), key=lambda entry: (entry[1].number, entry[0]))
    numbers = sorted({event.number for event in drawn})
    return {number: tuple(event for _, event in entered if event.number == number) for number in numbers}


def _apart(drawn: Iterable[Event]) -> list[Event]:
    """Leave out an event that overlaps an earlier drawn one of the same term; one may begin where the other ends."""
    kept: dict[tuple[int, str, bool], list[Event]] = {}
    for event in drawn:
        others = kept.setdefault((event.number, event.term, event.symptom), [])
        if not any(_overlap(event, other) for other in others):
            others.append(event)
    return [event for events in kept.values() for event in events]


def _overlap(one: Event, other: Event) -> bool:
    ends = [event.end if event.end is not None else inf for event in (one, other)]
    return one.start < ends[1] and other.start < ends[0]


def _entered(drawn: list[Event], chance: Random) -> Iterator[tuple[float, Event]]:
    for event in drawn:
        yield event.start + LOG_DELAY * chance.random(), event
