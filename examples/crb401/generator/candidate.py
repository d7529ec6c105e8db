"""The candidate: 33 infused subjects whose dose, response and times meet the printed figures jointly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from examples.crb401.generator.tables import table
from examples.crb401.generator.trial import Best, Cohort, Status

EXPANSION_150 = (6, 8)
EXPANSION_450 = (23, 25)
"""Expansion subjects beyond the 450 group with BCMA below 50 %: the family k = 0 of paper_figures.yaml."""


@dataclass(frozen=True)
class Outcome:
    """One row of candidate_tte.csv, with the cohort that the paper leaves open filled in."""

    number: int
    cohort: Cohort
    dose: int
    low_bcma: bool
    bor: Best
    status: Status
    ttr: int | None
    pfs: int
    dor: int | None
    censored: bool
    fu: int


def outcomes() -> tuple[Outcome, ...]:
    """Read the candidate's 33 rows; cohort by dose by BCMA as paper_figures.yaml infers it (k = 0)."""
    return tuple(_outcome(row) for row in table("candidate_tte.csv"))


def _outcome(row: Mapping[str, str]) -> Outcome:
    number = int(row["id"])
    low = row["bcma_col"] == "<50" or number in EXPANSION_150
    return Outcome(
        number=number,
        cohort="EXPANSION" if low or number in EXPANSION_450 else "ESCALATION",
        dose=int(row["dose"]),
        low_bcma=low,
        bor=cast("Best", row["bor"]),
        status=cast("Status", row["status"]),
        ttr=int(row["ttr_aval_days"]) if row["ttr_aval_days"] else None,
        pfs=int(row["pfs_aval_days"]),
        dor=int(row["dor_aval_days"]) if row["dor_aval_days"] else None,
        censored=row["pfs_cnsr"] == "1",
        fu=int(row["fu_days"]),
    )
