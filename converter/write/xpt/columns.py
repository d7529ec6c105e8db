"""The columns of a frame as the bytes of a transport file, and what of them the format cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.numbers.ibm import ibm_doubles, representable
from converter.compute.numbers.missing import missing_letters
from converter.dataset import Frame
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.parts import CARD, record_width

BLANK, TILDE = 0x20, 0x7E
CHUNK = 8_000_000
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Column:
    """One variable ready to be written: its description, its values (Arrow text or float64), its width in bytes."""

    spec: VariableSpec
    values: Any
    width: int

    @property
    def is_text(self) -> bool:
        """Tell text from numbers."""
        return self.spec.type == "Char"


@dataclass(frozen=True)
class Fault:
    """What is wrong with values of one variable: how many of them, the first record (from 1), what stands there."""

    variable: str
    message: str
    count: int
    record: int
    shown: str

    def __add__(self, other: Fault) -> Fault:
        """Count the same of later records as well."""
        return Fault(self.variable, self.message, self.count + other.count, self.record, self.shown)

    def __str__(self) -> str:
        return f"{self.variable}: {self.count} {self.message}, the first in record {self.record}: {self.shown}"


def columns_of(spec: DatasetSpec, frame: Frame) -> list[Column]:
    """Make the columns of a frame ready, in the order of the variables."""
    return [_column(variable, frame[variable.name]) for variable in spec.variables]


def _column(variable: VariableSpec, values: pd.Series) -> Column:
    if variable.type == "Num":
        return Column(variable, values.to_numpy(dtype="float64"), record_width(variable))
    text = pa.array(values, from_pandas=True).cast(pa.large_string())
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    text = pc.fill_null(text, "") if text.null_count else text
    return Column(variable, text, record_width(variable))


def faults(column: Column, before: int) -> Iterator[Fault]:
    """Find the values of a column that the format cannot hold; `before` counts the records of earlier parts."""
    if not column.is_text:
        yield from _number_faults(column, before)
        return
    lengths = pc.binary_length(column.values).to_numpy(zero_copy_only=False)
    yield from _text_faults(column, lengths > column.width, f"longer than its width of {column.width} bytes", before)
    if _has_unprintable(column.values):
        bad = pc.match_substring_regex(column.values, "[^ -~]").to_numpy(zero_copy_only=False)
        yield from _text_faults(column, bad, "not printable ASCII", before)


def _has_unprintable(text: pa.Array) -> bool:
    """Look at the bytes of a whole column at once; only a column that has some is searched row by row."""
    data = text.buffers()[2]
    if data is None or not len(text):
        return False
    raw = np.frombuffer(data, dtype=np.uint8)
    return bool(((raw < BLANK) | (raw > TILDE)).any())


def _number_faults(column: Column, before: int) -> Iterator[Fault]:
    wrong = np.flatnonzero(~(np.isnan(column.values) | representable(column.values)))
    if len(wrong):
        first = int(wrong[0])
        shown = str(column.values[first])
        yield Fault(column.spec.name, "numbers no IBM double holds", len(wrong), before + first + 1, shown)


def _text_faults(column: Column, wrong: npt.NDArray[np.bool_], message: str, before: int) -> Iterator[Fault]:
    rows = np.flatnonzero(wrong)
    if len(rows):
        value = column.values[int(rows[0])].as_py()
        shown = value if len(value) <= CARD else f"{value[:CARD]}..."
        yield Fault(column.spec.name, f"values {message}", len(rows), before + int(rows[0]) + 1, repr(shown))


def blocks(columns: list[Column], count: int) -> Iterator[Bytes]:
    """Give the records of columns as byte matrices, a bounded number of rows at a time."""
    size = max(1, sum(column.width for column in columns))
    step = max(1, CHUNK // size)
    for start in range(0, count, step):
        stop = min(start + step, count)
        block = np.empty((stop - start, size), dtype=np.uint8)
        position = 0
        for column in columns:
            block[:, position : position + column.width] = _cells(column, start, stop)
            position += column.width
        yield block


def _cells(column: Column, start: int, stop: int) -> Bytes:
    if not column.is_text:
        return _numbers(column.values[start:stop])
    padded = pc.ascii_rpad(column.values[start:stop], column.width)
    data = np.frombuffer(padded.buffers()[2], dtype=np.uint8)
    return data[: (stop - start) * column.width].reshape(stop - start, column.width)


def _numbers(values: npt.NDArray[np.float64]) -> Bytes:
    missing = np.isnan(values)
    bits = ibm_doubles(np.where(missing, 0.0, values))
    if missing.any():
        letters = missing_letters(pd.Series(values[missing]))
        codes = letters.where(letters != "", ".").map(ord).to_numpy(dtype=np.uint64)
        bits[missing] = codes << np.uint64(56)
    return bits.astype(">u8").view(np.uint8).reshape(-1, 8)
