"""SAS transport files (XPORT version 5), after SAS TS-140: exact, deterministic, nothing cut."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.ibm import ibm_doubles, representable
from converter.compute.missing import missing_letters
from converter.compute.sas_format import sas_format
from converter.dataset import Dataset
from converter.errors import InputError
from converter.spec.dataset import VariableSpec
from converter.spec.paths import below
from converter.write.parts import CARD, LIMIT, parts_of

NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
LABEL, WIDTH = 40, 200
BLANK, TILDE = 0x20, 0x7E
CHUNK = 8_000_000
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HEADER = "HEADER RECORD*******{:<8}HEADER RECORD!!!!!!!{:<30}  "
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


def write_xpt(dataset: Dataset, folder: Path, *, created: datetime, limit: int = LIMIT) -> tuple[Path, ...]:
    """Write one dataset as `<name>.xpt`, whole or not at all, and give its path.

    Char columns are as wide as their spec says, else as their longest value. The creation stamp is `created` in all
    places of the header, so the same dataset gives the same bytes. A file over `limit` bytes is split by rows into
    <name>1.xpt, <name>2.xpt, ... (member names alike). Raises InputError naming everything the format cannot hold:
    names over 8 characters, labels over 40 bytes, values over their width or 200 bytes or not printable ASCII, numbers
    that are infinite or outside 16**-65 to 16**63, and a last record that is blank in every variable of a dataset whose
    records are shorter than 80 bytes: version 5 does not store the number of records, so no reader could find it.
    """
    columns = [_column(variable, dataset.frame[variable.name]) for variable in dataset.spec.variables]
    problems = [*_name_problems(dataset), *(p for column in columns for p in _value_problems(dataset.name, column))]
    parts = parts_of(dataset, limit)
    ends = [sum(len(part.frame) for part in parts[:number]) for number in range(len(parts) + 1)]
    rows = [range(start, stop) for start, stop in pairwise(ends)]
    problems += [problem for own in rows for problem in _blank_end(dataset.name, columns, own)]
    if problems:
        raise InputError("\n".join(problems))
    named = zip(parts, rows, strict=True)
    return tuple(_write_part(dataset, columns, part.name, own, folder, created) for part, own in named)


def _column(variable: VariableSpec, values: pd.Series) -> Column:
    if variable.type == "Num":
        return Column(variable, values.to_numpy(dtype="float64"), 8)
    text = pa.array(values, from_pandas=True).cast(pa.large_string())
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    text = pc.fill_null(text, "") if text.null_count else text
    longest = pc.max(pc.binary_length(text)).as_py() or 0
    return Column(variable, text, variable.length or max(int(longest), 1))


def _name_problems(dataset: Dataset) -> Iterator[str]:
    spec = dataset.spec
    for name, label in ((spec.name, spec.label), *((v.name, v.label) for v in spec.variables)):
        place = spec.name if name == spec.name else f"{spec.name}.{name}"
        if not NAME.fullmatch(name):
            yield f"{place}: a name has 1 to 8 characters of A-Z, 0-9 and _, and does not start with a digit"
        size = len(label.encode())
        if size > LABEL or not _printable(label):
            yield f"{place}: the label '{label}' has {size} bytes; expected at most {LABEL}, printable ASCII"
    for variable in spec.variables:
        if variable.format and not sas_format(variable.format):
            yield f"{spec.name}.{variable.name}: '{variable.format}' is no SAS format such as DATE9. or 8.2"


def _printable(text: str) -> bool:
    return text.isascii() and (text.isprintable() or not text)


def _value_problems(dataset: str, column: Column) -> Iterator[str]:
    place = f"{dataset}.{column.spec.name}"
    if not column.is_text:
        yield from _number_problems(place, column.values)
        return
    if column.width > WIDTH:
        yield f"{place}: the width is {column.width} bytes; expected at most {WIDTH}"
    lengths = pc.binary_length(column.values).to_numpy(zero_copy_only=False)
    yield from _told(place, lengths > column.width, column.values, f"longer than its width of {column.width} bytes")
    if _has_unprintable(column.values):
        bad = pc.match_substring_regex(column.values, "[^ -~]").to_numpy(zero_copy_only=False)
        yield from _told(place, bad, column.values, "not printable ASCII")


def _has_unprintable(text: pa.Array) -> bool:
    """Look at the bytes of a whole column at once; only a column that has some is searched row by row."""
    data = text.buffers()[2]
    if data is None or not len(text):
        return False
    raw = np.frombuffer(data, dtype=np.uint8)
    return bool(((raw < BLANK) | (raw > TILDE)).any())


def _number_problems(place: str, values: npt.NDArray[np.float64]) -> Iterator[str]:
    wrong = ~(np.isnan(values) | representable(values))
    text = pa.array([str(value) for value in values[wrong]])
    if wrong.any():
        rows = np.flatnonzero(wrong)
        yield f"{place}: {len(rows)} numbers no IBM double holds, the first in record {rows[0] + 1}: {text[0]}"


def _told(place: str, wrong: npt.NDArray[np.bool_], text: pa.Array, message: str) -> Iterator[str]:
    rows = np.flatnonzero(wrong)
    if len(rows):
        value = text[int(rows[0])].as_py()
        shown = value if len(value) <= CARD else f"{value[:CARD]}..."
        yield f"{place}: {len(rows)} values {message}, the first in record {rows[0] + 1}: {shown!r}"


def _blank_end(dataset: str, columns: list[Column], rows: range) -> Iterator[str]:
    size = sum(column.width for column in columns)
    if not rows or size >= CARD or any(not column.is_text for column in columns):
        return
    if all(not column.values[rows[-1]].as_py().strip() for column in columns):
        message = "the last record is blank in every variable; version 5 could not tell it from padding"
        yield f"{dataset}: record {rows[-1] + 1}: {message}"


def _write_part(  # the parts of one file
    dataset: Dataset, columns: list[Column], name: str, rows: range, folder: Path, created: datetime
) -> Path:
    path = below(folder, f"{name.lower()}.xpt")
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(_headers(dataset.spec.label, columns, name, created))
        size = 0
        for block in _blocks(columns, rows):
            file.write(block.data)
            size += block.size
        file.write(b" " * (-size % CARD))
    return new.replace(path)


def _headers(label: str, columns: list[Column], name: str, created: datetime) -> bytes:
    stamp = f"{created:%d}{MONTHS[created.month - 1]}{created:%y:%H:%M:%S}"
    zeros = "0" * 30
    text = [
        HEADER.format("LIBRARY", zeros),
        f"{'SAS':<8}{'SAS':<8}{'SASLIB':<8}{'9.4':<8}{'':<8}{'':<24}{stamp:<16}",
        f"{stamp:<80}",
        HEADER.format("MEMBER", "000000000000000001600000000140"),
        HEADER.format("DSCRPTR", zeros),
        f"{'SAS':<8}{name:<8}{'SASDATA':<8}{'9.4':<8}{'':<8}{'':<24}{stamp:<16}",
        f"{stamp:<16}{'':<16}{label:<40}{'':<8}",
        HEADER.format("NAMESTR", f"000000{len(columns):04d}".ljust(30, "0")),
    ]
    namestrs = b"".join(_namestrs(columns))
    namestrs += b" " * (-len(namestrs) % CARD)
    return "".join(text).encode("ascii") + namestrs + HEADER.format("OBS", zeros).encode("ascii")


def _namestrs(columns: list[Column]) -> Iterator[bytes]:
    position = 0
    for number, column in enumerate(columns, start=1):
        form, width, decimals = sas_format(column.spec.format) or ("", 0, 0)
        yield struct.pack(
            ">hhhh8s40s8shhh2s8shhl52s",
            *(2 if column.is_text else 1, 0, column.width, number),
            *(column.spec.name.ljust(8).encode(), column.spec.label.ljust(LABEL).encode()),
            *(form.ljust(8).encode(), width, decimals, 0, b"\0\0", b" " * 8, 0, 0, position, b"\0" * 52),
        )
        position += column.width


def _blocks(columns: list[Column], rows: range) -> Iterator[Bytes]:
    """Give the records as byte matrices, a bounded number of rows at a time."""
    size = max(1, sum(column.width for column in columns))
    step = max(1, CHUNK // size)
    for start in range(rows.start, rows.stop, step):
        stop = min(start + step, rows.stop)
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
