"""Delimited text split into records with care: no line is lost in a quote that nobody closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r"[^\r\n]*+")
_BREAK = re.compile(r"\r\n|\r|\n")
_ALONE = re.compile(r'[^"]+(?<!\d)(?<!\d )"[^"]+')
"""A field with one quote between its ends, which does not stand for inches."""
SAMPLE, USUAL = 1000, 0.2


@dataclass(frozen=True)
class Splitter:
    """How the records of one file are told apart: its delimiter, its width, what their first fields look like.

    A line that begins with `comment` is a record of one field, whatever marks it has.
    """

    delimiter: str
    width: int = 0
    shapes: frozenset[str] = frozenset()
    comment: str = ""
    quoted: re.Pattern[str] = field(init=False)
    plain: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        end = re.escape(self.delimiter)
        object.__setattr__(self, "quoted", re.compile(rf'"((?:[^"]++|"")*+)"(?=[{end}\r\n]|\Z)'))
        object.__setattr__(self, "plain", re.compile(rf"[^{end}\r\n]*+"))


@dataclass(frozen=True)
class Split:
    """One record: its fields, where the next one begins, whether a field opens a quote and does not close it.

    `within` tells whether a quote stands alone within a field: not at its ends, and not after a digit, for inches.
    """

    fields: list[str]
    end: int
    opened: bool
    within: bool = False


def splitter(text: str, delimiter: str, width: int, comment: str = "") -> Splitter:
    """Learn from the first records of a file what records begin with."""
    records = split_records(text, Splitter(delimiter, comment=comment))
    cells = (record.fields[0] for _, record in zip(range(SAMPLE), records, strict=False))
    first = [cell for cell in cells if not _BREAK.search(cell)]
    shapes = Counter(map(_shape, first))
    return Splitter(
        delimiter, width, frozenset(shape for shape in shapes if shapes[shape] >= USUAL * len(first)), comment
    )


def split_records(text: str, how: Splitter) -> Iterator[Split]:
    """Split text into records, blank lines among them; every line of the text is in one of them."""
    at = 0
    while at < len(text):
        record = split_record(text, at, how)
        yield record
        at = record.end


def split_record(text: str, at: int, how: Splitter) -> Split:
    """Split the record that begins at a place of the text.

    A field is quoted if its quote closes before a delimiter or the end of a line, and if no line inside it is itself a
    record; every other quote is text, so that a field ends with its line at the latest.
    """
    line = _LINE.match(text, at)
    if line is not None and how.comment and line[0].startswith(how.comment):
        return Split([line[0]], _after(text, line.end()), opened=False)
    if line is not None and '"' not in line[0]:
        return Split(line[0].split(how.delimiter), _after(text, line.end()), opened=False)
    fields: list[str] = []
    opened = within = False
    while True:
        quoted = how.quoted.match(text, at)
        if quoted is not None and not _swallows(quoted, text, how):
            fields.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            opened |= text.startswith('"', at)
            plain = how.plain.match(text, at)
            fields.append(plain[0] if plain else "")
            within |= _ALONE.fullmatch(fields[-1]) is not None
            at += len(fields[-1])
        if not text.startswith(how.delimiter, at):
            return Split(fields, _after(text, at), opened, within)
        at += 1


def _after(text: str, at: int) -> int:
    """Give the place behind the line break that stands here."""
    found = _BREAK.match(text, at)
    return found.end() if found else at


def _swallows(quoted: re.Match[str], text: str, how: Splitter) -> bool:
    """Tell a quoted field that holds a whole record: a line of the usual width that begins as records do."""
    first = _BREAK.search(text, quoted.start(), quoted.end())
    if first is None or how.width < 2:  # noqa: PLR2004 - a single column says nothing
        return False
    return holds_record(text, first.end(), quoted.end(), how)


def holds_record(text: str, at: int, end: int, how: Splitter) -> bool:
    """Tell whether a line between two places is of the usual width and begins as records do."""
    alone = Splitter(how.delimiter)
    for line in _lines(text, at, end):
        fields = split_record(line, 0, alone).fields
        if len(fields) == how.width and _shape(fields[0]) in how.shapes:
            return True
    return False


def _lines(text: str, at: int, end: int) -> Iterator[str]:
    """Give the lines that begin between two places."""
    while at < end:
        line = _LINE.match(text, at)
        if line is None:
            return
        yield line[0]
        at = _after(text, line.end())


def _shape(cell: str) -> str:
    """Write what a cell looks like: 101-002 is 9-9, DEMO01 is A9."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "A", cell.strip()))
