"""What an imputed date may have been: the first and last day that its imputation flag leaves open."""

from __future__ import annotations

import pandas as pd

from converter.compute.sas_date import completed, iso_date, sas_date

KNOWN = {"D": len("2016-02"), "M": len("2016")}
"""How much of a date is known, by its imputation flag (ADaMIG 1.3, 3.2.4)."""


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
