"""The records of a transport file as columns: a chunk of records at a time, each column of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.numbers.ibm import from_ibm
from converter.dataset import FoundVariable, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import control_issues, may_hold_controls
from converter.read.text import bytes_at, first_fit, guessed

NUMBER_WIDTH = 8
CHUNK = 4_000_000
"""Bytes of records that are read at a time: they stay in the cache of the processor while columns are made of them."""
BLANK, DELETE, ASCII = 0x20, 0x7F, 0x80
ENCODINGS = ("utf-8", "cp1252")
STRING = pd.StringDtype(na_value=float("nan"))
NOT_UTF8 = "it is not UTF-8"
Bytes = npt.NDArray[np.uint8]
Encodings: TypeAlias = str | Mapping[str, str] | None


@dataclass(frozen=True)
class Field:
    """One variable of a member: its description, and where its bytes stand in a record."""

    variable: FoundVariable
    at: int
    width: int


@dataclass(frozen=True)
class Records:
    """Records of one size that follow each other in a file."""

    path: Path
    first: int
    size: int
    count: int

    def at_rows(self, rows: range) -> Records:
        """Take the records of a range, as far as there are any."""
        start, stop = min(rows.start, self.count), min(rows.stop, self.count)
        return replace(self, first=self.first + start * self.size, count=max(stop - start, 0))

    def blocks(self) -> Iterator[Bytes]:
        """Give the records as byte matrices, a chunk at a time; raises InputError where the file is shorter now."""
        step = max(1, CHUNK // max(1, self.size))
        for start in range(0, self.count, step):
            count = min(step, self.count - start)
            data = bytes_at(self.path, self.first + start * self.size, count * self.size)
            if len(data) < count * self.size:
                message = f"{self.path.name}: changed while it was read; wait until it is complete, and run again"
                raise InputError(message)
            yield np.frombuffer(data, dtype=np.uint8).reshape(count, self.size)


class Text:
    """A text column while it is read: its cells one after the other, and which bytes occur where some are odd.

    The place is taken for cells that are all full; what trimmed cells leave of it is never touched.
    """

    def __init__(self, count: int, width: int) -> None:
        self._bytes = np.empty(count * width, dtype=np.uint8)
        self._ends = np.zeros(count + 1, dtype=np.int64)
        self._count = 0
        self._odd: set[int] = set()

    def add(self, block: Bytes) -> None:
        """Add the cells of a chunk, without the blanks at their ends."""
        count, width = block.shape
        if block.min() < BLANK or block.max() >= DELETE:
            self._odd |= set(np.unique(block).tolist())
        places = pa.py_buffer(np.arange(0, count * width + 1, width, dtype=np.int64))
        padded = pa.Array.from_buffers(pa.large_string(), count, [None, places, pa.py_buffer(block)])
        _, ends, data = pc.ascii_rtrim(padded, characters=" ").buffers()
        start, stop = int(self._ends[self._count]), self._count + count
        self._ends[self._count + 1 : stop + 1] = np.frombuffer(ends, dtype=np.int64, count=count + 1)[1:] + start
        used = int(self._ends[stop]) - start
        self._bytes[start : start + used] = np.frombuffer(data, dtype=np.uint8, count=used)
        self._count = stop

    def series(self, name: str, file: str, encoding: str | None) -> tuple[pd.Series, tuple[Issue, ...]]:
        """Give the column, and what is told of its encoding and of control characters; raises InputError."""
        used = self._bytes[: self._ends[-1]]
        cells = [None, pa.py_buffer(self._ends), pa.py_buffer(used)]
        text, issues = pa.Array.from_buffers(pa.large_string(), self._count, cells), tuple[Issue, ...]()
        if max(self._odd, default=0) >= ASCII:
            text, issues = _decoded(text, name, file, encoding)
        values: pd.Series = text.to_pandas(types_mapper={pa.large_string(): STRING}.get)
        if may_hold_controls(bytes(self._odd)):
            numbered = values.set_axis(pd.RangeIndex(1, len(values) + 1)).to_frame(name)
            issues += tuple(control_issues(numbered, bytes(self._odd), file))
        return values, issues


def read_columns(
    records: Records, fields: Sequence[Field], file: str, encoding: Encodings
) -> tuple[Frame, tuple[Issue, ...]]:
    """Read records as a frame: numbers as float64, text without the blanks at its end; raises InputError.

    `encoding` is that of all text, or of each column that is known. Memory is that of the frame and of one chunk of
    records. Issues tell a guessed encoding and control characters.
    """
    numbers = {one.variable.name: np.empty(records.count) for one in fields if one.variable.type == "Num"}
    texts = {one.variable.name: Text(records.count, one.width) for one in fields if one.variable.type == "Char"}
    start = 0
    for block in records.blocks():
        for one in fields:
            cells = _cells(block, one)
            if one.variable.name in texts:
                texts[one.variable.name].add(cells)
            else:
                numbers[one.variable.name][start : start + len(block)] = _numbers(cells)
        start += len(block)
    columns: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name in (one.variable.name for one in fields):
        if name in texts:
            known = encoding.get(name) if isinstance(encoding, Mapping) else encoding
            columns[name], told = texts[name].series(name, file, known)
            issues += told
        else:
            columns[name] = pd.Series(numbers[name], copy=False)
    return pd.DataFrame(columns, index=pd.RangeIndex(records.count), copy=False), tuple(issues)


def not_utf8(records: Records, fields: Sequence[Field]) -> dict[str, str]:
    """Give each column with text that is not UTF-8, and the encoding that all of it is read in; memory is one chunk."""
    found: set[str] = set()
    for block in records.blocks():
        for one in fields:
            if one.variable.type == "Char" and one.variable.name not in found and not _is_utf8(_cells(block, one)):
                found.add(one.variable.name)
    return {one.variable.name: ENCODINGS[-1] for one in fields if one.variable.name in found}


def _is_utf8(cells: Bytes) -> bool:
    """Tell whether every cell of a text column is UTF-8; a line feed keeps those of two cells apart."""
    odd = cells[(cells >= ASCII).any(axis=1)]
    try:
        np.hstack([odd, np.full((len(odd), 1), ord("\n"), dtype=np.uint8)]).tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _cells(block: Bytes, one: Field) -> Bytes:
    """Take one field of records as a matrix of its own; as items of its width they are copied faster than as bytes."""
    count, size = block.shape
    items = np.ndarray((count,), dtype=f"V{one.width}", buffer=block, offset=one.at, strides=(size,))
    return np.ascontiguousarray(items).view(np.uint8).reshape(count, one.width)


def _numbers(block: Bytes) -> npt.NDArray[np.float64]:
    """Read numbers of 2 to 8 bytes: what is missing at their end is zero."""
    words = block
    if block.shape[1] < NUMBER_WIDTH:
        words = np.zeros((len(block), NUMBER_WIDTH), dtype=np.uint8)
        words[:, : block.shape[1]] = block
    return from_ibm(words.view(">u8").ravel().astype(np.uint64))


def _decoded(cells: pa.Array, name: str, file: str, encoding: str | None) -> tuple[pa.Array, tuple[Issue, ...]]:
    """Decode each distinct cell once, by the encoding that all of them have."""
    coded = cells.view(pa.large_binary()).dictionary_encode()
    distinct: list[bytes] = coded.dictionary.to_pylist()
    _, used, failures = first_fit(b"\n".join(distinct), file, (encoding,) if encoding else ENCODINGS)
    text = pa.array([cell.decode(used).rstrip(" ") for cell in distinct], type=pa.large_string())
    issues = (replace(guessed(file, used, NOT_UTF8), variable=name),) if failures else ()
    return text.take(coded.indices), issues
