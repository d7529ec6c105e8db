"""Bone marrow: procedures, plasma cells and clonality, BCMA and CD138 by central pathology, FISH, tumor burden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random

from examples.crb401.generator.clone import clone
from examples.crb401.generator.course import COMPLETE, Assessment, assessed, course
from examples.crb401.generator.forms import RawFile, Row, dmy, edc_planned, edc_visit, twins, unknown_day
from examples.crb401.generator.trial import SEED, STUDY, Subject
from examples.crb401.generator.visits import SCREENING, Visit

SCHEDULED = ("D14", "M1", "M3", "M6", "M12", "M18", "M24")
MARROW_KEPT = 27
"""The subject whose plasma cells stay at 5 % or more although immunofixation is negative: no complete response."""
CLONAL_CELLS_KEPT = 31
"""The subject whose complete response is not stringent because clonal cells are left."""
SLOW = (9, 16, 17, 19)
"""Responders whose marrow is not clear on Day 14 (the others are)."""
DRY_TAP = (10, 25)
"""Subjects without a screening aspirate and without central CD138: burden is taken from the source record."""
NO_CENTRAL_CD138 = (3, 7, 13, 26)
"""Subjects whose core was too small for CD138 after BCMA: burden is taken from the local plasma cells."""
DISCORDANT = (20, 28)
"""Subjects whose local plasma cells would say otherwise than the central CD138, which counts."""
DAY_UNKNOWN = (5, 19)
"""Subjects whose FISH is dated by month only."""
CLONAL = {"kappa": "9:1", "lambda": "1:6"}
"""Kappa to lambda of plasma cells where a clone is left, by its light chain; without one between 1:2 and 4:1."""
PROBES = ("del(17p)", "t(4;14)", "t(14;16)", "gain(1q)", "t(11;14)", "del(13q)")
HIGH_RISK = PROBES[:3]


@dataclass(frozen=True)
class Marrow:
    """One bone marrow examination: plasma cells in per cent (None: dry tap), and clonality where a core was stained."""

    visit: Visit
    cells: int | None
    biopsy: bool
    clonality: str = ""


@cache
def marrows(subject: Subject) -> tuple[Marrow, ...]:
    """Give the examinations of a subject: at screening, by schedule, and where a complete response needs one."""
    chance = Random(f"{SEED} marrow {subject.number}")
    screening = [v for v in assessed(subject) if v.folder == "SCR" or (v.folder == "BL" and subject.bridging)]
    made = [Marrow(v, _at_screening(subject, v, chance), biopsy=v.folder == "SCR") for v in screening]
    steps = course(subject) if subject.infusion else ()
    seen: set[str] = set()
    for step in steps:
        new = step.response in COMPLETE - seen
        seen.add(step.response)
        if step.measured and (step.folder in SCHEDULED or new):
            made.append(_after(subject, step, chance))
    return tuple(made)


def _at_screening(subject: Subject, visit: Visit, chance: Random) -> int | None:
    if subject.number in DRY_TAP and visit.folder == "SCR":
        return None
    high = subject.high_burden != (subject.number in DISCORDANT)
    return chance.randrange(55, 91) if high else chance.randrange(8, 42)


def _after(subject: Subject, step: Assessment, chance: Random) -> Marrow:
    stained = step.response == "sCR" or (step.response == "CR" and subject.number == CLONAL_CELLS_KEPT)
    return Marrow(
        step.visit,
        _cells(subject, step, chance),
        biopsy=stained or chance.random() < 0.4,
        clonality=_clonality(subject, step, chance) if stained else "",
    )


def _cells(subject: Subject, step: Assessment, chance: Random) -> int:
    """Draw plasma cells; they fall before the M-protein does, in most responders under 5 % from Day 14."""
    if step.response == "PD":
        return chance.randrange(12, 70)
    if subject.number == MARROW_KEPT:
        return chance.randrange(6, 10)
    if step.complete:
        return chance.randrange(4)
    if subject.responder and subject.dose > 50 and (subject.number not in SLOW or step.day > 80):
        return chance.randrange(5)
    return chance.randrange(8, 30)


def _clonality(subject: Subject, step: Assessment, chance: Random) -> str:
    """Draw kappa to lambda among at least 100 plasma cells: between 1:2 and 4:1 no clone is seen."""
    if step.response == "sCR":
        return chance.choice(("1:1", "2:1", "3:1", "1.5:1"))
    return CLONAL[clone(subject).light]


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} pathology")
    yield RawFile("edc/bma.csv", [_examination(s, m) for s in subjects for m in marrows(s)])
    yield RawFile("edc/fish.csv", [row for s in subjects for row in _fish(s, chance)])
    stained = {s.number: _cd138(s, chance) for s in subjects}
    yield RawFile(
        "vendor/ihc.csv", [row for s in subjects for row in _pathology(s, stained[s.number], chance)], delimiter=";"
    )
    burden = [_burden(s, stained[s.number]) for s in subjects]
    yield RawFile("vendor/tumor_burden.xlsx", burden, sheet="Adjudicated burden")


def _examination(s: Subject, marrow: Marrow) -> Row:
    if not marrow.clonality:
        seen = ""
    elif marrow.clonality in CLONAL.values():
        seen = f"{clone(s).light.capitalize()} clonal plasma cells present"
    else:
        seen = "No clonal plasma cells"
    return edc_visit(s, "Bone Marrow Examination", marrow.visit) | {
        "BMPERF": "Yes",
        "BMDAT": dmy(marrow.visit.date),
        "BMASP": "Yes",
        "BMBX": "Yes" if marrow.biopsy else "No",
        "BMSITE": "Left posterior iliac crest" if s.number % 3 == 0 else "Right posterior iliac crest",
        "BMADEQ": "Yes" if marrow.cells is not None else "No",
        "BMPC": "" if marrow.cells is None else str(marrow.cells),
        "BMPCU": "" if marrow.cells is None else "%",
        "BMREAS": "Dry tap" if marrow.cells is None else "",
        "BMIHC": "Yes" if marrow.clonality else "No",
        "BMKL": marrow.clonality,
        "BMCLON": seen,
        "BMCOUNT": "" if not marrow.clonality else str(100 + 10 * (s.number % 7)),
    }


def _cd138(s: Subject, chance: Random) -> int | None:
    """Draw the per cent of CD138-positive cells in the core; None where the core was too small."""
    if s.number in (*NO_CENTRAL_CD138, *DRY_TAP):
        return None
    return chance.randrange(55, 96) if s.high_burden else chance.randrange(9, 46)


def _pathology(s: Subject, cd138: int | None, chance: Random) -> Iterator[Row]:
    """Give BCMA and CD138 staining of the screening core, as the central pathology reports them."""
    received = 2 + chance.randrange(3)
    block = f"BX{chance.randrange(10000, 99999)}"
    for marker, value, population in (
        ("BCMA", s.bcma, "CD138+ plasma cells"),
        ("CD138", cd138, "nucleated marrow cells"),
    ):
        yield {
            "Protocol": STUDY,
            "Site No": s.site,
            "Patient No": s.patient,
            "Block": block,
            "Specimen": "Bone marrow core biopsy",
            "Collected": s.screening.isoformat(),
            "Marker": marker,
            "Population": population,
            "Percent positive": "" if value is None else str(value),
            "Intensity": "" if value is None else chance.choice(("1+", "2+", "3+")) if marker == "BCMA" else "3+",
            "Evaluable": "Yes" if value is not None else "No",
            "Comment": "" if value is not None else "Insufficient tissue after BCMA staining",
            "Days to receipt": str(received),
        }


def _fish(s: Subject, chance: Random) -> Iterator[Row]:
    """Give local FISH results: high risk has at least one of the first three probes, the others none of them."""
    found = set(chance.sample(HIGH_RISK, 1 + (chance.random() < 0.25))) if s.high_risk else set()
    found |= {probe for probe, share in zip(PROBES[3:], (0.4, 0.2, 0.35), strict=True) if chance.random() < share}
    typed = unknown_day(s.screening) if s.number in DAY_UNKNOWN else dmy(s.screening)
    for position, probe in enumerate(PROBES, start=1):
        done = probe not in PROBES[4:] or s.number % 4 != 1
        result = "Not done" if not done else "Detected" if probe in found else "Not detected"
        yield edc_planned(s, "Cytogenetics (FISH)", SCREENING, position) | {
            **twins("FISHDAT", typed),
            "FISHPROB": probe,
            "FISHRES": result,
            "FISHPCT": str(chance.randrange(12, 95)) if result == "Detected" else "",
            "FISHREAS": "" if done else "Probe not on the local panel",
        }


def _burden(s: Subject, cd138: int | None) -> Row:
    """Adjudicate tumor burden: central CD138, else the local plasma cells, else the source record."""
    local = marrows(s)[0].cells
    source = ""
    if cd138 is not None:
        tier = "1 - Central CD138"
    elif local is not None:
        tier = "2 - Local plasma cells"
    else:
        tier = "3 - Source record"
        source = "Marrow replaced, about 70 %" if s.high_burden else "About 20 % plasma cells"
    return {
        "Study": STUDY,
        "Site": s.site,
        "Patient": s.patient,
        "Central CD138 (%)": "" if cd138 is None else str(cd138),
        "Local plasma cells (%)": "" if local is None else str(local),
        "Source record": source,
        "Adjudicated burden": "HIGH" if s.high_burden else "LOW",
        "Tier used": tier,
        "Adjudicated on": (s.apheresis + timedelta(days=9)).strftime("%d.%m.%Y"),
    }
