"""--STRF and --ENRF: a date relative to the subject's reference period."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.iso8601 import is_complete_date
from converter.compute.span import certainly_before
from converter.compute.subject import subject_value
from converter.dataset import Frame
from converter.steps import Variable


def relative_start(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    date: Variable,
    start: Variable = "DM.RFSTDTC",
    end: Variable = "DM.RFENDTC",
) -> pd.Series:
    """BEFORE, DURING or AFTER the reference period from {start} to {end}, judged by {date}.

    `rows` has USUBJID and the ISO 8601 date; blank where a partial date leaves it open (SDTMIG 3.4, 4.4.7).
    """
    return _relative(rows, datasets, date, start, end)


def relative_end(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    date: Variable,
    ongoing: Variable = "",
    start: Variable = "DM.RFSTDTC",
    end: Variable = "DM.RFENDTC",
) -> pd.Series:
    """BEFORE, DURING or AFTER the reference period from {start} to {end}, judged by {date}; AFTER where {ongoing} is Y.

    `rows` has USUBJID, the ISO 8601 date and, if named, the ongoing flag (SDTMIG 3.4, 4.4.7).
    """
    answer = _relative(rows, datasets, date, start, end)
    return answer if not ongoing else answer.mask((rows[ongoing] == "Y") & (rows[date] == ""), "AFTER")


def _relative(rows: Frame, datasets: Mapping[str, Frame], date: str, start: str, end: str) -> pd.Series:
    dates, first, last = rows[date], subject_value(rows, datasets, start), subject_value(rows, datasets, end)
    during = _on_or_after(dates, first) & _on_or_after(last, dates)
    answer = pd.Series("", index=rows.index, dtype="str").mask(during, "DURING")
    return answer.mask(certainly_before(dates, first), "BEFORE").mask(certainly_before(last, dates), "AFTER")


def _on_or_after(dates: pd.Series, others: pd.Series) -> pd.Series:
    """Tell where a date is surely on the other's day or later; times count where both have one."""
    complete = is_complete_date(dates) & is_complete_date(others)
    return certainly_before(others, dates) | (complete & ~certainly_before(dates, others))
