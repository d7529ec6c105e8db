"""How deep neutrophils and platelets fall after the infusion, and when they recover, by the laboratory's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.toxicity import LESS_THAN_3, worst_grades
from examples.crb401.generator.trial import SEED, infused
from examples.crb401.generator.visits import last_visit

NEUTROPHIL_DAYS = (
    *(5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9),
    *(10, 10, 10, 10, 11, 11, 12, 13, 14, 14, 16, 20, 24, 42),
)
"""Days of recovery of 32: 31 by month 1; 10th on day 7, 16th on day 9, 22nd on day 10 (1.3 weeks, 1.0 to 1.4)."""
PLATELET_DAYS = (7, 8, 9, 10, 11, 12, 13, 13, 14, 18, 24, 45, 59, 73, 101, None, None)
"""Days of recovery of 17: 11 by month 1; 4th on day 10, 9th on day 14, 13th on day 59; two are not observed."""
EARLY_PLATELETS = 11
MILD_NEUTROPENIA, MILD_THROMBOCYTOPENIA = 2, 1
"""Lab grades of those without grade 3 or reported event."""


@dataclass(frozen=True)
class Fall:
    """Worst lab grade of a lineage; first day with grade 3 or 4, and first day at or above its limit afterwards.

    Both days count from the infusion (day 0) and are None where the grade stays below 3; `recovered` is None too where
    recovery was not observed. Every value between the two days is below the limit, none from `recovered` on.
    """

    grade: int
    onset: int | None = None
    recovered: int | None = None


@dataclass(frozen=True)
class Recovery:
    """Neutrophils (limit 1.0 x 10^9/L) and platelets (limit 50 x 10^9/L) of one subject."""

    neutrophils: Fall
    platelets: Fall


@cache
def recovery() -> Mapping[int, Recovery]:
    """Give the lab's fall and recovery of each infused subject, by number; lab grades are those of reported events.

    All but one subject have neutrophils of grade 3 or 4 (the four without a reported neutropenia have grade 3); two
    more than reported have platelets of grade 3.
    """
    chance = Random(f"{SEED} recovery")
    grades = worst_grades()
    neutrophils, platelets = _neutrophils(grades, chance), _platelets(grades, chance)
    return {number: Recovery(neutrophils[number], platelets[number]) for number in grades}


@cache
def _slowest() -> int:
    """Name the last of both (drawn): the subject who left for a myelodysplastic syndrome; its platelets stay low."""
    return next(s.number for s in subjects() if s.status == "DSC")


def _neutrophils(grades: Mapping[int, Mapping[str, int]], chance: Random) -> dict[int, Fall]:
    worst = {n: max(3, terms.get("neutropenia", 0)) for n, terms in grades.items() if n != LESS_THAN_3}
    reported = {n: terms.get("neutropenia", 0) for n, terms in grades.items()}
    order = _by_depth((n for n in worst if n != _slowest()), reported, chance)
    days = zip((*order, _slowest()), NEUTROPHIL_DAYS, strict=True)
    falls = {n: Fall(worst[n], chance.randint(0, min(4, day - 3)), day) for n, day in days}
    return falls | {LESS_THAN_3: Fall(MILD_NEUTROPENIA)}


def _platelets(grades: Mapping[int, Mapping[str, int]], chance: Random) -> dict[int, Fall]:
    reported = {n: terms.get("thrombocytopenia", 0) for n, terms in grades.items()}
    silent = [n for n, grade in reported.items() if not grade and n != LESS_THAN_3]
    worst = {n: grade for n, grade in reported.items() if grade >= 3}
    worst |= dict.fromkeys(chance.sample(silent, len(PLATELET_DAYS) - len(worst)), 3)
    days = zip(_platelet_order(worst, reported, chance), PLATELET_DAYS, strict=True)
    mild = {n: Fall(grade or MILD_THROMBOCYTOPENIA) for n, grade in reported.items() if n not in worst}
    return mild | {n: Fall(worst[n], chance.randint(2, min(7, (day or 60) - 3)), day) for n, day in days}


def _platelet_order(worst: Mapping[int, int], reported: Mapping[int, int], chance: Random) -> Sequence[int]:
    """Order by recovery: the slowest subject last, before it, unseen too, the late one who was followed least."""
    last = {s.number: last_visit(s) for s in infused(subjects())}
    slow = [n for n in worst if worst[n] == 4 and last[n] > 120 and n != _slowest()]
    late = chance.sample(slow, len(PLATELET_DAYS) - EARLY_PLATELETS - 1)
    least = min(late, key=lambda n: last[n])
    late.sort(key=lambda n: n == least)
    return (*_by_depth((n for n in worst if n not in late and n != _slowest()), reported, chance), *late, _slowest())


def _by_depth(numbers: Iterable[int], grades: Mapping[int, int], chance: Random) -> list[int]:
    """Order subjects from mild to deep by reported grade, not strictly; those without an event first."""
    return sorted(numbers, key=lambda n: grades[n] + 3 * chance.random())
