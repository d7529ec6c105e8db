"""Visit names from the visit table."""

from __future__ import annotations

from converter.compute.distinct import by_distinct
from converter.dataset import Frame
from converter.sdtm.recode import recoded
from converter.spec.study import Study
from converter.steps import Column, Finding, Mapped


def visit(rows: Frame, *, column: Column, study: Study) -> Mapped:
    """Visit name of the study's visit table for the collected visit.

    `rows` has the raw text column. Unscheduled visits get the study's name for them; an unknown name is kept and
    reported as `visit-unknown`.
    """
    collected = rows[column].str.strip()
    names = visit_names(study)
    found = by_distinct(collected, lambda distinct: recoded(distinct, names))
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
    """Give the visit name of every text the visit table knows, to the letter and folded; blank for blank."""
    exact = dict.fromkeys(study.unscheduled.raw, study.unscheduled.name)
    for planned in study.visits:
        exact |= dict.fromkeys((planned.name, *planned.raw), planned.name)
    folded = {" ".join(text.casefold().split()): name for text, name in exact.items()}
    return {**folded, **exact, "": ""}
