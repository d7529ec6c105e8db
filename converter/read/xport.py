"""SAS transport files (XPORT version 5), after SAS TS-140: every member, every record, every cut told."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.ibm import from_ibm
from converter.dataset import FoundDataset, FoundVariable
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import control_issues
from converter.read.cut import cut
from converter.read.text import file_bytes, first_fit, guessed

CARD, NAMESTR, BLANK = 80, 140, 0x20
LIBRARY = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
MEMBER = b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
NAMES = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
RECORDS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"
NUMBER, TEXT = 1, 2
WORD = 8
LEAST = {NUMBER: 2, TEXT: 1}
ENCODINGS = ("utf-8", "cp1252")
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Field:
    """One variable of a member: its description, and where its bytes stand in a record."""

    variable: FoundVariable
    at: int
    width: int


@dataclass(frozen=True)
class Member:
    """One dataset of a transport file: its name, label, variables, and the bytes of its records."""

    name: str
    label: str
    fields: tuple[Field, ...]
    data: bytes

    @property
    def size(self) -> int:
        """The bytes of a record."""
        return max((field.at + field.width for field in self.fields), default=0)


def is_version_5(path: Path) -> bool:
    """Tell by its first record whether a file is a SAS transport file of version 5."""
    return file_bytes(path)[: len(LIBRARY)] == LIBRARY


def read_xport(path: Path, encoding: str | None = None) -> tuple[FoundDataset, ...]:
    """Read every member of a transport file of version 5, with its attributes and what is wrong with it.

    Numbers are float64 with special missing values; text loses the blanks at its end, and is decoded by `encoding`,
    else as UTF-8, else as Windows-1252. Version 5 does not store how many records there are: a file that ends within a
    record or a card is told as cut, and blank records that fill up the last card are none. Raises InputError for what
    is no transport file. A member without a name has that of its file.
    """
    data = file_bytes(path)
    starts = [at for at in _headers(data, MEMBER) if at]
    if not data.startswith(LIBRARY) or not starts:
        message = f"{path.name}: not a SAS transport file of version 5, or cut before its first dataset"
        raise InputError(message)
    members = [_member(data[start:end], path.name) for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]
    named = (replace(member, name=member.name or path.stem.upper()) for member in members)
    return tuple(_dataset(member, path.name, encoding) for member in named)


def _headers(data: bytes, header: bytes) -> Iterator[int]:
    """Give the places of a header record; headers begin a card."""
    at = data.find(header)
    while at >= 0:
        if at % CARD == 0:
            yield at
        at = data.find(header, at + 1)


def _member(data: bytes, file: str) -> Member:
    """Read the headers of a member; raises InputError where they are not those of version 5."""
    names = data.find(NAMES)
    count = data[names + 54 : names + 58]
    size = int(data[75:78]) if data[75:78].isdigit() else NAMESTR
    if names != CARD * 4 or not count.isdigit():
        message = f"{file}: the headers of a dataset are damaged; have the file exported again"
        raise InputError(message)
    start = names + CARD
    end = start + -(-int(count) * size // CARD) * CARD
    if data[end : end + len(RECORDS)] != RECORDS or len(data) < end + CARD:
        message = f"{file}: the descriptions of {int(count)} variables are damaged or cut; have the file exported again"
        raise InputError(message)
    fields = tuple(_field(data[at : at + size], file) for at in range(start, start + int(count) * size, size))
    name, label = (_ascii(data[at : at + width]) for at, width in ((2 * CARD + 8, 8), (3 * CARD + 32, 40)))
    return Member(name.upper(), label, _checked(fields, file), data[end + CARD :])


def _field(namestr: bytes, file: str) -> Field:
    kind, _, width, _, name, label, form, size, decimals, *_, at = struct.unpack(">hhhh8s40s8shhh2s8shhl", namestr[:88])
    if kind not in {NUMBER, TEXT} or width < LEAST.get(kind, 1) or (kind == NUMBER and width > WORD) or at < 0:
        message = f"{file}: the description of variable '{_ascii(name)}' is damaged; have the file exported again"
        raise InputError(message)
    shown = _ascii(form)
    shown += f"{size}" * (size > 0) + f".{decimals}" * (decimals > 0)
    named = "" if kind == TEXT or shown in {"BEST12", "BEST"} else shown
    return Field(FoundVariable(_ascii(name), _ascii(label), "Char" if kind == TEXT else "Num", width, named), at, width)


def _checked(fields: tuple[Field, ...], file: str) -> tuple[Field, ...]:
    """Give back variables that follow each other in a record, each name once; raises InputError for others."""
    ends = [field.at + field.width for field in fields]
    names = {field.variable.name for field in fields}
    if [field.at for field in fields] != [0, *ends[:-1]][: len(fields)] or len(names) < len(fields) or "" in names:
        message = f"{file}: the descriptions of its variables contradict each other; have the file exported again"
        raise InputError(message)
    return fields


def _ascii(text: bytes) -> str:
    """Give the text of a header, which is ASCII; other bytes are those of Windows-1252."""
    return text.decode("cp1252", errors="replace").rstrip("\0 ")


def _dataset(member: Member, file: str, encoding: str | None) -> FoundDataset:
    count, why = _count(member)
    records = np.frombuffer(member.data, dtype=np.uint8, count=count * member.size).reshape(count, member.size)
    columns: dict[str, pd.Series] = {}
    issues = [cut(file, f"the records of {member.name} are cut: {why}", count)] if why else []
    for field in member.fields:
        block = np.ascontiguousarray(records[:, field.at : field.at + field.width])
        if field.variable.type == "Num":
            columns[field.variable.name] = _numbers(block)
        else:
            columns[field.variable.name], told = _texts(block, field.variable.name, file, encoding)
            issues += told
    variables = tuple(field.variable for field in member.fields)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(count))
    return FoundDataset(member.name, member.label, file, frame, variables, issues=tuple(issues))


def _count(member: Member) -> tuple[int, str]:
    """Count the records of a member, and say what shows that its file was cut."""
    size, length = member.size, len(member.data)
    if not size:
        return 0, ""
    count = length // size
    rest = member.data[count * size :]
    if rest.strip(b" ") or len(rest) >= CARD:
        return count, f"it ends with {len(rest)} bytes of a record of {size}"
    if length % CARD:
        return count, "its length is no multiple of 80 bytes"
    while count and length - (count - 1) * size < CARD and not member.data[(count - 1) * size :].strip(b" "):
        count -= 1
    return count, ""


def _numbers(block: Bytes) -> pd.Series:
    """Read numbers of 2 to 8 bytes: what is missing at their end is zero."""
    words = np.zeros((len(block), WORD), dtype=np.uint8)
    words[:, : block.shape[1]] = block
    return pd.Series(from_ibm(words.view(">u8").ravel().astype(np.uint64)))


def _texts(block: Bytes, name: str, file: str, encoding: str | None) -> tuple[pd.Series, tuple[Issue, ...]]:
    count, width = block.shape
    no_issues: tuple[Issue, ...] = ()
    cells = pa.Array.from_buffers(pa.binary(width), count, [None, pa.py_buffer(block)]).cast(pa.large_binary())
    if not count or block.max() < 128:  # noqa: PLR2004 - ASCII
        values, issues = _series(pc.ascii_rtrim(cells.cast(pa.large_string()), characters=" ")), no_issues
    else:
        values, issues = _decoded(cells, name, file, encoding)
    numbered = values.set_axis(pd.RangeIndex(1, count + 1)).to_frame(name)
    return values, (*issues, *control_issues(numbered, block.tobytes(), file))


def _series(text: pa.Array) -> pd.Series:
    values: pd.Series = text.to_pandas(types_mapper={pa.large_string(): pd.StringDtype(na_value=float("nan"))}.get)
    return values


def _decoded(cells: pa.Array, name: str, file: str, encoding: str | None) -> tuple[pd.Series, tuple[Issue, ...]]:
    """Decode each distinct cell once, by the encoding that all of them have."""
    coded = cells.dictionary_encode()
    distinct: list[bytes] = coded.dictionary.to_pylist()
    _, used, failures = first_fit(b"\n".join(distinct), file, (encoding,) if encoding else ENCODINGS)
    text = pa.array([cell.decode(used).rstrip(" ") for cell in distinct], type=pa.large_string())
    issues = (replace(guessed(file, used, "it is not UTF-8"), variable=name),) if failures else ()
    return _series(text.take(coded.indices)), issues
