"""Analyses of subjects want one record of each."""

from __future__ import annotations

import pandas as pd

from converter.compute.numbers.rounding import settled
from converter.dataset import Frame


def single(records: Frame, dataset: str, *variables: str) -> Frame:
    """Give the records in which variables have a value; values that are the same have one (`rounding.settled`).

    Raises ValueError for a subject with several of them, and TypeError for text, of which no number can be told.
    """
    text = [name for name in variables if not pd.api.types.is_numeric_dtype(records[name])]
    if text:
        message = f"expected numbers in {', '.join(text)} of {dataset}, got text"
        raise TypeError(message)
    known = records.dropna(subset=list(variables))
    several = known.loc[known.duplicated("USUBJID"), "USUBJID"].unique()
    if len(several):
        message = (
            f"expected one record of {dataset} a subject, got several of {len(several)}, as of {several[0]}; "
            "narrow them by where:"
        )
        raise ValueError(message)
    return known.assign(**{name: settled(known[name]) for name in variables})
