"""Bring a subject's value of another dataset to each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from converter.compute.conditions.condition import evaluate
from converter.dataset import Frame
from converter.spec.condition import Condition


def subject_value(rows: Frame, datasets: Mapping[str, Frame], variable: str) -> pd.Series:
    """Give 'DM.RFSTDTC' of each row's subject, or a variable of the rows themselves where no dataset is named.

    `rows` has USUBJID; of a dataset with several records a subject the first counts. Unknown subjects get missing.
    """
    dataset, _, name = variable.rpartition(".")
    if not dataset:
        return rows[name]
    records = datasets[dataset]
    every = pd.Series(records[name].array, index=records["USUBJID"])
    other = every[~every.index.duplicated()]
    found = rows["USUBJID"].map(other)
    # without rows pandas maps numbers to text
    return found.astype("float64") if pd.api.types.is_numeric_dtype(other) else found.astype("str").fillna("")


def of_several_values(datasets: Mapping[str, Frame], variable: str) -> pd.Series:
    """Give the subjects of whom a dataset has several values of a variable ('ADAE.AESER'), each once."""
    dataset, _, name = variable.rpartition(".")
    known = datasets[dataset][["USUBJID", name]].drop_duplicates()
    return known.loc[known["USUBJID"].duplicated(), "USUBJID"].drop_duplicates()


def with_subject_values(rows: Frame, datasets: Mapping[str, Frame], variables: Iterable[str]) -> Frame:
    """Add to the rows each variable of another dataset, named 'DM.ARMCD', so that conditions can read it."""
    others = [name for name in variables if "." in name]
    return rows.assign(**{name: subject_value(rows, datasets, name) for name in others}) if others else rows


def holds(condition: Condition | None, rows: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    """Tell where a condition holds that may read the subject's value of another dataset ('ADSL.SAFFL').

    Without a condition all rows count.
    """
    if condition is None:
        return pd.Series(data=True, index=rows.index)
    return evaluate(condition, with_subject_values(rows, datasets, condition.variables))
