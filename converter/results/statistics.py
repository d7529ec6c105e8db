"""Statistics as a table: one a row, with its name, its level, and a number or text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers import number_text
from converter.compute.rounding import settled
from converter.dataset import Frame

COLUMNS = {"STAT": "str", "LEVEL": "str", "STATN": "float64", "STATC": "str"}


def statistics(values: Mapping[str, float | str], level: str = "") -> Frame:
    """Give statistics by name as a table; text goes to STATC, a number to STATN."""
    rows = [
        (name, level, float("nan") if isinstance(value, str) else float(value), value if isinstance(value, str) else "")
        for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def level_text(values: pd.Series) -> pd.Series:
    """Write values as levels: text as it is, numbers that are the same as one and the shortest, missing ones blank."""
    return number_text(settled(values)) if pd.api.types.is_numeric_dtype(values) else values.astype("str")


def is_constant(values: pd.Series) -> bool:
    """Tell whether no two known numbers differ by more than the noise of arithmetic."""
    return len(settled(values).dropna().unique()) <= 1
