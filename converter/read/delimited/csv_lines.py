"""Single rows of a large text file, where each line is a row: found without reading the file as a table."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from converter.read.delimited.csv import SEPARATOR, Body, body_of, is_sound
from converter.read.delimited.delimited import Splitter, split_record
from converter.read.header import EXTRA, free_name
from converter.read.text import bytes_at, file_size
from converter.spec.profile import Profile
from converter.spec.study import Table

SMALL, HEAD, CHUNK = 4_000_000, 1_000_000, 8_000_000
"""Bytes of a file that is as well read whole, of what its header is looked for in, and of what is read at a time."""
FIRST = 200
"""Lines after the header that must stand in its head, so that the delimiter is found as in the whole."""
BREAK, QUOTE = 0x0A, 0x22
ONE_BYTE = ("ascii", "cp125", "iso8859")
"""How the names of encodings begin in which a line break is one byte and no part of another character."""
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """A text file in which line n is row n: what its header says, and where each line begins and the last one ends."""

    path: Path
    body: Body
    encoding: str
    starts: Places

    def row(self, number: int) -> Mapping[str, str]:
        """Give the cells of a row by the names of their columns, as they are where the file is read whole."""
        start, stop = int(self.starts[number - 1]), int(self.starts[number])
        text = bytes_at(self.path, start, stop - start).decode(self.encoding).rstrip("\r\n")
        names, delimiter = self.body.names, self.body.delimiter
        fields = split_record(text, 0, Splitter(delimiter)).fields
        surplus = fields[len(names) :]
        cells = dict(zip(names, [*fields, *[""] * len(names)], strict=False))
        return {**cells, free_name(EXTRA, names, 1): delimiter.join(surplus)} if surplus else cells


def lines_of(path: Path, table: Table, profile: Profile) -> Lines | None:
    """Find the lines of a large file, or say with None that it must be read whole.

    That is where a row may be several lines, where its encoding is a guess, where the file is small, and where
    settings say what its marks mean.
    """
    if table.is_translated:
        return None
    size = file_size(path)
    head = bytes_at(path, 0, HEAD)
    encoding = _encoding(head, table.encoding, profile)
    head = head if len(head) == size else head[: head.rfind(b"\n") + 1]
    enough = len(head) == size or head.count(b"\n") > table.header_row + FIRST
    if size < SMALL or not (encoding and enough and _is_plain(head, encoding)):
        return None
    text = head.decode(encoding)
    if SEPARATOR.match(text):
        return None
    body, _ = body_of(text, path.name, table, profile)
    starts = _starts(path, encoding, body)
    return None if starts is None else Lines(path, body, encoding.removesuffix("-sig"), starts)


def _encoding(head: bytes, declared: str | None, profile: Profile) -> str:
    """Give the encoding of a file if its lines can be told by their bytes, else blank."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if declared is None:
        return "utf-8" if profile.encodings[0].startswith("utf-8") else ""
    try:
        known = codecs.lookup(declared).name
    except LookupError:
        return ""
    return known if known == "utf-8" or known.startswith(ONE_BYTE) else ""


def _starts(path: Path, encoding: str, body: Body) -> Places | None:
    """Give the places where lines begin, and the end of the last one; None where a line may be no row."""
    found = [np.zeros(1, dtype=np.int64)]
    at = 0
    for piece in _pieces(path):
        data = np.frombuffer(piece, dtype=np.uint8)
        if not _is_plain(piece, encoding) or (QUOTE in piece and not is_sound(data, body)):
            return None
        found.append(np.flatnonzero(data == BREAK) + 1 + at)
        at += len(piece)
    starts = np.concatenate(found)
    return starts if starts[-1] == at else np.append(starts, at)


def _pieces(path: Path) -> Iterator[bytes]:
    """Give a file in pieces that end with a line."""
    rest = b""
    for start in range(0, file_size(path), CHUNK):
        data = rest + bytes_at(path, start, CHUNK)
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        if end:
            yield data[:end]
    if rest:
        yield rest


def _is_plain(piece: bytes, encoding: str) -> bool:
    """Tell whether each line is a row: no other line breaks, every quote closed in its line, all of it decoded."""
    if b"\0" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
        return False
    if not piece.isascii():
        try:
            piece.decode(encoding)
        except UnicodeDecodeError:
            return False
    return QUOTE not in piece or _closed_in_line(np.frombuffer(piece, dtype=np.uint8))


def _closed_in_line(piece: npt.NDArray[np.uint8]) -> bool:
    """Tell whether each line has an even number of quotes."""
    quotes, breaks = np.flatnonzero(piece == QUOTE), np.flatnonzero(piece == BREAK)
    counts = np.bincount(np.searchsorted(breaks, quotes))
    return bool((counts % 2 == 0).all())
