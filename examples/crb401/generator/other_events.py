"""All other adverse events: Table 2 without blood counts, rarer terms, before the infusion, late, the fatal one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from examples.crb401.generator.event import LATE, Event, clear, ended, last_days
from examples.crb401.generator.infections import UPPER
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.toxicity import BLOOD, LESS_THAN_3, worst_grades
from examples.crb401.generator.trial import Subject, infused
from examples.crb401.generator.visits import last_visit

SPANS = {
    "constipation": (0, 30, 3, 25),
    "nausea": (0, 30, 1, 10),
    "diarrhea": (1, 50, 1, 9),
    "vomiting": (0, 30, 1, 4),
    "fatigue": (0, 30, 7, 60),
    "headache": (0, 45, 1, 8),
    "hypocalcemia": (1, 28, 2, 12),
    "pyrexia": (8, 50, 1, 5),
    "hypokalemia": (1, 28, 2, 10),
    "hypophosphatemia": (1, 20, 2, 10),
    "peripheral_edema": (2, 45, 5, 40),
    "hyperglycemia": (1, 30, 2, 12),
    "hypoalbuminemia": (1, 14, 4, 20),
    "cough": (2, 50, 5, 25),
    "dizziness": (1, 45, 1, 12),
    "sinus_tachycardia": (0, 14, 1, 6),
    "hypotension": (0, 30, 1, 4),
    "hyponatremia": (1, 20, 2, 9),
}
"""First and last day of the start, shortest and longest course, of the terms of Table 2 (drawn)."""
RARER = {
    **dict.fromkeys(("decreased_appetite", "back_pain", "nasal_congestion", "arthralgia", "dyspnea"), 4),
    **dict.fromkeys(("myalgia", "extremity_pain", "abdominal_pain", "oropharyngeal_pain", "hypertension"), 3),
    **dict.fromkeys(("febrile_neutropenia", "bone_pain", "epistaxis", "weight_decreased", "muscle_spasms"), 3),
    **dict.fromkeys(("rash", "pruritus", "dry_mouth", "dyspepsia", "night_sweats", "anxiety", "contusion"), 2),
    **dict.fromkeys(("stomatitis", "blurred_vision", "fall"), 1),
}
"""Terms below 15 %, fewer than five subjects each (drawn)."""
ONLY_GRADE_1 = {
    "nasal_congestion",
    "dry_mouth",
    "contusion",
    "epistaxis",
    "anxiety",
    "night_sweats",
    "weight_decreased",
}
BEFORE = ("nausea", "fatigue", "constipation", "headache", "vomiting", "decreased_appetite", "diarrhea", "alopecia")
"""What lymphodepletion brings before the infusion."""
LATER = ("fatigue", "cough", "back_pain", "arthralgia", "diarrhea", "headache", "nausea", "nasal_congestion", "rash")
LATER_TOO = ("peripheral_edema", "bone_pain", "extremity_pain", "dyspnea", "muscle_spasms", "pyrexia", "hypertension")
MDS_DAY = 62
"""The subject who left for chemotherapy of a myelodysplastic syndrome: the day it was diagnosed (drawn)."""


def other_events(chance: Random) -> Iterator[Event]:
    """Give the events, part after part."""
    yield from _table2(chance)
    yield from _rarer(chance)
    for s in sorted(infused(subjects()), key=lambda s: s.number):
        yield from _before(s, chance)
        yield from _later(s, chance)
        yield from _special(s)


def _table2(chance: Random) -> Iterator[Event]:
    """Give one record of each worst grade; sometimes a second, milder one, in the eight weeks or later."""
    for number, grades in sorted(worst_grades().items()):
        for term, grade in grades.items():
            if term in BLOOD or term == UPPER:
                continue
            first, last, short, long = SPANS[term]
            start = chance.randint(first, last)
            end = start + chance.randint(short, long)
            yield Event(number, term, grade, start, end if grade == 3 else ended(number, end, chance))
            if term != "dizziness" and chance.random() < 0.2:
                again = clear(end + chance.randint(3, 25))
                yield Event(number, term, 1, again, ended(number, again + chance.randint(short, long), chance))


def _rarer(chance: Random) -> Iterator[Event]:
    infused = sorted(worst_grades())
    deep = [n for n in infused if worst_grades()[n].get("neutropenia") == 4]
    for term, count in RARER.items():
        for number in chance.sample(deep if term == "febrile_neutropenia" else infused, count):
            if term == "febrile_neutropenia":
                start = chance.randint(3, 7)
                yield Event(number, term, 3, start, start + chance.randint(2, 6), ("AESHOSP",))
                continue
            start = chance.randint(0, 54)
            grade = 1 if term in ONLY_GRADE_1 or number == LESS_THAN_3 else chance.choice((1, 1, 2))
            yield Event(number, term, grade, start, ended(number, start + chance.randint(3, 40), chance))


def _before(s: Subject, chance: Random) -> Iterator[Event]:
    """Give up to three events between lymphodepletion and the infusion."""
    for term in chance.sample(BEFORE, chance.choice((0, 1, 1, 2, 3))):
        start = chance.randint(-5, -1)
        end = start + (40 if term == "alopecia" else chance.randint(1, 6))
        grade = 1 if term == "alopecia" else chance.choice((1, 1, 2))
        yield Event(s.number, term, grade, start, ended(s.number, end, chance), related=False)


def _later(s: Subject, chance: Random) -> Iterator[Event]:
    """Give events after eight weeks, while the subject still comes to visits; a few of grade 3, some dates partial."""
    limit = min(last_days()[s.number] - 20, last_visit(s) + 30)
    if limit < LATE + 30:
        return
    for term in chance.sample((*LATER, *LATER_TOO), chance.randint(3, 6)):
        start = chance.randint(LATE, limit - 10)
        bad = s.number != LESS_THAN_3 and term in {"back_pain", "fatigue", "bone_pain"} and chance.random() < 0.15
        mild = 1 if term in ONLY_GRADE_1 else chance.choice((1, 1, 2))
        end = ended(s.number, start + chance.randint(4, 60), chance)
        yield Event(s.number, term, 3 if bad else mild, start, end, partial=_partial(start, end, chance), related=False)


def _partial(start: int, end: int | None, chance: Random) -> str:
    """Say which date is known in part: starts only where the month lies well after the eight weeks."""
    drawn = chance.random()
    if drawn < 0.1 and start > 95:
        return "start"
    if end is None:
        return ""
    return "end" if drawn < 0.2 else "end year" if drawn < 0.23 else ""


def _special(s: Subject) -> Iterator[Event]:
    """Give the myelodysplastic syndrome of the one who left for its treatment, and the arrest of the one who died."""
    if s.status == "DSC":
        yield Event(s.number, "mds", 4, MDS_DAY, None, ("AESMIE", "AESLIFE"), related=False)
    if s.status == "DTH":
        day = s.last_day
        yield Event(s.number, "cardiorespiratory_arrest", 5, day, day, ("AESDTH",), related=False, outcome="Fatal")
