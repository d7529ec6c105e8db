"""Statistics as a table: one a row, with its name, its level, and a number or text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.numbers import number_text
from converter.compute.numbers.rounding import settled
from converter.dataset import Frame

COLUMNS = {"STAT": "str", "LEVEL": "str", "STATN": "float64", "STATC": "str"}


def statistics(values: Mapping[str, float | str], level: str = "") -> Frame:
    """Give statistics by name as a table; text goes to STATC, a number to STATN."""
    columns = {
        "STAT": list(values),
        "LEVEL": [level] * len(values),
        "STATN": [float("nan") if isinstance(value, str) else float(value) for value in values.values()],
        "STATC": [value if isinstance(value, str) else "" for value in values.values()],
    }
    return pd.DataFrame({name: pd.Series(column, dtype=COLUMNS[name]) for name, column in columns.items()})


def level_text(values: pd.Series) -> pd.Series:
    """Write values as levels, in the order of the values: text without outer blanks, numbers that are the same as one.

    Missing ones are blank.
    """
    if pd.api.types.is_numeric_dtype(values):
        return number_text(settled(values).sort_values(kind="stable"))
    return values.astype("str").str.strip().sort_values(kind="stable")


def is_constant(values: pd.Series) -> bool:
    """Tell whether no two known numbers differ by more than the noise of arithmetic."""
    return len(settled(values).dropna().unique()) <= 1
