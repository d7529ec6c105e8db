"""When records lie, seen from the treatment of their subject; partial dates by the days that they may have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from converter.compute.imputed import possible_days
from converter.compute.subject import subject_value
from converter.dataset import Frame


@dataclass(frozen=True)
class Dates:
    """The variables with the dates of a record, SAS dates, and with their imputation flags."""

    start: str
    start_flag: str | None
    end: str | None
    end_flag: str | None


@dataclass(frozen=True)
class Timing:
    """What is true of each record: the days it may have started on, and masks.

    `since` it may have started on or after the start of treatment, `in_time` not too late after the end of it;
    `earlier` it started before, `over` it ended before; `undated` nothing says when it started.
    """

    first: pd.Series
    last: pd.Series
    begin: pd.Series
    since: pd.Series
    in_time: pd.Series
    earlier: pd.Series
    over: pd.Series
    undated: pd.Series


def timing(
    rows: Frame, datasets: Mapping[str, Frame], dates: Dates, begin: str, until: str | None, window: int
) -> Timing:
    """Compare the dates of records with `begin` and `until`, SAS dates of the rows or of the subject ('ADSL.TRTSDT').

    Without treatment no mask holds but `in_time`; without `until` treatment goes on. A record without end goes on.
    """
    first, last = _possible(rows, dates.start, dates.start_flag)
    treated = subject_value(rows, datasets, begin)
    nothing = pd.Series(data=False, index=rows.index)
    late = first > subject_value(rows, datasets, until) + window if until else nothing
    over = _possible(rows, dates.end, dates.end_flag)[1] < treated if dates.end else nothing
    return Timing(
        first=first,
        last=last,
        begin=treated,
        since=last >= treated,
        in_time=~late,
        earlier=last < treated,
        over=over,
        undated=first.isna() & treated.notna() & ~over,
    )


def _possible(rows: Frame, date: str, flag: str | None) -> tuple[pd.Series, pd.Series]:
    return possible_days(rows[date], None if flag is None else rows[flag])
