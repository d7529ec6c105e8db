"""A raw table as it was collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from converter.dataset.lineage import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


DECODE = "_DECODE"
"""What the name of a raw column of words ends with, after that of its codes."""


class Collected(Protocol):
    """One raw table as it was collected: text only, blanks and leading zeros kept; in memory, or on disk.

    `index` has the row number that a person sees when the file is opened (1-based; header = row 1 in CSV and Excel, so
    the first record is row 2). `file` is the path below the raw folder, with forward slashes; with the sheet, member or
    form that was read, where other tables read other parts of the file (`converter.issues.place_of`).
    """

    @property
    def name(self) -> str:
        """What the study calls the table."""

    @property
    def file(self) -> str:
        """Where it was read."""

    @property
    def index(self) -> pd.Index:
        """The number of each row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    def column(self, name: str) -> pd.Series:
        """Give one column of all rows: text, or a category of text."""

    def rows(self, numbers: pd.Index) -> Frame:
        """Give the rows of some numbers, in the order of the table."""

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all rows, or some columns of them, as frames one below the other: one at least."""


@dataclass(frozen=True)
class RawTable:
    """A raw table (`Collected`) in memory: `frame` has its columns as text, on the row numbers."""

    name: str
    file: str
    frame: Frame

    @property
    def index(self) -> pd.Index:
        """The number of each row."""
        return self.frame.index

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(map(str, self.frame))

    def column(self, name: str) -> pd.Series:
        """Give one column of all rows."""
        return self.frame[name]

    def rows(self, numbers: pd.Index) -> Frame:
        """Give the rows of some numbers, in the order of the table."""
        return self.frame[self.frame.index.isin(numbers)]

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all rows, or some columns of them, as one frame."""
        yield self.frame if columns is None else self.frame[list(columns)]
