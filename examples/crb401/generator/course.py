"""The course of each subject's disease: the response that the measurements of each assessment shall give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from examples.crb401.generator.trial import SEED, Subject
from examples.crb401.generator.visits import Visit, anchor_days, visits

Response = Literal["sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE", "NOT DONE"]
"""Response at one time point before confirmation (IMWG 2016); NE: no evaluable sample; NOT DONE: visit not held."""

Measurable = Literal["SERUM", "URINE", "BOTH", "FLC"]
LADDER: tuple[Response, ...] = ("PR", "VGPR", "CR", "sCR")
COMPLETE: frozenset[Response] = frozenset({"CR", "sCR"})
FIRST_DAY = 14
"""The day of the first disease assessment after the infusion."""

MEASURABLE: dict[int, Measurable] = {
    **dict.fromkeys((5, 18, 20, 24, 30), "URINE"),
    **dict.fromkeys((9, 10, 12, 26), "BOTH"),
    **dict.fromkeys((3, 6, 14, 15, 22, 29, 33), "FLC"),
}
"""What is measurable at baseline, by subject number (drawn); all others have a serum M-protein alone."""

LATE_CLEARANCE = (7, 21)
"""The two whose serum M-protein is not detectable first at the Month 9 visit."""

IMAGING = {
    11: "new plasmacytoma",
    14: "new bone lesion",
    17: "new plasmacytoma",
    18: "new plasmacytoma",
    19: "growth",
    26: "new plasmacytoma",
}
"""Progression first seen on imaging, by subject number; 14, 17, 18 progressed too late for a second test."""

BY_TELEPHONE = (33, "M5")
IN_INTENSIVE_CARE = (11, "D14")
"""The two visits, by subject number and visit, at which no sample was taken (drawn); every part keeps to them."""

NOT_EVALUABLE = {(9, "M15"): "Samples lost in transit", BY_TELEPHONE: "Samples not collected: visit held by telephone"}
"""Assessments without any sample; neither stands beside a first response or a progression."""

NOT_DONE = {IN_INTENSIVE_CARE: "Subject in intensive care for another reason"}
"""Assessments that were not held: the subject whose best response is progression has no earlier assessment."""

MINIMAL_FIRST = (4, 17, 25, 31, 32)
"""Subjects (serum M-protein alone, no plasmacytoma) with a minimal response before the first partial response."""
UNCONFIRMED_MINIMAL = 30
"""A subject with stable disease and one minimal response that the next assessment did not confirm."""

DEEPENING = {"VGPR": 30, "CR": 75, "sCR": 120}
"""Days from the first response to each deeper one, before a drawn pace."""

DISAGREEMENTS: dict[tuple[int, str], tuple[Response, str]] = {
    (23, "M4"): (
        "VGPR",
        "No marrow at this visit; the investigator waited for it, the rules carry the last one forward",
    ),
    (8, "M5"): (
        "CR",
        "The investigator had no clonality result yet and called the stringent response at the next visit",
    ),
    (17, "M4"): ("PR", "Fall of the M-protein counted from screening, not from the baseline after bridging"),
    (9, "M6"): (
        "VGPR",
        "The investigator relied on free light chains, which do not count beside a measurable M-protein",
    ),
    (10, "M2"): ("MR", "Fall of the free light chains, which do not count beside a measurable M-protein"),
}
"""Where the investigator's response differs from the measurements, by subject number and visit, with the reason.

None moves a printed figure: figures follow from the measurements, and even by the investigator's responses no best
response, first response or progression would change.
"""


@dataclass(frozen=True)
class Assessment:
    """One disease assessment after the infusion, and the response that its measurements shall give."""

    visit: Visit
    day: int
    response: Response

    @property
    def folder(self) -> str:
        """The visit's folder code."""
        return self.visit.folder

    @property
    def measured(self) -> bool:
        """Whether there are samples that can be evaluated."""
        return self.response not in {"NE", "NOT DONE"}

    @property
    def complete(self) -> bool:
        """A complete response, stringent or not."""
        return self.response in COMPLETE


def assessed(subject: Subject) -> tuple[Visit, ...]:
    """Give the visits with a disease assessment, screening and baseline among them.

    A first response may fall on a visit that has no planned assessment (Week 6): the subject had one there.
    """
    anchors = () if subject.infusion is None else anchor_days(subject)
    return tuple(v for v in visits(subject) if v.planned.disease or v.day in anchors)


def course(subject: Subject) -> tuple[Assessment, ...]:
    """Give the assessments from Day 14 on with their responses, so that the confirmed course is the subject's own.

    Confirmed best response, first confirmed response and first progression follow from them by the rule of two
    consecutive assessments (KUMAR).
    """
    later = [v for v in assessed(subject) if v.day is not None and v.day >= FIRST_DAY]
    responding = [v for v in later if _responds(subject, v)]
    depth = dict(zip((_day(v) for v in responding), _deepening(subject, responding), strict=True))
    return tuple(Assessment(v, _day(v), _response(subject, v, depth)) for v in later)


def _day(visit: Visit) -> int:
    return -1 if visit.day is None else visit.day


def _responds(subject: Subject, visit: Visit) -> bool:
    """Tell whether the visit lies between the first response and progression."""
    if subject.ttr is None or _day(visit) < subject.ttr - 1:
        return False
    return subject.progression is None or _day(visit) < subject.progression


def _response(subject: Subject, visit: Visit, depth: dict[int, Response]) -> Response:
    key = (subject.number, visit.folder)
    if key in NOT_DONE:
        return "NOT DONE"
    if key in NOT_EVALUABLE:
        return "NE"
    if subject.progression is not None and _day(visit) >= subject.progression:
        return "PD"
    return depth.get(_day(visit)) or _before_response(subject, visit)


def _before_response(subject: Subject, visit: Visit) -> Response:
    """Give stable disease, in a few minimal response; without a response to come nothing confirms it."""
    last_before = max((_day(v) for v in assessed(subject) if _day(v) < (subject.ttr or 0) - 1), default=None)
    if subject.number in MINIMAL_FIRST and _day(visit) == last_before:
        return "MR"
    return "MR" if subject.number == UNCONFIRMED_MINIMAL and visit.folder == "M1" else "SD"


def _deepening(subject: Subject, responding: Sequence[Visit]) -> list[Response]:
    """Deepen from partial to the best response, which at least the last two assessments show.

    Each level starts at the first assessment after its drawn day, and no later than leaves room for the deeper ones.
    """
    if not responding:
        return []
    top = LADDER.index(subject.bor)
    pace = Random(f"{SEED} course {subject.number}").uniform(0.7, 1.2)
    starts = [0, *(_start(subject, responding, level, top, pace) for level in range(1, top + 1))]
    return [LADDER[max(level for level, start in enumerate(starts) if start <= i)] for i in range(len(responding))]


def _start(subject: Subject, responding: Sequence[Visit], level: int, top: int, pace: float) -> int:
    name = LADDER[level]
    latest = max(0, len(responding) - 2 - (top - level))
    wanted = _day(responding[0]) + DEEPENING[name] * pace
    if subject.number in LATE_CLEARANCE and name in COMPLETE:
        month_9 = next(i for i, v in enumerate(responding) if v.folder == "M9")
        return month_9 + (name == "sCR")
    reached = next((i for i, v in enumerate(responding) if _day(v) >= wanted), latest)
    return min(reached, latest)
