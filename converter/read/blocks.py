"""Delimited text a block at a time: its encoding and header, and that all of it is regular, found before it is read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from converter.errors import InputError
from converter.issues import Issue
from converter.read.csv import SAMPLE, Body, body_of, regular_records
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
    """How a regular file of delimited text is read by blocks.

    Its text begins `start` bytes from the beginning, in `encoding`; in UTF-8 `header` bytes of it stand before the
    records. `body` has the names of the columns, the delimiter and the number of the first row. `issues` are what its
    encoding and its header tell.
    """

    path: Path
    encoding: str
    start: int
    header: int
    body: Body
    issues: tuple[Issue, ...]

    def blocks(self) -> Iterator[bytes]:
        """Give the records as UTF-8 text, whole records at a time; one block at least."""
        skip = self.header
        for block in record_blocks(self.path, self.encoding, self.start):
            yield block[skip:]
            skip = 0


def layout_of(path: Path, table: Table, profile: Profile) -> Layout | None:
    """Find how a file is read by blocks, and that all of it can be; nothing where it has to be read whole.

    That is: text of UTF-16 and other wide encodings, UTF-8 with stray bytes, and text that nothing decodes; a header
    that is not whole in the first block; lines and records that are too long; and a file with a ragged row or a quote
    that is open, stands alone or holds a record, for what such a row is the rows after it decide.
    """
    try:
        found = _encoding(path, table, profile)
        layout = _begun(path, *found, table, profile) if found else None
        return layout if layout and _is_regular(layout) else None
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
    blocks = record_blocks(path, encoding, start)
    first, more = next(blocks), next(blocks, b"")
    body, told = body_of(first.decode("utf-8"), path.name, table, profile)
    breaks = body.text.count("\n") + body.text.count("\r")
    if any(issue.rule == "quote-open" for issue in told) or (more and breaks <= 2 * SAMPLE):
        return None
    header = len(first) - len(body.text.encode("utf-8"))
    return Layout(path, encoding, start, header, body, (*issues, *told))


def _is_regular(layout: Layout) -> bool:
    return all(regular_records(block, layout.body) is not None for block in layout.blocks())


def record_blocks(path: Path, encoding: str, start: int) -> Iterator[bytes]:
    """Read text as UTF-8, blocks that end with a line break outside quotes; raises TooLongError."""
    carry = b""
    for block in line_blocks(path, start):
        data = carry + (block if encoding == "utf-8" else block.decode(encoding).encode("utf-8"))
        end = _end_of_records(data)
        carry = data[end:]
        if len(carry) > LONGEST:
            raise TooLongError
        if end:
            yield data[:end]
    if carry or not file_size(path) > start:
        yield carry


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
