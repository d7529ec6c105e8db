"""Frames between stages: Parquet that gives back every value and every type as it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from converter.dataset import Frame

LABELS = "\0labels"
"""The column of a frame's labels, where they are not just counted from some number."""
FIRST = b"first"
TEXT = pd.StringDtype(na_value=float("nan"))


def save_frame(frame: Frame, path: Path) -> None:
    """Write a frame of text, numbers and truth values, labelled by whole numbers; folders are made.

    Numbers keep their bits, those of special missing values among them. Raises TypeError for columns of another type.
    """
    first = int(frame.index[0]) if len(frame) else getattr(frame.index, "start", 0)
    counted = pd.RangeIndex(first, first + len(frame))
    columns = {str(name): _array(frame[name]) for name in frame}
    if not frame.index.equals(counted):
        columns[LABELS] = pa.array(frame.index.to_numpy(dtype="int64"))
    table = pa.table(columns).replace_schema_metadata({FIRST: str(first)})
    texts = [field.name for field in table.schema if pa.types.is_large_string(field.type)]
    path.parent.mkdir(parents=True, exist_ok=True)
    # numbers get no dictionary: it would take every NaN for the same
    pq.write_table(table, path, compression="zstd", compression_level=1, use_dictionary=texts, write_statistics=False)


def _array(values: pd.Series) -> pa.Array:
    if isinstance(values.dtype, pd.StringDtype):
        return pa.array(values, type=pa.large_string(), from_pandas=True)
    if values.dtype.kind not in "fib":
        message = f"column {values.name}: expected text, numbers or truth values, got {values.dtype}"
        raise TypeError(message)
    return pa.array(values.to_numpy(), from_pandas=False)


def load_frame(path: Path, columns: Sequence[str] | None = None) -> Frame:
    """Read a frame that `save_frame` wrote, or only some of its columns."""
    labels = [LABELS] if columns is not None and LABELS in pq.read_schema(path).names else []
    table = pq.read_table(path, columns=None if columns is None else [*columns, *labels], use_threads=False)
    first = int(table.schema.metadata[FIRST])
    frame: Frame = table.replace_schema_metadata().to_pandas(types_mapper={pa.large_string(): TEXT}.get)
    frame.columns = frame.columns.astype("str")
    if LABELS in frame:
        return frame.set_index(LABELS).rename_axis(None)
    return frame.set_axis(pd.RangeIndex(first, first + table.num_rows))


def columns_in(path: Path) -> frozenset[str]:
    """Name the columns of a frame that `save_frame` wrote."""
    return frozenset(pq.read_schema(path).names) - {LABELS}


def rows_in(path: Path) -> int:
    """Count the rows of a frame that `save_frame` wrote."""
    count: int = pq.read_metadata(path).num_rows
    return count
