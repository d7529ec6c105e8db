"""The visits that each subject had: the schedule, moved so that the assessments that count fall on their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from examples.crb401.generator.trial import Subject


@dataclass(frozen=True)
class Planned:
    """One planned visit: folder code and name of the EDC, day (infusion = 0), window, whether disease is assessed."""

    folder: str
    name: str
    day: int
    before: int = 0
    after: int = 0
    disease: bool = False


INFUSION = Planned("D0", "Day 0 (Infusion)", 0)
SCHEDULE = (
    INFUSION,
    Planned("D1", "Day 1", 1),
    Planned("D2", "Day 2", 2),
    Planned("D3", "Day 3", 3),
    Planned("D4", "Day 4", 4),
    Planned("D7", "Day 7", 7, 1, 1),
    Planned("D9", "Day 9", 9, 1, 1),
    Planned("D11", "Day 11", 11, 1, 1),
    Planned("D14", "Day 14", 14, 2, 2, disease=True),
    Planned("D21", "Day 21", 21, 2, 2),
    Planned("M1", "Month 1", 28, 5, 7, disease=True),
    Planned("W6", "Week 6", 42, 4, 4),
    Planned("M2", "Month 2", 60, 7, 7, disease=True),
    Planned("M3", "Month 3", 90, 10, 7, disease=True),
    Planned("M4", "Month 4", 120, 10, 10, disease=True),
    Planned("M5", "Month 5", 150, 10, 10, disease=True),
    Planned("M6", "Month 6", 182, 14, 14, disease=True),
    Planned("M9", "Month 9", 274, 24, 21, disease=True),
    Planned("M12", "Month 12", 365, 28, 28, disease=True),
    Planned("M15", "Month 15", 456, 35, 28, disease=True),
    Planned("M18", "Month 18", 547, 28, 28, disease=True),
    Planned("M21", "Month 21", 638, 28, 32, disease=True),
    Planned("M24", "Month 24", 730, 60, 28, disease=True),
)
SCREENING = Planned("SCR", "Screening", -55, 15, 10, disease=True)
LEUKAPHERESIS = Planned("APH", "Leukapheresis", -42, 10, 10)
BASELINE = Planned("BL", "Baseline", -7, 1, 1, disease=True)
LYMPHODEPLETION = (
    Planned("LD1", "Lymphodepletion Day -5", -5),
    Planned("LD2", "Lymphodepletion Day -4", -4),
    Planned("LD3", "Lymphodepletion Day -3", -3),
)
CONFIRMED, MIN_CONFIRMED, MAX_CONFIRMED, PD_CONFIRMED = 28, 20, 45, 21
"""Days from a first response to its confirmation (wished, least, most), and from progression to its confirmation."""

UNSCHEDULED = Planned("UNS", "Unscheduled", 0, disease=True)


@dataclass(frozen=True)
class Visit:
    """One visit that took place: the planned one (or UNSCHEDULED), its day (0 = infusion; None if never infused)."""

    planned: Planned
    day: int | None
    date: date

    @property
    def folder(self) -> str:
        """The visit's folder code."""
        return self.planned.folder


def visits(subject: Subject) -> tuple[Visit, ...]:
    """Give the visits of a subject in the order of their dates, from screening to the last on-study visit.

    Visits for disease assessment fall on the subject's anchor days where one lies in their window; anchors outside
    every window are unscheduled visits. After progression only the confirming visit
    follows; survival contacts are no visits.
    """
    if subject.infusion is None or subject.baseline is None:
        return (
            Visit(SCREENING, None, subject.screening),
            Visit(LEUKAPHERESIS, None, subject.apheresis),
        )
    early = [
        Visit(SCREENING, (subject.screening - subject.infusion).days, subject.screening),
        Visit(LEUKAPHERESIS, (subject.apheresis - subject.infusion).days, subject.apheresis),
        Visit(BASELINE, (subject.baseline - subject.infusion).days, subject.baseline),
        *(Visit(planned, planned.day, subject.day(planned.day)) for planned in LYMPHODEPLETION),
    ]
    days = dict(_scheduled(subject))
    late = [Visit(planned, day, subject.day(day)) for day, planned in sorted(days.items())]
    return (*early, *late)


def last_visit(subject: Subject) -> int:
    """Give the day of the last visit, counted from the infusion; 0 for a subject who was not infused."""
    return visits(subject)[-1].day or 0


def _scheduled(subject: Subject) -> list[tuple[int, Planned]]:
    anchors = anchor_days(subject)
    end = max(anchors)
    taken: dict[int, Planned] = {}
    free = set(anchors)
    for planned in SCHEDULE:
        window = range(planned.day - planned.before, planned.day + planned.after + 1)
        mine = sorted((day for day in free if day in window and planned.after), key=lambda day: abs(day - planned.day))
        if mine:
            taken[mine[0]] = planned
            free.discard(mine[0])
        elif planned.day <= end and planned.day not in taken:
            taken[planned.day] = planned
    taken |= dict.fromkeys(free, UNSCHEDULED)
    return list(taken.items())


def anchor_days(subject: Subject) -> tuple[int, ...]:
    """Give the days on which a disease assessment must lie: first response, its confirmation, last or PD, PD confirmed.

    A response is confirmed by the last assessment where that is near, else 28 days later; progression is confirmed 21
    days later where the cut-off allows.
    """
    last = subject.last_assessment
    days = {last}
    if subject.ttr is not None:
        first = subject.ttr - 1
        near = range(first + MIN_CONFIRMED, first + MAX_CONFIRMED + 1)
        days |= {first, last if last in near else first + CONFIRMED}
    if subject.progression is not None and subject.progression + PD_CONFIRMED <= subject.last_day:
        days.add(subject.progression + PD_CONFIRMED)
    return tuple(sorted(days))
