"""Chemistry, coagulation and acute-phase proteins of each subject, so that reported events show in the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from random import Random

from examples.crb401.generator.crs import Syndrome, syndromes
from examples.crb401.generator.curve import FIRST, LATE, Bound, Curve, knots
from examples.crb401.generator.event import Event
from examples.crb401.generator.events import events
from examples.crb401.generator.toxicity import worst_grades
from examples.crb401.generator.trial import SEED, Subject

WORST_KEPT, FADING = 2, 3
"""Days for which a reported event stays at its worst, and from its end to the usual value."""


@dataclass(frozen=True)
class Sign:
    """How a reported event shows: spans of the worst value and bounds by grade (0: not reported), and the usual span.

    Limits are those of CTCAE 4.03 with the laboratory's normal ranges, moved a little so that rounding and conversion
    to other units never cross them.
    """

    term: str
    usual: tuple[float, float]
    worst: Mapping[int, tuple[float, float]]
    bound: Mapping[int, Bound]


CORRECTED = "CACR"
SIGNS = {
    CORRECTED: Sign(
        "hypocalcemia",
        (2.26, 2.42),
        {1: (2.04, 2.07), 2: (1.82, 1.95)},
        {0: Bound(low=2.20), 1: Bound(low=2.03), 2: Bound(low=1.79)},
    ),
    "K": Sign(
        "hypokalemia",
        (3.8, 4.6),
        {1: (3.1, 3.3), 2: (3.05, 3.25)},
        {0: Bound(low=3.6), 1: Bound(low=3.06), 2: Bound(low=3.06)},
    ),
    "PHOS": Sign(
        "hypophosphatemia",
        (0.98, 1.28),
        {1: (0.82, 0.84), 2: (0.63, 0.77), 3: (0.42, 0.56)},
        {0: Bound(low=0.9), 1: Bound(low=0.81), 2: Bound(low=0.61), 3: Bound(low=0.35)},
    ),
    "SODIUM": Sign(
        "hyponatremia",
        (138, 142),
        {1: (131.5, 134), 3: (124, 128)},
        {0: Bound(low=136.6), 1: Bound(low=130.6), 3: Bound(low=121)},
    ),
    "ALB": Sign(
        "hypoalbuminemia",
        (37.5, 45),
        {1: (31.5, 33.4), 2: (24, 28.4)},
        {0: Bound(low=35.2), 1: Bound(low=30.6), 2: Bound(low=21)},
    ),
    "GLUC": Sign(
        "hyperglycemia",
        (4.5, 5.6),
        {1: (6.7, 8.5), 2: (9.5, 13.2), 3: (14.6, 19)},
        {0: Bound(high=5.95), 1: Bound(high=8.75), 2: Bound(high=13.7), 3: Bound(high=25)},
    ),
}
USUAL = {
    "ALP": (50, 110), "ALT": (12, 34), "AST": (14, 32), "BILI": (5, 14), "UREAN": (3.6, 7.6), "LDH": (145, 235),
    "MG": (0.72, 0.95), "URATE": (230, 390),
}  # fmt: skip
"""Usual spans of tests without an event of their own, in SI units."""
RISE = {"ALP": 1.15, "ALT": 1.7, "AST": 1.8, "BILI": 1.3, "UREAN": 1.15, "LDH": 1.5, "MG": 0.93, "URATE": 0.8}
"""Factor at the height of a cytokine release syndrome of grade 2, less or more by grade."""
CREATININE = {"M": (72, 108), "F": (55, 88)}
BETA_2 = {1: (2.0, 3.2, 3.4), 2: (3.7, 5.1, 5.4), 3: (5.9, 11.5, inf)}
"""Beta-2 microglobulin in mg/L by International Staging System stage: span drawn, and upper bound before infusion."""
DIGITS = {
    "ALB": 0, "ALP": 0, "ALT": 0, "AST": 0, "BILI": 0, "UREAN": 1, "CA": 2, "CREAT": 0, "GLUC": 1, "K": 1, "LDH": 0,
    "MG": 2, "PHOS": 2, "SODIUM": 0, "URATE": 0, "B2MICG": 1, "CRP": 1, "FERRITIN": 0, "INR": 2, "APTT": 1,
    "FIBRINO": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Serum:
    """The curves of one subject; calcium is kept corrected for albumin."""

    curves: Mapping[str, Curve]

    def sample(self, day: int, laboratory: str) -> dict[str, float]:
        """Give all values of one sample in SI units; total calcium follows from its corrected value and albumin."""
        values = {name: curve.at(day, laboratory) for name, curve in self.curves.items()}
        values["ALB"] = round(values["ALB"])
        values["CA"] = values.pop(CORRECTED) - 0.02 * (40 - values["ALB"])
        return {name: round(values[name], digits) for name, digits in DIGITS.items()}


@cache
def serum(s: Subject) -> Serum:
    """Draw the chemistry of a subject."""
    chance = Random(f"{SEED} chemistry {s.number}")
    grades = worst_grades().get(s.number, {})
    course = syndromes().get(s.number)
    curves = {name: _of_event(name, sign, s, grades.get(sign.term, 0), chance) for name, sign in SIGNS.items()}
    curves |= dict(_of_organs(s, course, chance))
    curves |= dict(_of_acute_phase(s, course, chance))
    return Serum({**curves, "B2MICG": _beta_2(s, chance)})


def reported(s: Subject) -> tuple[Event, ...]:
    """Give the adverse events of a subject that show in its chemistry, by their start."""
    terms = {sign.term for sign in SIGNS.values()}
    found = (event for event in events().get(s.number, ()) if event.term in terms and event.start >= 0)
    return tuple(sorted(found, key=lambda event: event.start))


def _of_event(name: str, sign: Sign, s: Subject, grade: int, chance: Random) -> Curve:
    """Keep to the usual value, save while an event is reported: its grade on the day it starts and a little longer."""
    usual = chance.uniform(*sign.usual)
    points: dict[float, float] = {}
    fading: dict[float, float] = {FIRST: usual, LATE: usual}
    for event in (event for event in reported(s) if event.term == sign.term):
        worst = chance.uniform(*sign.worst[event.grade])
        end = max(event.start + 1, event.end if event.end is not None else event.start + 10)
        kept = min(event.start + WORST_KEPT, end - 1)
        points |= {end: (usual + worst) / 2, kept: worst, event.start: worst}
        fading |= {event.start - FADING: usual, end + FADING: usual}
    spread = {"SODIUM": 0.005, CORRECTED: 0.008, "GLUC": 0.03}.get(name, 0.015)
    return Curve(f"{name} {s.number}", knots(sorted((fading | points).items())), spread, (sign.bound[grade],))


def strength(course: Syndrome | None) -> float:
    """Tell how strong the inflammation is: 0.3 without a cytokine release syndrome, 1, 2, 3.5 by its grade."""
    return {0: 0.3, 1: 1.0, 2: 2.0, 3: 3.5}[course.grade if course else 0]


def _height(course: Syndrome | None) -> int:
    """Give the day of the height of inflammation."""
    return course.onset + 2 if course else 5


def _of_organs(s: Subject, course: Syndrome | None, chance: Random) -> Iterator[tuple[str, Curve]]:
    peak = _height(course) + 2
    for name, (low, high) in {**USUAL, "CREAT": CREATININE[s.sex]}.items():
        usual = chance.uniform(low, high)
        factor = RISE.get(name, 1.08) ** (strength(course) / 2 * chance.uniform(0.6, 1.4))
        points = [(FIRST, usual), (0, usual), (peak, usual * factor), (peak + 12, usual * 1.02), (LATE, usual)]
        yield name, Curve(f"{name} {s.number}", knots(points), 0.06)


def _of_acute_phase(s: Subject, course: Syndrome | None, chance: Random) -> Iterator[tuple[str, Curve]]:
    """Draw C-reactive protein, which tocilizumab ends, then ferritin, which follows it, and coagulation."""
    peak, much = _height(course), strength(course)
    base, top = chance.uniform(1.5, 9), 12 + much * chance.uniform(30, 60)
    end = peak + (3 if course and course.tocilizumab else 8)
    points = [(FIRST, base), (0, base * 1.3), (peak - 1, top * 0.6), (peak, top), (end, base * 1.2), (LATE, base * 0.5)]
    yield "CRP", Curve(f"CRP {s.number}", knots(points), 0.08, (Bound(low=0.3),))
    base, times = chance.uniform(160, 900), 1.3 + much * chance.uniform(0.7, 1.9)
    points = [(FIRST, base), (0, base * 1.1), (peak + 3, base * times), (peak + 16, base * 1.4), (90, base)]
    yield "FERRITIN", Curve(f"FERRITIN {s.number}", knots([*points, (LATE, base * 0.7)]), 0.05)
    for name, low, high, factor in (("INR", 0.95, 1.1, 1.06), ("APTT", 25, 32, 1.07), ("FIBRINO", 2.6, 4.2, 0.85)):
        usual = chance.uniform(low, high)
        points = [(FIRST, usual), (0, usual), (peak + 3, usual * factor**much), (peak + 15, usual), (LATE, usual)]
        yield name, Curve(f"{name} {s.number}", knots(points), 0.02)


def _beta_2(s: Subject, chance: Random) -> Curve:
    """Follow the stage at the start, fall with a response, rise again with progression."""
    low, high, most = BETA_2[s.iss]
    start = chance.uniform(low, high)
    points = [(FIRST, start), (0, start)]
    if s.responder:
        points += [(90, max(1.5, start * 0.55)), ((s.progression or LATE) - 25, max(1.5, start * 0.5))]
    points += [(s.progression or LATE, start * (1.1 if s.progression else 0.5))]
    before = Bound(low=low * 0.97, high=most, last=-1)
    return Curve(f"B2MICG {s.number}", knots(points), 0.03, (before,))
