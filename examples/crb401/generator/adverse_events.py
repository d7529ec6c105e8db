"""The form of adverse events: each event as a site enters it, coded, with its dates as typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from examples.crb401.generator.event import RESOLVED, Event, terms
from examples.crb401.generator.events import events
from examples.crb401.generator.forms import RawFile, Row, dmy, edc, twins, unknown_day, unknown_month
from examples.crb401.generator.medication import treated
from examples.crb401.generator.trial import SEED, Subject, infused
from examples.crb401.generator.visits import LYMPHODEPLETION

CRITERIA = ("AESDTH", "AESLIFE", "AESHOSP", "AESDISAB", "AESCONG", "AESMIE")
BY_LYMPHODEPLETION = {"nausea", "vomiting", "alopecia", "neutropenia", "leukopenia", "lymphopenia", "thrombocytopenia"}


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw file of this part."""
    chance = Random(f"{SEED} adverse event forms")
    rows = [
        _row(s, line, event, chance)
        for s in infused(subjects)
        for line, event in enumerate(events()[s.number], start=1)
    ]
    yield RawFile("edc/ae.csv", rows)


def _row(s: Subject, line: int, event: Event, chance: Random) -> Row:
    term = chance.choice(terms()[event.term])
    serious = bool(event.serious)
    return (
        edc(s, "Adverse Events", "AE", "Adverse Events", line)
        | {"AETERM": chance.choice(term.verbatim), "AEDECOD": term.decod, "AEBODSYS": term.body_system}
        | _dates(s, event)
        | {"AETOXGR": f"Grade {event.grade}", "AETOXGR_STD": str(event.grade), "AESER": "Yes" if serious else "No"}
        | {name: ("Yes" if name in event.serious else "No") if serious else "" for name in CRITERIA}
        | _causes(event)
        | {
            "AEACN": "Dose not changed"
            if event.start in {planned.day for planned in LYMPHODEPLETION}
            else "Not applicable",
            "AENTX": "Yes" if line in treated(s.number) else "No",
            "AEOUT": _outcome(event, chance),
            "AECRSSYM": "Yes" if event.symptom else "No",
            "AECRSGRP": event.episode,
        }
    )


def _dates(s: Subject, event: Event) -> Row:
    opened = unknown_day if event.partial == "start" else dmy
    closed = {"end": unknown_day, "end year": unknown_month}.get(event.partial, dmy)
    end = "" if event.end is None else closed(s.day(event.end))
    return {
        **twins("AESTDAT", opened(s.day(event.start))),
        **twins("AEENDAT", end),
        "AEONGO": "No" if end else "Yes",
    }


def _causes(event: Event) -> Row:
    """Relate an event to bb2121 as drawn with it, else alike for subject and term; to lymphodepletion by term."""
    drawn = Random(f"{SEED} cause {event.number} {event.term}").random() < 0.6
    product = event.related if event.related is not None else event.start >= 0 and drawn
    depletion = event.start < 0 or (event.term in BY_LYMPHODEPLETION and event.start < 30)
    return {"AEREL": _related(product), "AERELLD": _related(depletion and not event.symptom)}


def _related(yes: bool) -> str:
    return "Related" if yes else "Not related"


def _outcome(event: Event, chance: Random) -> str:
    if event.outcome:
        return event.outcome
    if event.end is None:
        return chance.choice(("Not recovered/Not resolved", "Recovering/Resolving"))
    return RESOLVED if chance.random() < 0.99 else "Recovered/Resolved with sequelae"
