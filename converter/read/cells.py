"""The cells of a raw table, one row at a time where its file allows it, else of the table that was read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from converter.dataset import Frame, RawTable
from converter.read.csv import read_csv
from converter.read.csv_lines import Lines, lines_of
from converter.read.table import read_table, reader_of, renamed
from converter.spec.paths import inside
from converter.steps import Source


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
    def _lines(self) -> Lines | None:
        if reader_of(self.source) is not read_csv:
            return None
        path = inside(self.folder, self.source.table.file)
        return lines_of(path, self.source.table, self.source.profile)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What the specification calls the columns of the file."""
        found = self._lines.body.names if self._lines else []
        return dict(zip(found, map(str, renamed(pd.DataFrame(columns=found), self.source)), strict=True))

    def cell(self, row: int, column: str) -> str | None:
        """Give a cell by the row that a person sees; None where the table has no such column."""
        if self._lines is None:
            return str(self.frame.loc[row, column]) if column in self.frame else None
        cells = {self._names.get(name, name): cell for name, cell in self._lines.row(row).items()}
        return cells.get(column, "" if column in self.source.columns else None)


def cells_of(sources: Mapping[str, Source], folder: Path) -> dict[str, Cells]:
    """Give the cells of every raw table of a plan; nothing is read yet."""
    return {name: Cells(source, folder) for name, source in sources.items()}
