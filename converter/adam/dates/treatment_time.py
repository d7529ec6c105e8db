"""When records lie, seen from the treatment of their subject; partial dates by the days that they may have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.compute.conditions.subject import subject_value
from converter.compute.dates.imputed import possible_days
from converter.dataset import Frame

DAY, HOUR, MINUTE = 86_400.0, 3_600.0, 60.0
DATETIME = "DTM"
"""What the name of a variable with a date and a time ends with (ADaMIG 1.3, 3.1.2)."""
TIME_FLAG = "TMF"
LASTING = {"H": DAY, "M": HOUR, "S": MINUTE}
"""The seconds that a time leaves open, by what its imputation flag says is imputed (ADaMIG 1.3, 3.2.4)."""


@dataclass(frozen=True)
class Dates:
    """The variables with the dates of a record, SAS dates or datetimes (--DTM), and with their imputation flags."""

    start: str
    start_flag: str | None
    end: str | None
    end_flag: str | None


@dataclass(frozen=True)
class Moment:
    """A SAS date or, `timed`, a datetime of each record: the first and the last that it may have been."""

    first: pd.Series
    last: pd.Series
    timed: bool

    def days(self) -> Moment:
        """Give the days."""
        return Moment(np.floor(self.first / DAY), np.floor(self.last / DAY), timed=False) if self.timed else self

    def surely_after(self, other: Moment, window: int = 0) -> pd.Series:
        """Tell where it is after the other one and so many days, whatever both may have been; in days if one is."""
        if self.timed and other.timed:
            return self.first > other.last + window * DAY
        return self.days().first > other.days().last + window


@dataclass(frozen=True)
class Timing:
    """What is true of each record, as masks.

    `since` it may have started on or after the start of treatment, `in_time` not too late after the end of it;
    `earlier` it started before, `over` it ended before; `undated` nothing says when it started; `first_day` it surely
    started on the first day of treatment.
    """

    since: pd.Series
    in_time: pd.Series
    earlier: pd.Series
    over: pd.Series
    undated: pd.Series
    first_day: pd.Series


def timing(
    rows: Frame, datasets: Mapping[str, Frame], dates: Dates, begin: str, until: str | None, window: int
) -> Timing:
    """Compare the dates of records with `begin` and `until`, SAS dates of the rows or of the subject ('ADSL.TRTSDT').

    The time of day counts where both are datetimes (TRTSDTM). Without treatment no mask holds but `in_time`; without
    `until` treatment goes on. A record without end goes on.
    """
    start = _possible(rows, dates.start, dates.start_flag)
    treated = _certain(subject_value(rows, datasets, begin), begin)
    nothing = pd.Series(data=False, index=rows.index)
    late = start.surely_after(_certain(subject_value(rows, datasets, until), until), window) if until else nothing
    over = treated.surely_after(_possible(rows, dates.end, dates.end_flag)) if dates.end else nothing
    earlier = treated.surely_after(start)
    known = start.first.notna() & treated.first.notna()
    day, first_day = start.days(), treated.days().first
    return Timing(
        since=known & ~earlier,
        in_time=~late,
        earlier=earlier,
        over=over,
        undated=start.first.isna() & treated.first.notna() & ~over,
        first_day=(day.first == first_day) & (day.last == first_day),
    )


def _certain(values: pd.Series, name: str) -> Moment:
    return Moment(values, values, timed=name.endswith(DATETIME))


def _possible(rows: Frame, name: str, flag: str | None) -> Moment:
    """Give what a date may have been, by its flag; a datetime by the flag of its time (--TMF), or of its date."""
    values, flags = rows[name], None if flag is None else rows[flag]
    if not name.endswith(DATETIME):
        first, last = possible_days(values, flags)
        return Moment(first, last, timed=False)
    if flags is None:
        return _certain(values, name)
    if flag is not None and flag.endswith(TIME_FLAG):
        lasting = flags.map(LASTING).astype("float64")
        first = (np.floor(values / lasting) * lasting).where(lasting.notna(), values)
        return Moment(first, (first + lasting - 1).where(lasting.notna(), values), timed=True)
    first, last = possible_days(np.floor(values / DAY), flags)
    guessed = flags != ""
    return Moment(values.mask(guessed, first * DAY), values.mask(guessed, last * DAY + DAY - 1), timed=True)
