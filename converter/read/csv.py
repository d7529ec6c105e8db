"""Delimited text, as it was collected: no type is guessed, no blank or leading zero is lost."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.spec.profile import Profile
from converter.spec.study import Table

DELIMITERS = (",", ";", "\t", "|")
EXTRA = "_extra"
FIRST = 2
"""The row number of the first record: the header is row 1, as a spreadsheet shows it."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read delimited text: text columns, indexed by record number (the header is row 1).

    Delimiter and encoding are those declared, else found in the file. Lines with too few fields are filled with blanks,
    surplus fields are kept in the column `_extra`; both are reported. Raises InputError for undecodable text and for
    repeated column names.
    """
    text = decoded(path, table.encoding, profile.encodings)
    if not text.strip():
        message = f"{path.name}: the file is empty; expected a header line"
        raise InputError(message)
    delimiter = table.delimiter or sniffed(text, profile.delimiter)
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    names = column_names(header, path.name)
    frame = _fast(text, delimiter, names)
    return (frame, ()) if frame is not None else _careful(text, delimiter, names, path.name)


def decoded(path: Path, declared: str | None, candidates: tuple[str, ...]) -> str:
    """Decode a file by its byte order mark, the declared encoding, or the first candidate that fits."""
    data = path.read_bytes()
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    for encoding in [marked] if marked else [declared] if declared else candidates:
        try:
            return data.decode(encoding or "utf-8")
        except UnicodeDecodeError as error:
            failure = f"byte {error.start}"
        except LookupError:
            failure = f"unknown encoding '{encoding}'"
    message = (
        f"{path.name}: cannot be decoded as {declared or ' or '.join(candidates)} ({failure}); declare its encoding"
    )
    raise InputError(message)


def sniffed(text: str, fallback: str) -> str:
    """Find the delimiter: the candidate that stands most often in the header line, outside quotes."""
    line = text.lstrip("\r\n").splitlines()[0]
    outside = "".join(line.split('"')[::2])
    counts = Counter({delimiter: outside.count(delimiter) for delimiter in DELIMITERS})
    best, count = counts.most_common(1)[0]
    return best if count else fallback


def column_names(header: list[str], file: str) -> list[str]:
    """Strip column names, number the unnamed ones; raises InputError for repeated ones."""
    names = [name.strip() or f"column{number}" for number, name in enumerate(header, start=1)]
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        message = f"{file}: column names stand twice: {', '.join(repeated)}; rename one of each"
        raise InputError(message)
    return names


def _fast(text: str, delimiter: str, names: list[str]) -> Frame | None:
    """Read a regular file by Arrow, or say that it is not regular."""
    irregular: list[object] = []

    def skipped(row: object) -> str:
        irregular.append(row)
        return "skip"

    try:
        arrow = arrow_csv.read_csv(
            io.BytesIO(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skipped,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if irregular or "\n" in text[: text.find("\n")]:
        return None
    frame: Frame = arrow.to_pandas(types_mapper={pa.large_string(): pd.StringDtype(na_value=float("nan"))}.get)
    return frame.set_axis(pd.RangeIndex(FIRST, FIRST + len(frame)))


def _careful(text: str, delimiter: str, names: list[str], file: str) -> tuple[Frame, tuple[Issue, ...]]:
    """Read an irregular file field by field, keeping what each line has."""
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    width = len(names)
    rows = [[*line[:width], *[""] * (width - len(line)), delimiter.join(line[width:])] for line in lines]
    frame = pd.DataFrame(rows, columns=[*names, EXTRA], dtype="str").set_axis(pd.RangeIndex(FIRST, FIRST + len(rows)))
    numbers = list(enumerate(lines, start=FIRST))
    issues = [_ragged("row-short", file, row, line, width) for row, line in numbers if 0 < len(line) < width]
    issues += [_ragged("row-long", file, row, line, width) for row, line in numbers if len(line) > width]
    if not any(len(line) > width for line in lines):
        frame = frame.drop(columns=EXTRA)
    return frame, tuple(issues)


def _ragged(rule: str, file: str, row: int, line: list[str], width: int) -> Issue:
    written = "missing fields left blank" if rule == "row-short" else f"surplus fields kept in column {EXTRA}"
    return Issue(
        rule=rule,
        severity="error",
        place=file,
        message=f"the line has {len(line)} fields, expected {width}",
        rows=(row,),
        written=written,
        hint="check for an unquoted delimiter or line break in a text field",
    )
