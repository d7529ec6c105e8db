"""--LOBXFL and --BLFL: the last result before a reference date."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.subject import holds, subject_value
from converter.compute.dates.iso8601 import is_complete_date
from converter.compute.dates.span import certainly_before, surely_last
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Variable


def last_before(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    date: Variable = "--DTC",
    result: Variable = "--STRESC",
    reference: Variable = "DM.RFXSTDTC",
    by: tuple[Variable, ...] = ("--TESTCD",),
    where: Condition | None = None,
) -> pd.Series:
    """Set to Y on the subject's last filled {result} on or before {reference}, for each {by}.

    `rows` has USUBJID and ISO 8601 dates; times count to the precision both have, without one the day of reference
    counts as before. A missing result is none. Among records of one date the last in source order is taken (SDTMIG 3.4,
    4.5.9 defines --LOBXFL; the day-of-reference rule is a convention of ours).
    """
    limit = subject_value(rows, datasets, reference)
    candidate = _on_or_before(rows[date], limit) & ~is_missing(rows[result]) & holds(where, rows, datasets)
    groups = rows.loc[candidate, ["USUBJID", *by]].loc[surely_last(rows.loc[candidate, date])]
    last = groups.index[~groups.duplicated(keep="last")]
    return flagged(pd.Series(rows.index.isin(last), index=rows.index))


def _on_or_before(dates: pd.Series, limit: pd.Series) -> pd.Series:
    both = is_complete_date(dates) & is_complete_date(limit)
    return both & ~certainly_before(limit, dates)
