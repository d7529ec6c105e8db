"""Infections: 14 subjects of any grade, two of them with grade 3, none with grade 4."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from examples.crb401.generator.event import RESOLVED, Event, clear, last_days
from examples.crb401.generator.toxicity import LESS_THAN_3, worst_grades

UPPER = "upper_respiratory_infection"
SUBJECTS = 14
GRADE_3 = {"anal_abscess": 16, "parvovirus": 118}
"""The two of grade 3 with the day they start (the terms are printed; subjects and days are drawn)."""
OTHERS = ("sinusitis", "urinary_infection", "bronchitis", "rhinovirus", "candidiasis", "pneumonia", "zoster")
MINOR = ("sinusitis", "rhinovirus", "bronchitis", "influenza")


def infections(chance: Random) -> Iterator[Event]:
    """Give the infections after the infusion; upper respiratory ones as in Table 2, always of grade 2 (CTCAE 4.03)."""
    grades = worst_grades()
    upper = sorted(number for number, terms in grades.items() if UPPER in terms)
    for number in upper:
        start = chance.randint(6, 48)
        yield Event(number, UPPER, 2, start, start + chance.randint(5, 14), related=False)
    free = sorted(number for number in grades if number not in {*upper, LESS_THAN_3})
    chosen = chance.sample(free, SUBJECTS - len(upper))
    for number, (term, day) in zip(chosen, GRADE_3.items(), strict=False):
        end = day + chance.randint(9, 20)
        yield Event(number, term, 3, day, end, ("AESHOSP",), related=False, outcome=RESOLVED)
    for number, term in zip(chosen[len(GRADE_3) :], OTHERS, strict=True):
        start = clear(chance.randint(15, 150))
        yield Event(number, term, 2, start, start + chance.randint(6, 18), related=False)
    for number in sorted({*upper, *chosen}):
        if last_days()[number] > 280 and chance.random() < 0.6:
            start = chance.randint(160, 230)
            yield Event(number, chance.choice(MINOR), 2, start, start + chance.randint(5, 14), related=False)
