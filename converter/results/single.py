"""Analyses of subjects want one record of each."""

from __future__ import annotations

from converter.dataset import Frame


def single(records: Frame, dataset: str, *variables: str) -> Frame:
    """Give the records in which variables have a value; raises ValueError for a subject with several of them."""
    known = records.dropna(subset=list(variables))
    several = known.loc[known.duplicated("USUBJID"), "USUBJID"].unique()
    if len(several):
        message = (
            f"expected one record of {dataset} a subject, got several of {len(several)}, as of {several[0]}; "
            "narrow them by where:"
        )
        raise ValueError(message)
    return known
