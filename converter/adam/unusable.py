"""Subjects and dates that a parameter cannot use: told, never dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.subject import of_several_values
from converter.dataset import Frame
from converter.issues import Severity
from converter.steps import Finding

NO_ROW = -1
"""The index label of a finding about a subject that gets no row."""


def told(rule: str, severity: Severity, values: pd.Series, message: str, hint: str = "") -> tuple[Finding, ...]:
    """Report subjects that have no row to point at: `values` begin with the subject."""
    if values.empty:
        return ()
    rows = pd.Index([NO_ROW] * len(values))
    return (Finding(rule, severity, rows, values.sort_values(ignore_index=True), message, "", hint),)


def before_start(candidates: Frame, without: Frame) -> tuple[Finding, ...]:
    """Report subjects `without` an event (columns USUBJID, STARTDT) that have one before their start."""
    joined = candidates.merge(without[["USUBJID", "STARTDT"]], how="inner", on="USUBJID")
    early = joined.loc[joined["date"] < joined["STARTDT"], "USUBJID"].drop_duplicates()
    message = "the only events are dated before the start, and count for nothing"
    return told(
        "tte-event-before-start", "warning", early, message, "correct the date, or narrow the records by where:"
    )


def partial(dates: pd.Series, frame: Frame) -> tuple[Finding, ...]:
    """Report the partial dates of the subjects of a frame; `dates` are as `source.undated` gives them."""
    known = dates[dates.index.isin(frame["USUBJID"])].drop_duplicates()
    message = "the date is missing or not complete, so it counts for nothing"
    return told("tte-date-partial", "warning", known, message, "correct it at its source, or complete it by impute:")


def ambiguous(datasets: Mapping[str, Frame], variable: str) -> tuple[Finding, ...]:
    """Report subjects of whom another dataset has several values where a step reads the one of the subject."""
    dataset = variable.rpartition(".")[0]
    several = of_several_values(datasets, variable)
    message = f"{variable} has several values of the subject, of which the first is taken for all its records"
    hint = f"read the record's own variable without '{dataset}.', or take one record by derive_vars_merged"
    return told("subject-value-several", "error", several, message, hint)
