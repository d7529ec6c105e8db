"""Frames between stages: Parquet that gives back every value and every type as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from converter.dataset import Frame

LABELS = "\0labels"
"""The column of a frame's labels, where they are not just counted from some number."""
FIRST = b"first"
ROWS = 100_000
"""Rows of a piece of a raw table."""
TEXT = pd.StringDtype(na_value=float("nan"))


def save_frame(frame: Frame, path: Path) -> None:
    """Write a frame of text, numbers and truth values, labelled by whole numbers; folders are made.

    Numbers keep their bits, those of special missing values among them. Raises TypeError for columns of another type.
    """
    first = int(frame.index[0]) if len(frame) else getattr(frame.index, "start", 0)
    counted = frame.index.equals(pd.RangeIndex(first, first + len(frame)))
    _write(iter([_table(frame, first, labelled=not counted)]), path)


def save_frames(frames: Iterable[Frame], path: Path) -> None:
    """Write frames as one below the other, one at least, whose rows are numbered in the whole from 0."""
    _write((_table(frame, 0, labelled=False) for frame in frames), path)


def save_pieces(pieces: Iterable[Frame], path: Path) -> None:
    """Write frames as one below the other, one at least, each row with its label; folders are made.

    They have the same columns, and ROWS rows each but for the last, so that what is read of a file is bounded.
    """
    _write((_table(piece, 0, labelled=True) for piece in pieces), path, ROWS)


def _table(frame: Frame, first: int, *, labelled: bool) -> pa.Table:
    columns = {str(name): _array(frame[name]) for name in frame}
    if labelled:
        columns[LABELS] = pa.array(frame.index.to_numpy(dtype="int64"))
    return pa.table(columns).replace_schema_metadata({FIRST: str(first)})


def _write(tables: Iterator[pa.Table], path: Path, rows: int | None = None) -> None:
    head = next(tables)
    texts = [field.name for field in head.schema if pa.types.is_large_string(field.type)]
    path.parent.mkdir(parents=True, exist_ok=True)
    # numbers get no dictionary: it would take every NaN for the same
    form = {"compression": "zstd", "compression_level": 1, "use_dictionary": texts, "write_statistics": False}
    with pq.ParquetWriter(path, head.schema, **form) as writer:
        for table in chain([head], tables):
            writer.write_table(table, row_group_size=rows)


def _array(values: pd.Series) -> pa.Array:
    if isinstance(values.dtype, pd.StringDtype):
        return pa.array(values, type=pa.large_string(), from_pandas=True)
    if values.dtype.kind not in "fib":
        message = f"column {values.name}: expected text, numbers or truth values, got {values.dtype}"
        raise TypeError(message)
    return pa.array(values.to_numpy(), from_pandas=False)


def load_frame(path: Path, columns: Sequence[str] | None = None) -> Frame:
    """Read a frame that was written here, or those that it has of some columns, in their order."""
    with pq.ParquetFile(path) as stored:
        there = stored.schema_arrow.names
        wanted = there if columns is None else [name for name in (*columns, LABELS) if name in there]
        return frame_of(stored.read(wanted, use_threads=False).select(wanted))


def load_numbered(path: Path, columns: Sequence[str] | None = None) -> Iterator[Frame]:
    """Read a frame whose rows are numbered from 0, or some columns of it, piece by piece: one at least."""
    at = 0
    with pq.ParquetFile(path) as stored:
        wanted = [*(columns or stored.schema_arrow.names)]
        for number in range(stored.num_row_groups):
            piece = frame_of(stored.read_row_group(number, wanted, use_threads=False).select(wanted))
            yield piece.set_axis(pd.RangeIndex(at, at + len(piece)))
            at += len(piece)
        if not stored.num_row_groups:
            yield frame_of(stored.schema_arrow.empty_table().select(wanted))


def frame_of(table: pa.Table) -> Frame:
    """Give what was read of a file, or of a part of it, as the frame that was written."""
    first = int(table.schema.metadata[FIRST])
    frame: Frame = table.replace_schema_metadata().to_pandas(types_mapper={pa.large_string(): TEXT}.get)
    frame.columns = frame.columns.astype("str")
    if LABELS in frame:
        return frame.drop(columns=LABELS).set_axis(labels_of(frame[LABELS].to_numpy()))
    return frame.set_axis(pd.RangeIndex(first, first + table.num_rows))


def rows_in(path: Path) -> int:
    """Count the rows of a frame that was written here."""
    count: int = pq.read_metadata(path).num_rows
    return count


def labels_of(numbers: npt.NDArray[np.int64]) -> pd.Index:
    """Give labels as an index: as a range where they are just counted."""
    if not len(numbers) or (np.diff(numbers) != 1).any():
        return pd.Index(numbers)
    return pd.RangeIndex(int(numbers[0]), int(numbers[-1]) + 1)


def columns_of(path: Path) -> tuple[str, ...]:
    """Name the columns of a frame that was written here."""
    return tuple(name for name in pq.read_schema(path).names if name != LABELS)


def load_category(path: Path, name: str) -> pd.Categorical:
    """Read a column of text as a category, its texts in the order in which they come first."""
    with pq.ParquetFile(path, read_dictionary=[name]) as stored:
        coded = stored.read([name], use_threads=False)[name].unify_dictionaries().combine_chunks()
    texts = pd.Index(coded.dictionary.to_pandas(), dtype="str")
    return pd.Categorical.from_codes(coded.indices.to_numpy(), categories=texts)
