"""What a figure draws: the statistics of each row of a display in each of its columns."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from converter.dataset import Frame
from converter.spec.display import Display, DisplayColumn, DisplayRow

NOT_ESTIMABLE = "NE"


@dataclass(frozen=True)
class Series:
    """The statistics of one row in one column (STAT, LEVEL, STATN, STATC, SHOWN), and what to call them."""

    row: DisplayRow
    column: DisplayColumn
    label: str
    statistics: Frame

    def of(self, stat: str) -> pd.Series:
        """Give the numbers of a statistic by level."""
        found = self.statistics[self.statistics["STAT"] == stat]
        return pd.Series(found["STATN"].to_numpy(dtype="float64"), index=found["LEVEL"].tolist())

    def text(self, stat: str) -> pd.Series:
        """Give the text of a statistic by level."""
        found = self.statistics[self.statistics["STAT"] == stat]
        return pd.Series(found["STATC"].tolist(), index=found["LEVEL"].tolist(), dtype="str")

    def timed(self, stat: str) -> pd.Series:
        """Give the numbers of a statistic by time, in the order of time; that of the whole is not among them."""
        found = self.of(stat).drop("", errors="ignore")
        return found.set_axis(found.index.astype("float64")).sort_index()

    def number(self, stat: str) -> float:
        """Give a statistic of the whole; missing where there is none."""
        found = self.of(stat)
        return float(found[""]) if "" in found.index else float("nan")

    def has(self, stat: str) -> bool:
        """Tell whether there is a statistic."""
        return bool((self.statistics["STAT"] == stat).any())

    def shown(self, stat: str) -> str:
        """Give a statistic of the whole as it is printed; NE where there is none."""
        found = self.statistics[(self.statistics["STAT"] == stat) & (self.statistics["LEVEL"] == "")]
        return str(found["SHOWN"].iloc[0]) if len(found) else NOT_ESTIMABLE


def series_of(display: Display, rows: Frame) -> tuple[Series, ...]:
    """Give the series of a display in its order; only a label that tells them apart is part of their name."""
    found = rows[rows["DISPLAY"] == display.display]
    parts = [
        (row, column, part)
        for row in display.rows
        for column in display.columns
        if len(part := found[(found["ROW"] == row.id) & (found["COLUMN"] == column.id)])
    ]
    drawn = {row.id for row, _, _ in parts}
    columns = {column.id for _, column, _ in parts}
    return tuple(
        Series(row, column, _label(row, column, len(drawn) > 1, len(columns) > 1), part) for row, column, part in parts
    )


def _label(row: DisplayRow, column: DisplayColumn, rows: bool, columns: bool) -> str:  # noqa: FBT001
    return ", ".join(([row.label] if rows or not columns else []) + ([column.label] if columns else []))
