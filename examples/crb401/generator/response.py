"""What the site judges at disease assessments: the investigator's IMWG response, and ECOG performance status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from examples.crb401.generator.course import (
    DISAGREEMENTS,
    IMAGING,
    NOT_DONE,
    NOT_EVALUABLE,
    Assessment,
    assessed,
    course,
)
from examples.crb401.generator.forms import RawFile, Row, dmy, edc_visit
from examples.crb401.generator.marrow import marrows
from examples.crb401.generator.trial import SEED, Subject, infused

NAMES = {
    "sCR": "Stringent Complete Response (sCR)", "CR": "Complete Response (CR)",
    "VGPR": "Very Good Partial Response (VGPR)", "PR": "Partial Response (PR)", "MR": "Minimal Response (MR)",
    "SD": "Stable Disease (SD)", "PD": "Progressive Disease (PD)", "NE": "Not Evaluable (NE)",
}  # fmt: skip
ECOG = {
    0: "Fully active, able to carry on all pre-disease performance without restriction",
    1: "Restricted in physically strenuous activity but ambulatory and able to carry out work of a light or sedentary "
    "nature, e.g., light house work, office work",
    2: "Ambulatory and capable of all selfcare but unable to carry out any work activities. Up and about more than 50% "
    "of waking hours",
}
ELIGIBLE = 1
"""The highest ECOG status at screening; two subjects had 2 at baseline, as Table 1 shows."""
CLINICAL = (2, 30)
"""Subjects whose progression was clinical too (new bone pain, rising calcium)."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    yield RawFile("edc/rs.csv", [_response(s, step) for s in infused(subjects) for step in course(s)])
    yield RawFile("edc/ecog.csv", [row for s in subjects for row in _status(s)])


def _response(s: Subject, step: Assessment) -> Row:
    key = (s.number, step.folder)
    done = step.response != "NOT DONE"
    judged, _ = DISAGREEMENTS.get(key, (step.response, ""))
    return edc_visit(s, "Response Assessment (IMWG)", step.visit) | {
        "RSPERF": "Yes" if done else "No",
        "RSREASND": NOT_DONE.get(key, ""),
        "RSDAT": dmy(step.visit.date) if done else "",
        "RSRESP": NAMES.get(judged, ""),
        "RSRESP_STD": judged if done else "",
        **_progression(s, step),
        "RSNE": NOT_EVALUABLE.get(key, ""),
    }


def _progression(s: Subject, step: Assessment) -> Row:
    """Tick the reasons of progression: blood or urine, imaging, marrow, clinical signs."""
    first = step.day == s.progression
    imaging = first and s.number in IMAGING
    marrow = any(m.visit == step.visit and (m.cells or 0) >= 10 for m in marrows(s))
    ticked = {
        "PDBIOC": not imaging,
        "PDIMG": imaging,
        "PDMAR": marrow,
        "PDCLIN": first and s.number in CLINICAL,
    }
    return {name: "Yes" if step.response == "PD" and yes else "" for name, yes in ticked.items()}


def _status(s: Subject) -> Iterator[Row]:
    """Give ECOG at screening, baseline and each assessment: worse soon after the infusion, better in response."""
    chance = Random(f"{SEED} ecog {s.number}")
    not_done = {step.folder for step in course(s) if step.response == "NOT DONE"} if s.infusion else set()
    for visit in assessed(s):
        if visit.folder in not_done:
            continue
        grade = s.ecog
        if visit.folder == "SCR":
            grade = min(s.ecog, ELIGIBLE)
        elif visit.day is not None and visit.day >= 0:
            grade = _later(s, visit.day, chance)
        yield edc_visit(s, "ECOG Performance Status", visit) | {
            "ECOGDAT": dmy(visit.date),
            "ECOG": ECOG[grade],
            "ECOG_STD": str(grade),
        }


def _later(s: Subject, day: int, chance: Random) -> int:
    worse = day < 20 or (s.progression is not None and day >= s.progression)
    shift = chance.random() < 0.45
    if worse:
        return min(2, s.ecog + shift)
    return max(0, s.ecog - shift) if s.responder else s.ecog
