"""Parquet files as datasets: text, and numbers with the SAS formats of dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from converter.compute.dates.sas_date import EPOCH
from converter.compute.sas_format import SasKind
from converter.dataset import FoundDataset, FoundVariable
from converter.issues import Issue
from converter.read.controls import UNCHECKED, control_issues
from converter.read.parquet import opened, text_of_column
from converter.spec.dataset import DatasetSpec

SHOWN: Mapping[SasKind, str] = {"date": "E8601DA", "datetime": "E8601DT", "time": "E8601TM"}
LABEL, FORMAT = b"label", b"format"
"""The metadata of a field that tell what a variable is called, and the SAS format of its numbers."""
_DAY = 86_400
_LARGEST = 2**53
"""Whole numbers beyond it are not all held by a variable of 8 bytes."""
DIGITS = 15
"""So many digits of a decimal number are always held."""


def read_parquet_dataset(path: Path, specs: Mapping[str, DatasetSpec]) -> FoundDataset:
    """Read a Parquet file as the dataset that its name says; raises InputError.

    Dates, date-times (in UTC where they have a zone) and times are SAS numbers with a format of ISO 8601; they are
    text where `specs` say so, or where the name ends in DTC. Labels, and formats of numbers, are those of the metadata
    of fields, where a file has some. Whole numbers of more digits than a variable holds are told.
    """
    with opened(path) as file:
        return _dataset(path, file.read(), specs)


def _dataset(path: Path, table: pa.Table, specs: Mapping[str, DatasetSpec]) -> FoundDataset:
    name = path.stem.upper()
    spec = specs.get(name)
    texts = {one.name for one in spec.variables if one.type == "Char"} if spec else set()
    columns: dict[str, pd.Series] = {}
    variables: list[FoundVariable] = []
    issues: list[Issue] = []
    for field, values in zip(table.schema, table.columns, strict=True):
        is_text = not _is_number(field.type) or (pa.types.is_temporal(field.type) and _is_dtc(field.name, texts))
        columns[field.name] = text_of_column(values) if is_text else _numbers(values)
        issues += [] if is_text else [*_long(values, field.name, path.name), *_infinite(columns, field.name, path.name)]
        shown = "" if is_text else _said(field.metadata, FORMAT).removesuffix(".") or _shown(field.type)
        label = _said(field.metadata, LABEL)
        variables.append(FoundVariable(field.name, label, "Char" if is_text else "Num", 0, shown))
    frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))
    texts_alone = frame[[one.name for one in variables if one.type == "Char"]]
    issues += control_issues(texts_alone.set_axis(frame.index + 1), UNCHECKED, path.name)
    label = _said(table.schema.metadata, LABEL)
    has_labels = any(one.label for one in variables)
    return FoundDataset(name, label, path.name, frame, tuple(variables), attributes=has_labels, issues=tuple(issues))


def _said(metadata: Mapping[bytes, bytes] | None, key: bytes) -> str:
    return (metadata or {}).get(key, b"").decode("utf-8", "replace")


def _is_dtc(name: str, texts: set[str]) -> bool:
    return name in texts or name.endswith("DTC")


def _is_number(kind: pa.DataType) -> bool:
    asked: tuple[Callable[[pa.DataType], bool], ...] = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_temporal,
    )
    return any(one(kind) for one in asked)


def _shown(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return SHOWN["date"]
    if pa.types.is_timestamp(kind):
        return SHOWN["datetime"]
    return SHOWN["time"] if pa.types.is_time(kind) or pa.types.is_duration(kind) else ""


def _numbers(values: pa.ChunkedArray) -> pd.Series:
    """Give a column as SAS numbers: days and seconds since 1960, seconds of a day."""
    kind = values.type
    if pa.types.is_date(kind):
        return _floats(values.cast(pa.date32()).cast(pa.int32())) - EPOCH
    if pa.types.is_timestamp(kind):
        return _floats(values.cast(pa.timestamp("us"), safe=False).cast(pa.int64())) / 1e6 - EPOCH * _DAY
    if pa.types.is_time(kind):
        return _floats(values.cast(pa.time64("us"), safe=False).cast(pa.int64())) / 1e6
    if pa.types.is_duration(kind):
        return _floats(values.cast(pa.duration("us"), safe=False).cast(pa.int64())) / 1e6
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):  # 0.1 of four bytes is 0.1, and not 0.10000000149
        return _floats(values.cast(pa.float32()).cast(pa.large_string()))
    return _floats(values)


def _floats(values: pa.ChunkedArray) -> pd.Series:
    found: pd.Series = values.cast(pa.float64(), safe=False).to_pandas().astype("float64")
    return found


def _long(values: pa.ChunkedArray, name: str, file: str) -> list[Issue]:
    """Report numbers of which a variable of 8 bytes holds the nearest one only."""
    if not (pa.types.is_integer(values.type) or pa.types.is_decimal(values.type)):
        return _fine(values, name, file)
    wide = pa.types.is_decimal(values.type) and values.type.precision > DIGITS
    numbers = _floats(values)
    suspects = numbers.index[numbers.notna() & (wide | (numbers.abs() >= _LARGEST))]
    rows = tuple(int(row) + 1 for row in suspects if Decimal(values[row].as_py()) != Decimal(repr(float(numbers[row]))))
    message, written = "the number has more digits than a variable holds", "read as the nearest number"
    hint = "keep long numbers as text where the file is made"
    return [Issue("number-long", "error", file, message, name, rows=rows, written=written, hint=hint)] if rows else []


def _fine(values: pa.ChunkedArray, name: str, file: str) -> list[Issue]:
    """Report moments with parts of a microsecond, which no variable holds."""
    if not pa.types.is_temporal(values.type) or getattr(values.type, "unit", "") != "ns":
        return []
    numbers = values.cast(pa.int64()).to_pandas()
    rows = tuple(int(row) + 1 for row in numbers.index[numbers.notna() & (numbers % 1000 != 0)])
    message, written = "the moment has parts of a microsecond, which no variable holds", "read without them"
    return [Issue("moment-cut", "warning", file, message, name, rows=rows, written=written)] if rows else []


def _infinite(columns: dict[str, pd.Series], name: str, file: str) -> list[Issue]:
    """Take infinite numbers, which no transport file holds, out of a column, and report them."""
    infinite = np.isinf(columns[name])
    rows = tuple(int(row) + 1 for row in columns[name].index[infinite])
    if not rows:
        return []
    columns[name] = columns[name].mask(infinite)
    message, hint = "the number is infinite", "correct it where the file is made"
    return [Issue("number-unreadable", "error", file, message, name, rows=rows, written="read as missing", hint=hint)]
