"""Turn offending rows into an issue: one cause, with each row and its value."""

from __future__ import annotations

from converter.dataset import Frame
from converter.issues import Cell, Issue, Severity, with_cells

PART = ["row", "subject", "value"]


def issue_of(
    offenders: Frame,
    *,
    rule: str,
    severity: Severity,
    place: str,
    message: str,
    variable: str = "",
    hint: str = "",
) -> Issue:
    """Give the issue of offending rows, one cell for each row and value, in row order.

    `offenders` has the columns `row` (number in the place, 0 where there is none), `subject` (blank where there is
    none), `value` (text) and, where something else was written, `written`.
    """
    once = offenders.drop_duplicates(PART)
    written = once["written"] if "written" in once else [""] * len(once)
    cells = map(Cell, once["row"].tolist(), once["subject"], once["value"], written)
    return with_cells(
        Issue(rule=rule, severity=severity, place=place, message=message, variable=variable, hint=hint), cells
    )
