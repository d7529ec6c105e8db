"""--STRF and --ENRF: a date relative to the subject's reference period."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.subject import subject_value
from converter.compute.dates.span import certainly_before, surely_on_or_before
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
    during = surely_on_or_before(first, dates) & surely_on_or_before(dates, last)
    answer = pd.Series("", index=rows.index, dtype="str").mask(during, "DURING")
    return answer.mask(certainly_before(dates, first), "BEFORE").mask(certainly_before(last, dates), "AFTER")
