"""SAS transport files (XPORT version 5), after SAS TS-140: the headers of every member, its records, every cut told."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from converter.dataset import FoundDataset, FoundVariable
from converter.errors import InputError
from converter.read.cut import cut
from converter.read.text import bytes_at, file_size, guessed
from converter.read.xport_columns import NOT_UTF8, NUMBER_WIDTH, Encodings, Field, Records, not_utf8, read_columns

CARD, NAMESTR = 80, 140
LIBRARY = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
MEMBER = b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
NAMES = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
RECORDS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"
NUMBER, TEXT = 1, 2
LEAST = {NUMBER: 2, TEXT: 1}
CHUNK = CARD * 100_000


@dataclass(frozen=True)
class Member:
    """One dataset of a transport file: name, label, variables, where its records stand, what shows that it was cut."""

    file: str
    name: str
    label: str
    fields: tuple[Field, ...]
    records: Records
    cut: str


def is_version_5(path: Path) -> bool:
    """Tell by its first record whether a file is a SAS transport file of version 5."""
    return bytes_at(path, 0, len(LIBRARY)) == LIBRARY


def read_xport(path: Path, encoding: str | None = None) -> tuple[FoundDataset, ...]:
    """Read every member of a transport file of version 5, with its attributes and what is wrong with it.

    Numbers are float64 with special missing values; text loses the blanks at its end, and is decoded by `encoding`,
    else as UTF-8, else as Windows-1252. Version 5 does not store how many records there are: a file that ends within a
    record or a card is told as cut, and blank records that fill up the last card are none. Raises InputError for what
    is no transport file. A member without a name has that of its file.
    """
    return tuple(read_member(member, encoding) for member in members(path))


def members(path: Path) -> tuple[Member, ...]:
    """Read the headers of every member of a transport file; raises InputError where they are none or damaged."""
    starts = list(_starts(path))
    if not is_version_5(path) or not starts:
        message = f"{path.name}: not a SAS transport file of version 5, or cut before its first dataset"
        raise InputError(message)
    ends = [*starts[1:], file_size(path)]
    found = (_member(path, start, end) for start, end in zip(starts, ends, strict=True))
    return tuple(replace(member, name=member.name or path.stem.upper()) for member in found)


def only_member(path: Path) -> Member:
    """Read the header of the one member of a file that we wrote, in which no other is looked for.

    Raises InputError where it is damaged.
    """
    start = CARD * 3
    if not is_version_5(path) or bytes_at(path, start, len(MEMBER)) != MEMBER:
        message = f"{path.name}: not a SAS transport file of version 5, or cut before its first dataset"
        raise InputError(message)
    return _member(path, start, file_size(path))


def read_member(
    member: Member, encoding: Encodings = None, rows: range | None = None, names: Collection[str] | None = None
) -> FoundDataset:
    """Read the records of a member, or those of `rows` (positions from 0); only their part of the file is read.

    The frame has all variables, or those named.
    """
    records = member.records if rows is None else member.records.at_rows(rows)
    fields = [field for field in member.fields if names is None or field.variable.name in names]
    frame, told = read_columns(records, fields, member.file, encoding)
    issues = [cut(member.file, _cut_message(member), records.count)]
    variables = tuple(field.variable for field in member.fields)
    issues = [*(issues if member.cut else ()), *told]
    return FoundDataset(member.name, member.label, member.file, frame, variables, issues=tuple(issues))


def member_parts(member: Member, encoding: str | None, rows: int) -> Iterator[FoundDataset]:
    """Read the records of a member so many at a time; one part at least, and what is told of the whole with the first.

    Text is decoded as that of the whole member is: a column that is not UTF-8 somewhere is Windows-1252 everywhere.
    """
    others = {} if encoding else not_utf8(member.records, member.fields)
    told = [cut(member.file, _cut_message(member), member.records.count)] if member.cut else []
    told += [replace(guessed(member.file, used, NOT_UTF8), variable=name) for name, used in others.items()]
    for start in range(0, max(member.records.count, 1), rows):
        part = read_member(replace(member, cut=""), encoding or others, range(start, start + rows))
        yield replace(part, issues=(*told, *part.issues))
        told = []


def read_rows(parts: Sequence[Member], rows: range, names: Collection[str] | None = None) -> FoundDataset:
    """Read some records, or some variables, of a dataset that lies in one member or, split for its size, in several.

    The index of the frame numbers them in the whole (from 0). Nothing is told but what is odd in these records.
    """
    found, before = list[FoundDataset](), 0
    for part in parts:
        here = range(max(rows.start - before, 0), max(rows.stop - before, 0))
        before += part.records.count
        if here.start < part.records.count and here:
            found.append(read_member(replace(part, cut=""), rows=here, names=names))
    found = found or [read_member(parts[0], rows=range(0), names=names)]
    frame = pd.concat([one.frame for one in found]) if len(found) > 1 else found[0].frame
    index = pd.RangeIndex(min(rows.start, before), min(rows.start, before) + len(frame))
    issues = tuple(issue for one in found for issue in one.issues)
    return replace(found[0], frame=frame.set_axis(index), issues=issues)


def _cut_message(member: Member) -> str:
    return f"the records of {member.name} are cut: {member.cut}"


def _starts(path: Path) -> Iterator[int]:
    """Give the places where members begin, after the header of the library; headers begin a card."""
    for start in range(0, file_size(path), CHUNK):
        data = bytes_at(path, start, CHUNK)
        at = data.find(MEMBER)
        while at >= 0:
            if at % CARD == 0 and start + at:
                yield start + at
            at = data.find(MEMBER, at + 1)


def _member(path: Path, start: int, end: int) -> Member:
    """Read the headers of a member; raises InputError where they are not those of version 5."""
    file, fixed = path.name, bytes_at(path, start, min(5 * CARD, end - start))
    names = fixed.find(NAMES)
    count = fixed[names + 54 : names + 58]
    size = int(fixed[75:78]) if fixed[75:78].isdigit() else NAMESTR
    if names != CARD * 4 or not count.isdigit():
        message = f"{file}: the headers of a dataset are damaged; have the file exported again"
        raise InputError(message)
    length = -(-int(count) * size // CARD) * CARD
    first = start + names + 2 * CARD + length
    namestrs = bytes_at(path, start + names + CARD, length + CARD)
    if namestrs[length : length + len(RECORDS)] != RECORDS or first > end:
        message = f"{file}: the descriptions of {int(count)} variables are damaged or cut; have the file exported again"
        raise InputError(message)
    fields = _checked(tuple(_field(namestrs[at : at + size], file) for at in range(0, int(count) * size, size)), file)
    name, label = (_ascii(fixed[at : at + width]) for at, width in ((2 * CARD + 8, 8), (3 * CARD + 32, 40)))
    width = max((field.at + field.width for field in fields), default=0)
    records, why = _records(path, first, end, width)
    return Member(file, name.upper(), label, fields, records, why)


def _field(namestr: bytes, file: str) -> Field:
    kind, _, width, _, name, label, form, size, decimals, *_, at = struct.unpack(">hhhh8s40s8shhh2s8shhl", namestr[:88])
    wide = kind == NUMBER and width > NUMBER_WIDTH
    if kind not in {NUMBER, TEXT} or width < LEAST.get(kind, 1) or wide or at < 0:
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


def _records(path: Path, first: int, end: int, size: int) -> tuple[Records, str]:
    """Count the records of a member by its bytes, and say what shows that its file was cut."""
    length = end - first
    if not size:
        return Records(path, first, size, 0), ""
    count = length // size
    tail = bytes_at(path, end - min(length, size + CARD), min(length, size + CARD))
    left = length - count * size
    if tail[len(tail) - left :].strip(b" ") or left >= CARD:
        return Records(path, first, size, count), f"it ends with {left} bytes of a record of {size}"
    if length % CARD:
        return Records(path, first, size, count), "its length is no multiple of 80 bytes"
    filled = len(tail.rstrip(b" "))
    while count and length - (count - 1) * size < CARD and len(tail) - (length - (count - 1) * size) >= filled:
        count -= 1
    return Records(path, first, size, count), ""
