"""Raw tables on disk: written piece by piece, and read so, or a column or some rows of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from converter.dataset import Collected, Frame
from converter.issues import Issue
from converter.pipeline.stages.disk.forms import load_json, save_json
from converter.pipeline.stages.disk.frames import (
    LABELS,
    ROWS,
    columns_of,
    frame_of,
    labels_of,
    load_category,
    save_pieces,
)
from converter.read.stream import read_parts
from converter.steps import Source


@dataclass(frozen=True)
class StoredTable:
    """A raw table (`Collected`) in a file that `save_pieces` wrote."""

    name: str
    file: str
    path: Path

    @cached_property
    def index(self) -> pd.Index:
        """The number of each row."""
        return labels_of(pq.read_table(self.path, columns=[LABELS], use_threads=False)[LABELS].to_numpy())

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return columns_of(self.path)

    def column(self, name: str) -> pd.Series:
        """Give one column of all rows, a category."""
        return pd.Series(load_category(self.path, name), self.index, name=name)

    def rows(self, numbers: pd.Index) -> Frame:
        """Give the rows of some numbers, in the order of the table."""
        groups = np.unique(self.index.get_indexer(numbers) // ROWS)
        with pq.ParquetFile(self.path) as stored:
            none = frame_of(stored.schema_arrow.empty_table())
            pieces = (frame_of(stored.read_row_group(int(one), use_threads=False)) for one in groups)
            return pd.concat([none, *(piece[piece.index.isin(numbers)] for piece in pieces)])

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all rows, or some columns of them, as frames one below the other: one at least."""
        wanted = None if columns is None else [*columns, LABELS]
        with pq.ParquetFile(self.path) as stored:
            for number in range(stored.num_row_groups):
                read = stored.read_row_group(number, wanted, use_threads=False)
                yield frame_of(read if wanted is None else read.select(wanted))  # which are read as the file has them


def read_stored(source: Source, folder: Path, path: Path) -> tuple[StoredTable, tuple[Issue, ...]]:
    """Read a raw table below the raw folder, piece by piece, to a file; raises InputError as `read_table` does."""
    told: list[Issue] = []

    def pieces() -> Iterator[Frame]:
        reading = read_parts(source, folder, ROWS)
        while True:
            try:
                yield next(reading).frame
            except StopIteration as end:
                told.extend(end.value)
                return

    save_pieces(pieces(), path)
    return StoredTable(source.name, source.place, path), tuple(told)


def save_tables(tables: Mapping[str, Collected], folder: Path) -> None:
    """Write raw tables as they were collected."""
    for name, table in tables.items():
        save_pieces(table.pieces(), folder / f"{name}.parquet")
    save_json([[name, table.file] for name, table in tables.items()], folder / "tables.json")


def load_tables(folder: Path) -> dict[str, StoredTable]:
    """Give what `save_tables` wrote; it stays on disk."""
    return {
        name: StoredTable(name, file, folder / f"{name}.parquet") for name, file in load_json(folder / "tables.json")
    }
