"""Parquet files as raw tables: every value as the text that a person would write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import UNCHECKED, control_issues
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.spec.text.paths import regular

TEXT = pa.large_string()
NANOSECONDS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
STRING = pd.StringDtype(na_value=float("nan"))


def read_parquet(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read a Parquet file as text columns, indexed by record number (the first record is 1).

    Text stays as it is; numbers are their shortest text, whole ones and decimals with all their digits; yes and no are
    true and false; dates and date-times are ISO 8601, at midnight without the time; nothing is blank. Raises InputError
    for what is no Parquet file, for a column that holds bytes, lists or columns of its own, and for a name that stands
    twice.
    """
    del table, profile
    frames = list(parquet_frames(path, 0))
    frame = frames[0] if len(frames) == 1 else pd.concat(frames)
    return frame, tuple(control_issues(frame, UNCHECKED, path.name))


def parquet_frames(path: Path, rows: int) -> Iterator[Frame]:
    """Read a Parquet file so many rows at a time, all at once for 0, as `read_parquet` does; one frame at least."""
    with opened(path) as file:
        batches = file.iter_batches(batch_size=rows) if rows else iter([file.read()])
        first = 1
        for batch in batches:
            yield _text_frame(batch, first)
            first += batch.num_rows
        if first == 1:
            yield _text_frame(file.schema_arrow.empty_table(), first)


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file of columns that can be read; raises InputError, also while it is read."""
    try:
        with pq.ParquetFile(regular(path)) as file:
            _readable(file.schema_arrow, path.name)
            yield file
    except (pa.ArrowException, OSError, OverflowError) as error:  # a moment beyond the years 1 to 9999 overflows
        message = f"{path.name}: not a readable Parquet file: {error}"
        raise InputError(message) from error


def _readable(schema: pa.Schema, file: str) -> None:
    """Raise InputError for columns that are no text, number or moment, and for names that stand twice."""
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_nested(kind) or _is_bytes(kind):
            message = f"{file}: column '{field.name}' holds {kind}; have it exported as text, numbers or dates"
            raise InputError(message)
    twice = [name for name in schema.names if schema.names.count(name) > 1]
    if twice:
        message = f"{file}: two columns have the name '{twice[0]}'"
        raise InputError(message)


def _is_bytes(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        return _is_bytes(kind.storage_type)
    asked: tuple[Callable[[pa.DataType], bool], ...] = (
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_fixed_size_binary,
        pa.types.is_binary_view,
    )
    return any(one(kind) for one in asked)


def _text_frame(batch: pa.Table | pa.RecordBatch, first: int) -> Frame:
    columns = {name: text_of_column(batch.column(name)) for name in batch.schema.names}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(batch.num_rows), dtype=STRING)
    return frame.set_axis(pd.RangeIndex(first, first + batch.num_rows))


def text_of_column(values: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Write a column as text, nothing as blank."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return text_of_column(values.cast(kind.value_type))
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):  # 0.1 of four bytes is 0.1, and not 0.10000000149
        values = values.cast(pa.float32()).cast(TEXT).cast(pa.float64())
    if pa.types.is_floating(kind):
        return number_text(values.to_pandas())
    if pa.types.is_temporal(kind):
        values = _moments(values)
    if pa.types.is_decimal(kind):
        values = _distinct(values, "{:f}".format)
    text = pc.fill_null(values.cast(TEXT), "")
    found: pd.Series = text.to_pandas(types_mapper={TEXT: STRING}.get)
    return found


def _distinct(values: pa.Array | pa.ChunkedArray, written: Callable[[Any], str]) -> pa.Array:
    """Write each distinct value once."""
    coded = (values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values).dictionary_encode()
    texts = pa.array([written(value) for value in coded.dictionary.to_pylist()], type=TEXT)
    return texts.take(coded.indices)


def _moments(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Write moments as a person does, with all decimals of their seconds."""
    kind = values.type
    if pa.types.is_time(kind) or pa.types.is_duration(kind):
        number = pa.int32() if pa.types.is_time32(kind) else pa.int64()
        clock = _clock if pa.types.is_time(kind) else _length
        return _distinct(values.cast(number), lambda one: clock(one * NANOSECONDS[kind.unit]))
    return _distinct(values, _moment)


def _moment(value: date) -> str:
    """Write a date, or a date-time: at midnight without its time; one with a zone keeps its time and its zone."""
    if not isinstance(value, datetime):
        return value.isoformat()
    day, time = value.isoformat().split("T")
    if value.tzinfo:
        return f"{day}T{time}"
    return day if time == "00:00:00" else f"{day}T{_trimmed(time.removesuffix(':00') if time.count(':') > 1 else time)}"


def _clock(nanoseconds: int) -> str:
    """Write a time of day: HH:MM:SS and its decimals."""
    seconds, parts = divmod(nanoseconds, NANOSECONDS["s"])
    return _trimmed(f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{parts:09d}")


def _length(nanoseconds: int) -> str:
    """Write a duration in hours and minutes, and in seconds where it has some: 27:30."""
    sign, clock = "-" if nanoseconds < 0 else "", _clock(abs(nanoseconds))
    short = clock.removesuffix(":00")
    return sign + short.removeprefix("0")


def _trimmed(time: str) -> str:
    """Leave out the zeros at the end of decimals."""
    return time.rstrip("0").rstrip(".") if "." in time else time
