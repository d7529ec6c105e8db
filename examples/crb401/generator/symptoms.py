"""Cytokine release syndrome as adverse events: a parent record for each episode, and its symptoms, flagged as such."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from examples.crb401.generator.crs import GRADE_3, Period, Syndrome, syndromes
from examples.crb401.generator.event import RESOLVED, Event

SYMPTOMS = {
    "chills": 0.35,
    "sinus_tachycardia": 0.4,
    "headache": 0.25,
    "fatigue": 0.25,
    "myalgia": 0.2,
    "nausea": 0.15,
    "malaise": 0.15,
}
"""Symptoms beside fever, and how often they are reported (drawn)."""
GRADE_3_HEADACHE = GRADE_3[0]
"""The subject with a headache of grade 3 during the syndrome."""


def syndrome(chance: Random) -> Iterator[Event]:
    """Give the records of every episode of every subject."""
    for number, course in sorted(syndromes().items()):
        for episode in course.episodes:
            yield _parent(number, course, episode)
            yield from _symptoms(number, episode, chance)


def _parent(number: int, course: Syndrome, episode: tuple[Period, ...]) -> Event:
    grade = max(period.grade for period in episode)
    first = episode[0].episode == 1
    serious = ("AESHOSP",) if grade == 3 or (course.tocilizumab and first) else ()
    start, end = episode[0].start, episode[-1].end
    link = episode[0].link
    return Event(number, "cytokine_release_syndrome", grade, start, end, serious, link, related=True, outcome=RESOLVED)


def _symptoms(number: int, episode: tuple[Period, ...], chance: Random) -> Iterator[Event]:
    """Give fever always; hypotension or hypoxia from grade 2 on, as bad as the syndrome; others now and then."""
    start, end = episode[0].start, episode[-1].end
    worst = max(episode, key=lambda period: period.grade)
    yield _symptom(number, episode, "pyrexia", chance.choice((1, 1, 2)), start, end)
    if worst.grade > 1:
        term = "hypotension" if worst.grade == 3 or chance.random() < 0.6 else "hypoxia"
        yield _symptom(number, episode, term, worst.grade, worst.start, worst.end)
    for term, often in SYMPTOMS.items():
        severe = term == "headache" and number == GRADE_3_HEADACHE
        if severe or chance.random() < often:
            day = chance.randint(start, end)
            grade = 3 if severe else chance.choice((1, 1, 2))
            yield _symptom(number, episode, term, grade, day, chance.randint(day, end))


def _symptom(number: int, episode: tuple[Period, ...], term: str, grade: int, start: int, end: int) -> Event:
    link = episode[0].link
    return Event(number, term, grade, start, end, (), link, symptom=True, related=True, outcome=RESOLVED)
