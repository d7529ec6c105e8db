"""What an explanation asks of datasets and raw tables: one record, some columns, one cell; never all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from converter.dataset import FoundDataset, FoundVariable, Frame


class Records(Protocol):
    """The records of a dataset, wherever they lie."""

    @property
    def name(self) -> str:
        """The dataset's name."""

    @property
    def variables(self) -> tuple[FoundVariable, ...]:
        """Its variables."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""

    @property
    def frame(self) -> Frame:
        """All of its records."""

    def __len__(self) -> int:
        """How many records it has."""

    def at(self, record: int) -> Frame:
        """Give one record (from 1) as a frame of one row, on the index of the whole."""

    def value(self, name: str, record: int) -> Any:  # noqa: ANN401 - text or a number
        """Give one value of one record (from 1)."""

    def columns(self, *names: str) -> Frame:
        """Give some columns of all records."""


class RawCells(Protocol):
    """The cells of a raw table, wherever they lie."""

    @property
    def file(self) -> str:
        """The file, and the part of it, that the table is."""

    @property
    def frame(self) -> Frame:
        """All rows."""

    def cell(self, row: int, column: str) -> str | None:
        """Give a cell by the row that a person sees; None where the table has no such column."""


@dataclass(frozen=True)
class Held:
    """The records of a dataset that is in memory."""

    found: FoundDataset

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.found.name

    @property
    def variables(self) -> tuple[FoundVariable, ...]:
        """Its variables."""
        return self.found.variables

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(map(str, self.found.frame.columns))

    @property
    def frame(self) -> Frame:
        """All of its records."""
        return self.found.frame

    def __len__(self) -> int:
        """How many records it has."""
        return len(self.found.frame)

    def at(self, record: int) -> Frame:
        """Give one record (from 1)."""
        return self.found.frame.iloc[[record - 1]]

    def value(self, name: str, record: int) -> Any:  # noqa: ANN401 - text or a number
        """Give one value of one record (from 1)."""
        return self.found.frame[name].iloc[record - 1]

    def columns(self, *names: str) -> Frame:
        """Give some columns of all records."""
        return self.found.frame[list(names)]
