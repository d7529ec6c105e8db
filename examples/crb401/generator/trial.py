"""What every part of the generator knows: the trial's calendar, its sites, and what a synthetic subject is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

STUDY = "CRB-401"
SEED = "CRB-401"
CUTOFF = date(2018, 4, 30)
"""The last day of enrolment that the paper prints; taken as data cut-off (drawn, see README.md)."""

SITES = ("1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009")
AGENTS = ("BTZ", "CFZ", "LEN", "POM", "DARA")

DEATH_AFTER_ASSESSMENT = 25
"""Days between the last assessment and the death: fewer than two intervals, so that the death counts as an event."""

OTHER_THERAPY_AFTER_ASSESSMENT = 8
"""Days between the last assessment and another therapy of the subject who left for it (drawn)."""

Cohort = Literal["ESCALATION", "EXPANSION"]
Best = Literal["sCR", "CR", "VGPR", "PR", "SD", "PD", ""]
"""Confirmed best response; none without an infusion."""
Status = Literal["PD", "ONG", "DSC", "DTH", "NOT INFUSED"]
"""Progressed, response ongoing, left for another therapy, died, never infused."""


@dataclass(frozen=True)
class Subject:
    """One synthetic subject: what was drawn of it before any raw record is written.

    `number` is the row of candidate_tte.csv (34 to 36: never infused). Days count from the infusion, which is day 0.
    `ttr`, `pfs` and `dor` are the candidate's values (date - start + 1 day); `pfs` ends in an event unless `censored`.
    """

    number: int
    site: str
    patient: str
    cohort: Cohort
    dose: int
    actual_dose: int
    infusion: date | None
    consent: date
    screening: date
    apheresis: date
    baseline: date | None
    birth: date
    age: int
    sex: Literal["M", "F"]
    race: str
    ethnic: str
    diagnosis: date
    prior_lines: int
    high_burden: bool
    extramedullary: bool
    bcma: int
    ecog: int
    high_risk: bool
    iss: int
    bridging: bool
    pd_last_line: bool
    dara_last_line: bool
    asct: bool
    exposed: frozenset[str]
    refractory: frozenset[str]
    bor: Best
    status: Status
    ttr: int | None
    pfs: int
    dor: int | None
    censored: bool
    fu: int

    @property
    def key(self) -> str:
        """The subject as the EDC names it, such as 1004-002."""
        return f"{self.site}-{self.patient}"

    @property
    def cells(self) -> str:
        """The identifier of the cells that leukapheresis collected."""
        return f"APH{self.number:03d}"

    @property
    def lot(self) -> str:
        """The lot of the drug product."""
        return f"DP{self.number:03d}"

    @property
    def responder(self) -> bool:
        """A partial response or better."""
        return self.ttr is not None

    @property
    def misdosed(self) -> bool:
        """Infused with another dose than planned."""
        return self.infusion is not None and self.actual_dose != self.dose

    def day(self, number: int) -> date:
        """Give the date of a day, counted from the infusion (day 0)."""
        if self.infusion is None:
            message = f"{self.key} was not infused and has no day {number}"
            raise ValueError(message)
        return self.infusion + timedelta(days=number)

    @property
    def last_day(self) -> int:
        """The last day under observation: the cut-off, or the day of death."""
        return self.pfs - 1 if self.status == "DTH" else self.fu - 1

    @property
    def progression(self) -> int | None:
        """The day on which progression was first seen."""
        return self.pfs - 1 if self.status == "PD" else None

    @property
    def other_therapy(self) -> int:
        """The day on which the subject who left for another therapy began it."""
        return self.last_assessment + OTHER_THERAPY_AFTER_ASSESSMENT

    @property
    def last_assessment(self) -> int:
        """The last day of disease assessment, up to the one that first shows progression."""
        return self.pfs - 1 - (DEATH_AFTER_ASSESSMENT if self.status == "DTH" else 0)


def infused(subjects: Iterable[Subject]) -> list[Subject]:
    """Give those of the subjects who were infused."""
    return [s for s in subjects if s.infusion]
