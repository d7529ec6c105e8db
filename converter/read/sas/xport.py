"""SAS transport files (XPORT of versions 5 and 8): every member, its records, every cut told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from converter.dataset import FoundDataset
from converter.read.cut import cut
from converter.read.sas.xport_columns import NOT_UTF8, Encodings, not_utf8, read_columns
from converter.read.sas.xport_header import Member, members
from converter.read.text import guessed


def read_xport(path: Path, encoding: str | None = None) -> tuple[FoundDataset, ...]:
    """Read every member of a transport file, with its attributes and what is wrong with it.

    Numbers are float64 with special missing values; text loses the blanks at its end, and is decoded by `encoding`,
    else as UTF-8, else as Windows-1252. Version 5 does not store how many records there are: a file that ends within a
    record or a card is told as cut, and blank records that fill up the last card are none. Raises InputError for what
    is no transport file. A member without a name has that of its file.
    """
    return tuple(read_member(member, encoding) for member in members(path))


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
