"""The cells of a raw table, one row at a time where its file allows it, else of the table that was read whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from converter.dataset import Frame, RawTable
from converter.read.delimited.csv import read_csv
from converter.read.delimited.csv_lines import lines_of
from converter.read.sas.sas import read_sas, rows_of
from converter.read.table import read_table, reader_of, renamed
from converter.spec.text.paths import inside
from converter.steps import Source

KEPT = 64
"""Rows of a table that are kept."""
Row = Callable[[int], Mapping[str, str] | None]


@dataclass(frozen=True, eq=False)
class Cells:
    """A raw table as `read_table` gives it; its file is read when a cell is asked for, as far as that needs it."""

    source: Source
    folder: Path

    @property
    def file(self) -> str:
        """The file, and the part of it, that the table is."""
        return self.source.place

    @property
    def frame(self) -> Frame:
        """All rows."""
        return self._table.frame

    @cached_property
    def _table(self) -> RawTable:
        return read_table(self.source, self.folder)[0]

    @cached_property
    def _row(self) -> Callable[[int], Frame | None]:
        """What reads one row as a frame; it gives None where the table must be read whole."""
        found = _row_reader(self.source, inside(self.folder, self.source.table.file))

        def row(number: int) -> Frame | None:
            cells = found(number) if found else None
            return None if cells is None else renamed(pd.DataFrame([cells], dtype="str"), self.source)

        return lru_cache(maxsize=KEPT)(row)

    def cell(self, row: int, column: str) -> str | None:
        """Give a cell by the row that a person sees; None where the table has no such column."""
        one = self._row(row)
        if one is None:
            return str(self.frame.loc[row, column]) if column in self.frame else None
        blank = "" if column in self.source.columns else None
        return str(one[column].iloc[0]) if column in one else blank


def _row_reader(source: Source, path: Path) -> Row | None:
    """Give what reads one row of a file, None where it must be read whole."""
    reader = reader_of(source)
    if reader is read_csv:
        lines = lines_of(path, source.table, source.profile)
        return lines.row if lines else None
    return rows_of(path, source.table) if reader is read_sas else None


def cells_of(sources: Mapping[str, Source], folder: Path) -> dict[str, Cells]:
    """Give the cells of every raw table of a plan; nothing is read yet."""
    return {name: Cells(source, folder) for name, source in sources.items()}
