"""Take text as it was collected."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from converter.dataset import Frame
from converter.steps import Column

Case = Literal["as collected", "upper", "lower"]


def assign(rows: Frame, *, column: Column, case: Case = "as collected") -> pd.Series:
    """Taken from the collected value.

    `rows` has the raw text column; outer blanks are dropped; `case` writes it in upper or lower case.
    """
    return cased(rows[column].str.strip(), case)


def first_filled(rows: Frame, *, columns: tuple[Column, ...], case: Case = "as collected") -> pd.Series:
    """Taken from the first of several collected values that is filled.

    `rows` has the raw text columns, tried in the order of `columns`.
    """
    answer = pd.Series("", index=rows.index, dtype="str")
    for column in columns:
        answer = answer.where(answer != "", rows[column].str.strip())
    return cased(answer, case)


def cased(values: pd.Series, case: Case) -> pd.Series:
    """Write text in upper or lower case, or leave it."""
    return {"upper": values.str.upper, "lower": values.str.lower, "as collected": values.copy}[case]()
