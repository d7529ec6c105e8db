"""Soluble BCMA, cytokines and antibodies against bb2121: what the paper says in words, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, log
from random import Random

from examples.crb401.generator.course import BY_TELEPHONE
from examples.crb401.generator.forms import RawFile, Row, dmy, sample
from examples.crb401.generator.kinetics import profiles
from examples.crb401.generator.trial import SEED, STUDY, Subject, infused
from examples.crb401.generator.visits import Visit, visits

BCMA_VISITS = ("SCR", "BL", "D14", "M1", "M2", "M3", "M4", "M5", "M6", "M9", "M12", "M15", "M18", "M21", "M24", "UNS")
BCMA_LLOQ = 2.0
SHALLOW = (6, 9, 15, 19, 29)
"""Responders at 150 or more whose soluble BCMA falls by less than 90 % in the first month (drawn)."""

CYTOKINE_VISITS = ("BL", "D0", "D1", "D2", "D3", "D4", "D7", "D9", "D11", "D14", "D21", "M1")
CYTOKINES = {
    "IL6": (1.0, 3.0, 90.0),
    "IL10": (0.8, 4.0, 18.0),
    "IFNG": (2.0, 5.0, 45.0),
    "TNFA": (0.5, 9.0, 3.5),
    "IL2RA": (40.0, 950.0, 6.0),
    "IL15": (1.5, 6.0, 7.0),
}
"""For each analyte in pg/mL: lower limit, typical value before infusion, typical rise to the peak (all drawn)."""

ADA_VISITS = ("BL", "M1", "M3", "M6", "M12", "M18", "M24")
ADA_AT_BASELINE = 23
ADA_FROM = {3: "M3", 9: "M6", 12: "M6", 16: "M6", 26: "M9", 27: "M12", 4: "M12", 33: "M6", 24: "M12"}
"""The subject with antibodies before infusion, and those in whom treatment induces them, from a visit on (drawn)."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    treated = infused(subjects)
    yield RawFile("vendor/sbcma.csv", [row for s in subjects for row in _soluble_bcma(s)], delimiter="|")
    yield RawFile("vendor/cytokines.csv", [row for s in treated for row in _cytokines(s)], delimiter=";")
    yield RawFile("vendor/ada.csv", [row for s in treated for row in _antibodies(s)])


def _subject(s: Subject) -> Row:
    return {"STUDY": STUDY, "SITE": s.site, "PATIENT": s.patient}


def _soluble_bcma(s: Subject) -> Iterator[Row]:
    """Write one line a sample; dates as the laboratory writes them, month first."""
    chance = Random(f"{SEED} soluble BCMA {s.number}")
    knots = _bcma_course(s, chance)
    drawn = [v for v in visits(s) if v.folder in BCMA_VISITS and (s.number, v.folder) != BY_TELEPHONE]
    for order, visit in enumerate(drawn, start=1):
        value = exp(_between(knots, visit.day if visit.day is not None else -50)) * exp(chance.gauss(0, 0.04))
        yield _subject(s) | {
            "ACCESSION": sample("SB", s, order),
            "VISIT": visit.planned.name,
            "COLLECTION DATE": f"{visit.date:%m/%d/%Y}",
            "TEST": "SBCMA",
            "RESULT": f"{value:.1f}" if value >= BCMA_LLOQ else f"<{BCMA_LLOQ:.1f}",
            "UNITS": "ng/mL",
            "LLOQ": f"{BCMA_LLOQ:.1f}",
        }


def _bcma_course(s: Subject, chance: Random) -> list[tuple[int, float]]:
    """Draw log values at days: level before, at month 1, nadir, and the rise to progression where there was one."""
    start = log(chance.uniform(300, 900) if s.high_burden else chance.uniform(60, 350))
    knots = [(-60, start - 0.1), (0, start)]
    if not s.responder:
        end = max(s.progression or 30, 31)
        return [*knots, (24, start + log(chance.uniform(0.55, 0.95))), (end, start + log(chance.uniform(1.0, 1.6)))]
    deep = s.dose >= 150 and s.number not in SHALLOW
    month = start + log(chance.uniform(0.015, 0.08) if deep else chance.uniform(0.13, 0.4))
    nadir = month + log(chance.uniform(0.25, 0.8))
    knots += [(20, month), (28, month - 0.05)]
    if s.progression is None:
        return [*knots, (90, nadir), (760, nadir + log(chance.uniform(0.8, 1.3)))]
    turn = max(40, s.progression - 70)
    back = start + log(chance.uniform(0.3, 1.1))
    return [*knots, (turn, nadir), (s.progression, back), (s.progression + 60, back + 0.2)]


def _between(knots: Sequence[tuple[int, float]], day: int) -> float:
    """Read a line of straight pieces; beyond its ends it is flat."""
    for (start, first), (stop, second) in pairwise(knots):
        if day <= stop:
            return first + (second - first) * max(0, day - start) / (stop - start)
    return knots[-1][1]


def _cytokines(s: Subject) -> Iterator[Row]:
    """Write one wide line a sample: a rise that peaks between day 1 and 11 and follows the expansion of the cells."""
    chance = Random(f"{SEED} cytokines {s.number}")
    vigor = (profiles()[s.number].cmax / 200_000) ** 0.45
    peak = chance.randrange(2, 9)
    starts = {name: typical * exp(chance.gauss(0, 0.35)) for name, (_, typical, _) in CYTOKINES.items()}
    rises = {name: log(1 + rise * vigor * exp(chance.gauss(0, 0.4))) for name, (_, _, rise) in CYTOKINES.items()}
    for order, visit in enumerate((v for v in visits(s) if v.folder in CYTOKINE_VISITS), start=1):
        shape = _rise(visit, peak)
        yield _subject(s) | {
            "SAMPLE": sample("CY", s, order),
            "VISIT": visit.folder,
            "DRAWN": dmy(visit.date).replace("-", ""),
            "UNIT": "pg/mL",
            **{name: _cytokine(name, starts[name] * exp(rises[name] * shape), chance) for name in CYTOKINES},
            **{f"{name}_LLOQ": f"{lloq:g}" for name, (lloq, _, _) in CYTOKINES.items()},
        }


def _rise(visit: Visit, peak: int) -> float:
    """Give the height at a visit, between 0 before infusion and 1 at the peak; back near 0 in two weeks."""
    day = visit.day or 0
    if day <= 0:
        return 0.0
    return day / peak if day <= peak else exp(-(day - peak) / 5)


def _cytokine(name: str, value: float, chance: Random) -> str:
    lloq = CYTOKINES[name][0]
    measured = value * exp(chance.gauss(0, 0.12))
    return f"{measured:.1f}" if measured >= lloq else f"<{lloq:g}"


def _antibodies(s: Subject) -> Iterator[Row]:
    """Write one line a sample: screening, then confirmation and titer of what is reactive."""
    chance = Random(f"{SEED} antibodies {s.number}")
    induced = False
    for order, visit in enumerate(visits(s), start=1):
        induced = induced or ADA_FROM.get(s.number) == visit.folder
        if visit.folder not in ADA_VISITS:
            continue
        positive = induced or s.number == ADA_AT_BASELINE
        reactive = positive or chance.random() < 0.04
        yield _subject(s) | {
            "SAMPLE": sample("AD", s, order),
            "VISIT": visit.planned.name,
            "DATE": dmy(visit.date).title(),
            "SCREEN": "Reactive" if reactive else "Non-reactive",
            "CONFIRM": ("Positive" if positive else "Negative") if reactive else "",
            "TITER": str(20 * 2 ** chance.randrange(0, 5)) if positive else "",
            "MIN_TITER": "20",
        }
