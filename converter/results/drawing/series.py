"""What a figure draws: the statistics of each row of a display in each of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from converter.dataset import Frame
from converter.spec.display import Display, DisplayColumn, DisplayRow

NOT_ESTIMABLE = "NE"
WHOLE = ""
"""The level of a statistic of all subjects of a series."""


@dataclass(frozen=True)
class Series:
    """The statistics of one row in one column, and what to call them.

    By the name of a statistic: `numbers` and `texts` are Series by level, `shown` its text as printed for the whole.
    """

    row: DisplayRow
    label: str
    numbers: Mapping[str, pd.Series]
    texts: Mapping[str, pd.Series]
    shown: Mapping[str, str]

    def of(self, stat: str) -> pd.Series:
        """Give the numbers of a statistic by level; none of a statistic that is not there."""
        return self.numbers.get(stat, pd.Series(dtype="float64", index=pd.Index([], dtype="str")))

    def text(self, stat: str) -> pd.Series:
        """Give the text of a statistic by level; none of a statistic that is not there."""
        return self.texts.get(stat, pd.Series(dtype="str", index=pd.Index([], dtype="str")))

    def timed(self, stat: str) -> pd.Series:
        """Give the numbers of a statistic by time, in the order of time; that of the whole is not among them."""
        found = self.of(stat).drop(WHOLE, errors="ignore")
        return found.set_axis(found.index.astype("float64")).sort_index()

    def number(self, stat: str) -> float:
        """Give a statistic of the whole; missing where there is none."""
        return float(self.of(stat).get(WHOLE, float("nan")))

    def printed(self, stat: str) -> str:
        """Give a statistic of the whole as it is printed; NE where there is none."""
        return self.shown.get(stat, NOT_ESTIMABLE)


def series_of(display: Display, rows: Frame) -> tuple[Series, ...]:
    """Give the series of a display in its order; only labels that tell them apart are part of their name."""
    found = rows[rows["DISPLAY"] == display.display]
    parts = [
        (row, column, part)
        for row in display.rows
        for column in display.columns
        if len(part := found[(found["ROW"] == row.id) & (found["COLUMN"] == column.id)])
    ]
    several = len({column.id for _, column, _ in parts}) > 1, len({row.id for row, _, _ in parts}) > 1
    return tuple(_series(row, _label(row, column, several), part) for row, column, part in parts)


def _label(row: DisplayRow, column: DisplayColumn, several: tuple[bool, bool]) -> str:
    columns, rows = several
    if columns:
        return f"{row.label}, {column.named}" if rows else column.named
    return row.label or column.named


def _series(row: DisplayRow, label: str, statistics: Frame) -> Series:
    parts = {str(stat): part.set_index("LEVEL") for stat, part in statistics.groupby("STAT", sort=False)}
    return Series(
        row,
        label,
        {stat: part["STATN"] for stat, part in parts.items()},
        {stat: part["STATC"] for stat, part in parts.items()},
        {stat: str(part["SHOWN"][WHOLE]) for stat, part in parts.items() if WHOLE in part.index},
    )
