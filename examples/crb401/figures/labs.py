"""Recovery of neutrophils and platelets, from the exports of the three laboratories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from examples.crb401.figures.raw import Raw
from examples.crb401.figures.read import dated, number_or_limit
from examples.crb401.figures.summary import DAYS_A_WEEK, percent, shown
from examples.crb401.figures.survival import median

NEUTROPHILS, PLATELETS = "neutrophils", "platelets"
LIMIT = {NEUTROPHILS: 1.0, PLATELETS: 50.0}
"""Below it CTCAE 4.03 grades 3 (10^9/L); at or above it the lineage has recovered (PAPER)."""
MONTH_1 = 30
CENTRAL = {"NEUT#": NEUTROPHILS, "PLT": PLATELETS}
LOCAL_1 = {"ANC (K/uL)": NEUTROPHILS, "PLT (K/uL)": PLATELETS}
LOCAL_2 = {"Neut abs": NEUTROPHILS, "Plt": PLATELETS}
PER_LITER = {"10^9/L": 1.0, "K/uL": 1.0, "10³/µL": 1.0, "/µL": 0.001}
"""Factors to 10^9/L by unit; a value in another unit is not taken."""


class Count(NamedTuple):
    """One count: subject, lineage, day (infusion = 0), value in 10^9/L."""

    subject: str
    lineage: str
    day: int
    value: float


def figures(raw: Raw) -> dict[str, object]:
    """Give the figures of the text on recovery, by their path in paper_figures.yaml."""
    counts = pd.DataFrame(list(_counts(raw)), columns=list(Count._fields))
    made: dict[str, object] = {}
    for lineage, share, time in (
        (NEUTROPHILS, "anc_ge_1000_mm3", "time_to_anc_1000_weeks"),
        (PLATELETS, "plt_ge_50000_mm3", "time_to_plt_50k_weeks"),
    ):
        times = list(_times(counts[counts["lineage"] == lineage], LIMIT[lineage]))
        early = sum(1 for day, recovered in times if recovered and day <= MONTH_1)
        weeks = median([(day / DAYS_A_WEEK, recovered) for day, recovered in times])
        made[f"safety_text.cytopenia_recovery_by_month1_pct.{share}"] = percent(early, len(times))
        made[f"safety_text.{time}.median"] = shown(weeks.value)
        made[f"safety_text.{time}.ci"] = [shown(weeks.low), shown(weeks.high)]
    return made


def _times(counts: pd.DataFrame, limit: float) -> Iterator[tuple[int, bool]]:
    """Give day and event of each subject with a count of grade 3 or 4 after the infusion.

    The event is the first value at or above the limit after the first one below it; without one the subject is censored
    at the last count (drawn: the paper does not print the rule).
    """
    for _, own in counts[counts["day"] >= 0].sort_values("day").groupby("subject"):
        low = own.loc[own["value"] < limit, "day"]
        if low.empty:
            continue
        back = own.loc[(own["day"] > low.iloc[0]) & (own["value"] >= limit), "day"]
        yield (int(own["day"].iloc[-1]), False) if back.empty else (int(back.iloc[0]), True)


def _counts(raw: Raw) -> Iterator[Count]:
    for subject, lineage, taken, text, unit in _results(raw):
        value, infusion = number_or_limit(text), raw.infusion.get(subject)
        if infusion and taken and value is not None and unit in PER_LITER:
            yield Count(subject, lineage, (taken - infusion).days, value * PER_LITER[unit])


def _results(raw: Raw) -> Iterator[tuple[str, str, date | None, str, str]]:
    """Give subject, lineage, date, result and unit of each count of the three files."""
    central = raw.table("lab/central.csv")
    yield from _long(central, CENTRAL, ("TEST", "COLLECTED", "RESULT", "UNIT"), "%Y-%m-%d")
    mixed = raw.table("lab/local_2.txt")
    yield from _long(mixed, LOCAL_2, ("Test", "CollDate", "Result", "Units"), "%d%b%Y")
    wide = raw.table("lab/local_1.csv")
    for column, lineage in LOCAL_1.items():
        for subject, taken, text in zip(wide["Subject"], wide["Collection Date"], wide[column], strict=True):
            yield subject, lineage, dated(taken, "%m/%d/%Y"), text, "K/uL"


def _long(
    rows: pd.DataFrame, tests: dict[str, str], names: Iterable[str], form: str
) -> Iterator[tuple[str, str, date | None, str, str]]:
    """Take the counts from a file with one row a result."""
    columns = [rows["Subject"], *(rows[name] for name in names)]
    for subject, test, taken, text, unit in zip(*columns, strict=True):
        if test in tests:
            yield subject, tests[test], dated(taken, form), text, unit
