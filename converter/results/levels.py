"""Statistics of many levels as a table: of every time, subject or category the same ones."""

from __future__ import annotations

import pandas as pd

from converter.compute.numbers.numbers import number_text, significant
from converter.dataset import Frame
from converter.results.statistics import COLUMNS

DIGITS = 10
"""Significant digits of a number that names a level; what arithmetic on binary numbers adds beyond them is noise."""


def by_level(levels: pd.Series, values: Frame) -> Frame:
    """Give the columns of a frame as statistics, level by level; text goes to STATC, a number to STATN."""
    parts = [_of_one(levels, str(name), values[name], place) for place, name in enumerate(values)]
    made = pd.concat(parts, ignore_index=True).sort_values(["row", "place"], kind="stable")
    return made[list(COLUMNS)].reset_index(drop=True).astype(COLUMNS)


def number_level(values: pd.Series) -> pd.Series:
    """Write numbers as the names of levels; whole ones have all their digits."""
    return number_text(significant(values, DIGITS).where(values % 1 != 0, values))


def _of_one(levels: pd.Series, name: str, values: pd.Series, place: int) -> Frame:
    is_number = pd.api.types.is_numeric_dtype(values)
    facts = {
        "STAT": name,
        "LEVEL": levels.to_numpy(),
        "STATN": values.to_numpy(dtype="float64") if is_number else float("nan"),
        "STATC": "" if is_number else values.to_numpy(),
        "row": range(len(values)),
        "place": place,
    }
    return pd.DataFrame(facts, index=range(len(values)))
