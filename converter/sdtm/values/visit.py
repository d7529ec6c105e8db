"""Visit names from the visit table."""

from __future__ import annotations

from converter.compute.terms.terms import recognise
from converter.dataset import Frame
from converter.spec.study import Study
from converter.steps import Column, Finding, Mapped


def visit(rows: Frame, *, column: Column, study: Study) -> Mapped:
    """Visit name of the study's visit table for the collected visit.

    `rows` has the raw text column. Unscheduled visits get the study's name for them; an unknown name is kept and
    reported as `visit-unknown`.
    """
    collected = rows[column].str.strip()
    found = recognise(collected, None, visit_names(study)).terms
    unknown = found.isna()
    values = found.where(~unknown, collected).astype("str")
    if not unknown.any():
        return Mapped(values)
    finding = Finding(
        rule="visit-unknown",
        severity="error",
        rows=collected.index[unknown],
        values=collected[unknown],
        message="the visit table does not know this visit",
        written="kept as collected",
        hint="add it to visits: with raw:, or to unscheduled:",
    )
    return Mapped(values, (finding,))


def visit_names(study: Study) -> dict[str, str]:
    """Give the visit name of every text that the visit table knows."""
    names = dict.fromkeys(study.unscheduled.raw, study.unscheduled.name)
    for planned in study.visits:
        names |= dict.fromkeys((planned.name, *planned.raw), planned.name)
    return names
