"""Values chosen by conditions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.decide import picked
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import first_met, met
from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model


class Case(Model):
    """One value and the condition under which it holds."""

    when: Condition
    value: str

    def __str__(self) -> str:
        return f"'{self.value}' where {self.when.describe()}"


def by_condition(rows: Frame, *, cases: tuple[Case, ...], otherwise: str = "") -> pd.Series:
    """Set by the first condition that holds: {cases}; otherwise {otherwise}.

    `rows` has the raw text columns that the conditions read. A missing value meets no condition, not even `ne`.
    """
    return chosen(rows, cases, otherwise)


def derive_by_condition(
    rows: Frame, datasets: Mapping[str, Frame], *, cases: tuple[Case, ...], otherwise: str = ""
) -> pd.Series:
    """Set by the first condition that holds: {cases}; otherwise {otherwise}.

    `rows` has USUBJID and the variables of the dataset that the conditions read; of another dataset ('DM.ARMCD') the
    subject's first record counts. A missing value meets no condition, not even `ne`.
    """
    read = (name for case in cases for name in case.when.variables)
    return chosen(with_subject_values(rows, datasets, read), cases, otherwise)


def flag(rows: Frame, *, when: Condition) -> pd.Series:
    """Set to Y where {when}.

    `rows` has the raw text columns that the condition reads; the variable is blank elsewhere, and where a missing value
    leaves the condition open.
    """
    return flagged(first_met(rows, [when]) == 0)


def derive_flag(rows: Frame, datasets: Mapping[str, Frame], *, when: Condition) -> pd.Series:
    """Set to Y where {when}.

    `rows` has USUBJID and the variables of the dataset that the condition reads; of another dataset ('DM.ARMCD') the
    subject's first record counts. The variable is blank elsewhere, and where a missing value leaves the condition open.
    """
    return flagged(met(when, rows, datasets))


def chosen(rows: Frame, cases: tuple[Case, ...], otherwise: str) -> pd.Series:
    """Give the value of the first case whose condition is known to hold."""
    position = first_met(rows, [case.when for case in cases])
    return picked(position, pd.Series([*(case.value for case in cases), otherwise], dtype="str"))
