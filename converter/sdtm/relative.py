"""--STRF and --ENRF: a date relative to the subject's reference period."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.iso8601 import certainly_before, date_part
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
    dates = date_part(rows[date])
    first = date_part(subject_value(rows, datasets, start))
    last = date_part(subject_value(rows, datasets, end))
    before = certainly_before(dates, first)
    after = certainly_before(last, dates)
    during = _on_or_after(dates, first) & _on_or_after(last, dates)
    answer = pd.Series("", index=rows.index, dtype="str")
    return answer.mask(during, "DURING").mask(before, "BEFORE").mask(after, "AFTER")


def _on_or_after(dates: pd.Series, others: pd.Series) -> pd.Series:
    return certainly_before(others, dates) | ((dates == others) & (dates.str.len() == 10))  # noqa: PLR2004 - a full date
