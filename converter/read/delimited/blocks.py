"""Delimited text a block at a time: its encoding, its header and what is odd in it are found before it is read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from converter.errors import InputError
from converter.issues import Issue
from converter.read.delimited import delimited
from converter.read.delimited.csv import SAMPLE, Body, body_of, regular_records
from converter.read.delimited.csv_odd import Odd
from converter.read.delimited.delimited import Split, Splitter, holds_record, split_record, split_records, splitter
from converter.read.text import MARKS, bytes_at, file_size, guessed, strays_and_wide, unmarked_utf16
from converter.spec.profile import Profile
from converter.spec.study import Table

BLOCK = 4_000_000
"""Bytes that are read at a time."""
LONGEST = 64_000_000
"""Bytes of a line, or of a record with line breaks in quotes, beyond which a file is not read by blocks."""
SINGLE = re.compile(r"utf-8|ascii|cp125[0-8]|iso8859-\d+|mac-roman|koi8-r|cp437|cp850")
"""Encodings, as Python names them, in which the byte of a line break or a quote is part of nothing else."""


class TooLongError(Exception):
    """A line or a record is too long to be read by blocks."""


@dataclass(frozen=True)
class Layout:
    """How a file of delimited text is read by blocks.

    Its text begins `start` bytes from the beginning, in `encoding`; in UTF-8 `header` bytes of it stand before the
    records. `body` has the names of the columns, the delimiter and the number of the first row. `issues` are what its
    encoding and its header tell. `how` and `odd` are of an irregular file: how its records are told apart, and what is
    odd in them.
    """

    path: Path
    encoding: str
    start: int
    header: int
    body: Body
    issues: tuple[Issue, ...]
    how: Splitter | None = None
    odd: Odd = field(default_factory=lambda: Odd(0))


def layout_of(path: Path, table: Table, profile: Profile) -> Layout | None:
    """Find how a file is read by blocks, and that all of it can be; nothing where it has to be read whole.

    That is: text of UTF-16 and other wide encodings, UTF-8 with stray bytes, and text that nothing decodes; a header
    that is not whole in the first block, or is followed by few lines there; lines and records that are too long; and an
    irregular file of one column, or with an open quote among the records that show what records begin with; and a file
    with comments, with another quote than ", or with signs of numbers that a setting names.
    """
    if table.is_translated:
        return None
    try:
        found = _encoding(path, table, profile)
        layout = _begun(path, *found, table, profile) if found else None
        return layout if layout is None or _is_regular(layout) else _irregular(layout)
    except (TooLongError, InputError):  # the reader of the whole file says what is wrong
        return None


def _encoding(path: Path, table: Table, profile: Profile) -> tuple[str, int, tuple[Issue, ...]] | None:
    """Find the encoding that the whole file fits, where its text starts, and what is told if it was guessed."""
    sample = bytes_at(path, 0, BLOCK)
    if sample.startswith(MARKS) or (not table.encoding and unmarked_utf16(sample, file_size(path))):
        return None
    marked = sample.startswith(codecs.BOM_UTF8)
    candidates = ("utf-8",) if marked else (table.encoding,) if table.encoding else profile.encodings
    names = tuple(name.removesuffix("-sig") for name in candidates)
    if not all(map(_is_single, names)):
        return None
    start = len(codecs.BOM_UTF8) if marked else 0
    wrong, mixed = _survey(path, names, start)
    fits = next((name for name, at in zip(names, wrong, strict=True) if at is None), None)
    if fits is None or (mixed and wrong[0] is not None):
        return None
    told = () if wrong[0] is None else (guessed(path.name, fits, f"byte {wrong[0]} is not {names[0]}"),)
    return fits, start, told


def _is_single(encoding: str) -> bool:
    try:
        return SINGLE.fullmatch(codecs.lookup(encoding).name) is not None
    except LookupError:
        return False


def _survey(path: Path, encodings: Sequence[str], start: int) -> tuple[list[int | None], bool]:
    """Give the first byte (from 1) that each encoding does not fit, and whether the text is UTF-8 with stray bytes."""
    wrong: list[int | None] = [None] * len(encodings)
    at, strays, wide = start, 0, 0
    for block in line_blocks(path, start):
        if not block.isascii():
            wrong = [
                _failure(block, one, at) if was is None else was for one, was in zip(encodings, wrong, strict=True)
            ]
            found = strays_and_wide(block)
            strays, wide = strays + found[0], wide + found[1]
        at += len(block)
    return wrong, 0 < strays <= wide


def _failure(block: bytes, encoding: str, at: int) -> int | None:
    try:
        block.decode(encoding)
    except UnicodeDecodeError as error:
        return at + error.start + 1
    return None


def _begun(
    path: Path, encoding: str, start: int, issues: tuple[Issue, ...], table: Table, profile: Profile
) -> Layout | None:
    """Find the header in the first block; nothing where it, or what tells the delimiter, may go on behind it."""
    blocks = _text_blocks(path, encoding, start)
    first, more = next(blocks, b""), next(blocks, b"")
    body, told = body_of(first.decode("utf-8"), path.name, table, profile)
    breaks = body.text.count("\n") + body.text.count("\r")
    if any(issue.rule == "quote-open" for issue in told) or (more and breaks <= 2 * SAMPLE):
        return None
    header = len(first) - len(body.text.encode("utf-8"))
    return Layout(path, encoding, start, header, replace(body, text=""), (*issues, *told))


def _is_regular(layout: Layout) -> bool:
    try:
        return all(regular_records(block, layout.body) is not None for block in record_blocks(layout))
    except TooLongError:
        return False


def _irregular(layout: Layout) -> Layout | None:
    """Find how the records of an irregular file are told apart, and what is odd in them."""
    blocks = _text_blocks(layout.path, layout.encoding, layout.start, layout.header)
    first, more, width = next(blocks).decode("utf-8"), next(blocks, b""), len(layout.body.names)
    records = split_records(first, Splitter(layout.body.delimiter))
    known = [record for _, record in zip(range(delimited.SAMPLE), records, strict=False)]
    if width == 1 or (more and (len(known) < delimited.SAMPLE or any(record.opened for record in known))):
        return None
    odd, how = Odd(width), splitter(first, layout.body.delimiter, width)
    layout = replace(layout, how=how, odd=odd)
    for row, record in enumerate(careful_records(layout, how), start=layout.body.first):
        odd.add(row, record)
    return layout


def careful_records(layout: Layout, how: Splitter) -> Iterator[Split]:
    """Give the records of an irregular file one by one; raises TooLongError.

    A quote that nothing closes in what is read so far is open if a record stands behind it, wherever it may be closed;
    else more has to be read.
    """
    carry, last = "", False
    blocks = _text_blocks(layout.path, layout.encoding, layout.start, layout.header)
    block = next(blocks, b"")
    while not last:
        following = next(blocks, None)
        text, at, last = carry + block.decode("utf-8"), 0, following is None
        while at < len(text):
            record = split_record(text, at, how)
            if record.opened and not last and not holds_record(text, record.end, len(text), how):
                break
            yield record
            at = record.end
        carry, block = text[at:], following or b""
        if len(carry) > LONGEST:
            raise TooLongError


def record_blocks(layout: Layout) -> Iterator[bytes]:
    """Give the records of a regular file as UTF-8 text, whole records at a time, one block at least.

    Raises TooLongError.
    """
    carry, given = b"", False
    for block in _text_blocks(layout.path, layout.encoding, layout.start, layout.header):
        data = carry + block
        end = _end_of_records(data)
        carry = data[end:]
        if len(carry) > LONGEST:
            raise TooLongError
        if end:
            yield data[:end]
            given = True
    if carry or not given:
        yield carry


def _text_blocks(path: Path, encoding: str, start: int, skip: int = 0) -> Iterator[bytes]:
    """Read text as UTF-8, whole lines at a time, without the first `skip` bytes of it."""
    for block in line_blocks(path, start):
        data = block if encoding == "utf-8" else block.decode(encoding).encode("utf-8")
        yield data[skip:]
        skip = max(skip - len(data), 0)


def _end_of_records(data: bytes) -> int:
    """Find the place behind the last line break that stands outside quotes; 0 where there is none."""
    if b'"' not in data:
        return _end_of_lines(data)
    found = np.frombuffer(data, dtype=np.uint8)
    quotes, breaks = np.flatnonzero(found == ord('"')), np.flatnonzero((found == ord("\n")) | (found == ord("\r")))
    outside = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def line_blocks(path: Path, start: int) -> Iterator[bytes]:
    """Read a file from a place on, blocks that end with a line break; raises TooLongError."""
    carry, at = b"", start
    while block := bytes_at(path, at, BLOCK):
        at += len(block)
        data = carry + block
        end = _end_of_lines(data[:-1] if data.endswith(b"\r") else data)  # its line feed may come next
        carry = data[end:]
        if len(carry) > LONGEST:
            raise TooLongError
        if end:
            yield data[:end]
    if carry:
        yield carry


def _end_of_lines(data: bytes) -> int:
    return max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
