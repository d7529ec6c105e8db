"""Group offending rows into issues: one for each value, with all its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.dataset import Frame
from converter.issues import Issue, Severity


def issues_by_value(
    offenders: Frame,
    *,
    rule: str,
    severity: Severity,
    place: str,
    message: str,
    variable: str = "",
    written: str = "",
    hint: str = "",
) -> Iterator[Issue]:
    """Give one issue for each distinct `value` of the offenders, with its rows and distinct subjects, in row order.

    `offenders` has the columns `row` (number in the place), `subject` (blank where there is none) and `value` (text).
    """
    for value, group in offenders.groupby("value", sort=False, dropna=False):
        yield Issue(
            rule=rule,
            severity=severity,
            place=place,
            message=message,
            variable=variable,
            value=str(value),
            rows=tuple(dict.fromkeys(map(int, group["row"]))),
            subjects=tuple(str(subject) for subject in pd.unique(group["subject"]) if subject),
            written=written,
            hint=hint,
        )
