"""What a partial or imputed date may be: the first and last day that its text, or its imputation flag, leaves open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from converter.compute.dates.sas_date import EPOCH, completed, iso_date, sas_date
from converter.compute.dates.span import DAY, spans

KNOWN = {"D": len("2016-02"), "M": len("2016")}
"""How much of a date is known, by its imputation flag (ADaMIG 1.3, 3.2.4)."""
_DAY_OF_NO_MONTH = r"^[0-9]{4}---([0-9]{2})"


def possible_days(dates: pd.Series, flags: pd.Series | None) -> tuple[pd.Series, pd.Series]:
    """Give the first and the last day that each SAS date may have been.

    Flag D leaves the day of the month open, M the day of the year; without a flag it is the date itself. A year that is
    not known (Y) leaves everything open: both are missing, as of a missing date.
    """
    if flags is None:
        return dates, dates
    imputed = dates[flags.isin([*KNOWN, "Y"])]  # the others need no text
    text = iso_date(imputed).mask(flags[imputed.index] == "Y", "")
    for flag, size in KNOWN.items():
        text = text.mask(flags[imputed.index] == flag, text.str.slice(0, size))
    first, last = (sas_date(completed(text, which)).reindex(dates.index) for which in ("first", "last"))
    certain = ~dates.index.isin(imputed.index)
    return first.mask(certain, dates), last.mask(certain, dates)


def open_days(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the first and the last SAS date that ISO 8601 text may mean, on the calendar of the clock that it shows.

    Both are missing where the year is not known, or the text is no ISO 8601 date.
    """
    read = spans(text)
    return np.floor(read.begin / DAY) - EPOCH, np.ceil(read.end / DAY) - 1 - EPOCH


def may_be(days: pd.Series, text: pd.Series) -> pd.Series:
    """Tell where a SAS date is one of those that ISO 8601 text may mean; a day that the text knows must be its day."""
    first, last = open_days(text)
    known = text.str.extract(_DAY_OF_NO_MONTH, expand=False)
    return days.between(first, last) & (known.isna() | (iso_date(days).str.slice(start=-2) == known))


def imputation_flag(first: pd.Series, last: pd.Series) -> pd.Series:
    """Tell what one of several possible days had to guess: D the day, M the month too, Y all (ADaMIG 1.3, 3.2.4).

    Blank where there is one day only, or none.
    """
    begin, end = iso_date(first), iso_date(last)
    flag = pd.Series("Y", index=first.index, dtype="str")
    flag = flag.mask(begin.str.slice(0, 4) == end.str.slice(0, 4), "M")
    flag = flag.mask(begin.str.slice(0, 7) == end.str.slice(0, 7), "D")
    return flag.mask((first == last) | first.isna() | last.isna(), "")
