"""Delimited text, as it was collected: no type is guessed, no blank or leading zero is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import control_issues
from converter.read.delimited.csv_odd import Odd, late, opened, uncounted
from converter.read.delimited.delimited import Split, Splitter, split_record, split_records, splitter
from converter.read.header import EXTRA, column_names, free_name
from converter.read.signs import plain_numbers
from converter.read.text import decoded
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.spec.text.kinds import NO_QUOTE

PRIVATE = range(0xE000, 0xF900)
"""Characters that mean nothing to anybody."""
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 20
_QUOTE, _BREAKS = 0x22, (0x0A, 0x0D)
SEPARATOR = re.compile(r'"?sep=(\\t|.)"?(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE = re.compile(r"([^\r\n]*+)(?:\r\n|\r|\n|\Z)")
_RECORD = re.compile(r'((?:(?:(?<![^,;\t|\r\n])"(?:[^"]++|"")*+"(?=[,;\t|\r\n]|\Z))|[^\r\n])*+)(?:\r\n|\r|\n|\Z)')
"""A line, or several where a field of it has line breaks in quotes."""
TEXT = pa.large_string()
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Body:
    """The records of a file: their text, the names of their columns, the number of the first record's row.

    `comments` are the rows of comments before the header.
    """

    text: str
    delimiter: str
    names: list[str]
    first: int
    file: str
    comments: tuple[int, ...] = ()


def read_csv(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read delimited text: text columns, indexed by row number (the first line is row 1, as a spreadsheet shows it).

    Delimiter and encoding are those declared, else found in the file; a first line `sep=;` names the delimiter. The
    header stands in row `header_row`; blank lines before it are told. `quote` is the mark around fields that have
    delimiters or line breaks in them; lines that begin with `comment` are left out, and numbers written anew where
    `decimal` and `thousands` say so, both told. Lines with too few fields are filled with blanks, surplus fields are
    kept in the column `_extra`, a quote that is opened and not closed, or alone within a field, is text; all reported.
    Raises InputError for an empty file and for text that cannot be decoded.
    """
    text, guessed = decoded(path, table.encoding, profile.encodings)
    places = _places(text, table.quote)
    body, issues = body_of(text.translate(places) if places else text, path.name, table, profile)
    found = None if table.comment else _fast(body)
    frame, told = (found, ()) if found is not None else _careful(body, table.comment)
    if places:
        frame = frame.apply(lambda column: column.str.translate(places)).rename(columns=lambda x: x.translate(places))
    controls = control_issues(frame, text.encode("utf-8"), path.name)
    frame, numbers = plain_numbers(frame, table, path.name)
    return frame, (*guessed, *issues, *told, *controls, *numbers)


def _places(text: str, quote: str | None) -> dict[int, str]:
    """Tell which two characters change places while a file is read whose quote is another one, or that has none."""
    if quote in {None, '"'}:
        return {}
    other = next(chr(code) for code in PRIVATE if chr(code) not in text) if quote == NO_QUOTE else str(quote)
    return {ord('"'): other, ord(other): '"'}


def body_of(text: str, file: str, table: Table, profile: Profile) -> tuple[Body, tuple[Issue, ...]]:
    """Find the header and its delimiter, and give what follows it."""
    named = SEPARATOR.match(text)
    at, row, comments = _header_at(text, named.end() if named else 0, file, table)
    separator = named[1].replace("\\t", "\t") if named else ""
    delimiter = table.delimiter or separator or sniffed(text, at, profile.delimiter)
    header = split_record(text, at, Splitter(delimiter))
    names, issues = column_names(header.fields, file, row)
    if named and table.header_row > 1:
        issues += (uncounted(file, named[0].strip(), table.header_row),)
    if row > table.header_row + len(comments):
        issues += (late(file, row, row - table.header_row - len(comments)),)
    if header.opened:
        issues += (opened(file, (row,)),)
    return Body(text[header.end :], delimiter, names, row + 1, file, comments), issues


def _header_at(text: str, at: int, file: str, table: Table) -> tuple[int, int, tuple[int, ...]]:
    """Give the place and the row of the header, and the rows of comments from where it was looked for.

    It stands in the row declared, else it is the first line that is neither blank nor a comment.
    """
    row, header_row = 0, table.header_row
    comments: tuple[int, ...] = ()
    while at < len(text):
        line = _RECORD.match(text, at)
        row += 1
        comment = bool(table.comment) and text.startswith(table.comment, at)
        comments += (row,) if comment and row >= header_row else ()
        blank = comment or (line is not None and not line[1].strip(' \ufeff"' + "".join(DELIMITERS)))
        if line is None or (row >= header_row and not blank):
            return at, row, comments
        if row == header_row > 1:
            break
        at = line.end()
    if not row:
        message = f"{file}: the file is empty; expected a header line"
    elif row < header_row:
        message = f"{file}: the file has {row} rows; expected a header in row {header_row}"
    else:
        message = f"{file}: row {header_row} is blank; expected the header there"
    raise InputError(message)


def sniffed(text: str, at: int, fallback: str) -> str:
    """Find the delimiter: the one that the first lines have as often as the header; of several, the most frequent."""
    lines = [line[1] for _, line in zip(range(SAMPLE), _LINE.finditer(text, at), strict=False) if line[1]]
    counts = {one: [_outside(line).count(one) for line in lines] for one in DELIMITERS}
    likely = [one for one in DELIMITERS if counts[one] and counts[one][0]]
    return max(likely, key=lambda one: (counts[one].count(counts[one][0]), counts[one][0]), default=fallback)


def _outside(line: str) -> str:
    """Give what stands outside quotes."""
    return "".join(line.split('"')[::2])


def _fast(body: Body) -> Frame | None:
    """Read a regular file by Arrow, or say that it is not regular."""
    found = regular_records(body.text.encode("utf-8"), body)
    return None if found is None else text_frame(found, body.first)


def regular_records(data: bytes, body: Body) -> pa.Table | None:
    """Read records by Arrow as text columns, nothing where they are not regular; `data` is their text in UTF-8."""
    if not data:
        return pa.table({name: pa.array([], type=TEXT) for name in body.names})
    if not body.delimiter.isascii() or not is_sound(np.frombuffer(data, dtype=np.uint8), body):
        return None
    irregular: list[object] = []

    def skipped(row: object) -> str:
        irregular.append(row)
        return "skip"

    try:
        found = arrow_csv.read_csv(
            io.BytesIO(data),
            read_options=arrow_csv.ReadOptions(column_names=body.names, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=body.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skipped,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(body.names, TEXT), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return None if irregular else found


def text_frame(records: pa.Table, first: int) -> Frame:
    """Give text columns as a frame whose rows are numbered from `first`."""
    frame: Frame = records.to_pandas(types_mapper={TEXT: pd.StringDtype(na_value=float("nan"))}.get)
    return frame.set_axis(pd.RangeIndex(first, first + len(frame)))


def is_sound(data: Bytes, body: Body) -> bool:
    """Tell whether every quote opens at the beginning of a field and closes at its end, and no field holds a record."""
    quotes = np.flatnonzero(data == _QUOTE)
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    ends = np.zeros(256, dtype=np.bool_)
    ends[[ord(body.delimiter), *_BREAKS, _QUOTE]] = True
    before, after = quotes[::2] - 1, quotes[1::2] + 1
    begins, stops = before[before >= 0], after[after < len(data)]
    if not (ends[data[begins]].all() and ends[data[stops]].all()):
        return False
    return len(body.names) == 1 or not _may_swallow(data, quotes, body)


def _may_swallow(data: Bytes, quotes: npt.NDArray[np.int64], body: Body) -> bool:
    """Tell whether a line that begins inside quotes has as many delimiters as a record."""
    breaks = np.flatnonzero((data == _BREAKS[0]) | (data == _BREAKS[1]))
    inside = np.flatnonzero(np.searchsorted(quotes, breaks) % 2 == 1)
    if not len(inside):
        return False
    delimiters = np.flatnonzero(data == ord(body.delimiter))
    stops = np.append(breaks, len(data))[inside + 1]
    counts = np.searchsorted(delimiters, stops) - np.searchsorted(delimiters, breaks[inside])
    return bool((counts >= len(body.names) - 1).any())


def _careful(body: Body, comment: str = "") -> tuple[Frame, tuple[Issue, ...]]:
    """Read an irregular file record by record, keeping what each has; lines that begin with `comment` are left out."""
    width, at = len(body.names), 0
    records = list(split_records(body.text, splitter(body.text, body.delimiter, width, comment)))
    odd = Odd(width, comments=[*body.comments])
    for row, record in enumerate(records, start=body.first):
        if comment and body.text.startswith(comment, at):
            odd.comments.append(row)
        else:
            odd.add(row, record)
        at = record.end
    frame = record_frame(records, body, body.first, extra=odd.has_extra)
    return frame[~frame.index.isin(odd.comments)] if odd.comments else frame, odd.issues(body.file, body.names)


def record_frame(records: Sequence[Split], body: Body, first: int, *, extra: bool) -> Frame:
    """Give records as a frame whose rows are numbered from `first`; what they have too much is in a column of its own.

    That column is there if the file has any `extra` fields.
    """
    width = len(body.names)
    rows = [
        [*fields[:width], *[""] * (width - len(fields)), body.delimiter.join(fields[width:])]
        for fields in (record.fields for record in records)
    ]
    name = free_name(EXTRA, body.names, 1)
    frame = pd.DataFrame(rows, columns=[*body.names, name], dtype="str")
    frame = frame.set_axis(pd.RangeIndex(first, first + len(rows)))
    return frame if extra else frame.drop(columns=name)
