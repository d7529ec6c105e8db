"""Turn offending rows into an issue: one cause, with each row and its value."""

from __future__ import annotations

import pandas as pd

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
    written = _shared(once["written"]) if "written" in once else [""] * len(once)
    cells = map(Cell, once["row"].tolist(), _shared(once["subject"]), _shared(once["value"]), written)
    return with_cells(
        Issue(rule=rule, severity=severity, place=place, message=message, variable=variable, hint=hint), cells
    )


def _shared(values: pd.Series) -> list[str]:
    """Give texts as a list in which equal ones are one object: a million rows repeat few of them."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    texts = [str(text) for text in distinct]
    return [texts[code] for code in codes]
