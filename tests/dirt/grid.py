"""A delimited raw file as lines that know where they came from, so that it can be damaged and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

FIRST = 2
"""The row number of the first record, as a spreadsheet shows it."""


@dataclass(frozen=True)
class Line:
    """One record: its row number in the undamaged file (negative where it is new), its cells, or text as it stands."""

    origin: int
    cells: tuple[str, ...]
    text: str | None = None

    def with_cell(self, position: int, value: str) -> Line:
        """Change one cell."""
        return replace(self, cells=(*self.cells[:position], value, *self.cells[position + 1 :]))


@dataclass(frozen=True)
class Grid:
    """A table: its columns and lines, and how it is written: delimited, or in the format of another suffix.

    `first` is the row number of the first record.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    delimiter: str
    encoding: str
    newline: str
    suffix: str = ""
    first: int = FIRST

    def position(self, origin: int) -> int:
        """Give the position of the line that had a row number in the undamaged file."""
        return next(position for position, line in enumerate(self.lines) if line.origin == origin)

    def record(self, line: Line) -> dict[str, str]:
        """Give a line's cells by column."""
        return dict(zip(self.columns, line.cells, strict=False))

    def origins(self) -> dict[int, int]:
        """Map row numbers of the file as it is now to those of the undamaged file."""
        return {self.first + position: line.origin for position, line in enumerate(self.lines)}


def read_grid(data: bytes, delimiter: str, encoding: str) -> Grid:
    """Read a delimited file; every record is one line."""
    text = data.decode(encoding)
    newline = "\r\n" if "\r\n" in text else "\n"
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = (Line(number, tuple(row)) for number, row in enumerate(rows, start=FIRST))
    return Grid(tuple(header), tuple(lines), delimiter, encoding, newline)


def write_grid(grid: Grid) -> bytes:
    """Write a grid as the file it came from was written; a character that its encoding lacks becomes UTF-8's bytes."""
    lines = [line_text(grid.columns, grid)]
    lines += [line.text if line.text is not None else line_text(line.cells, grid) for line in grid.lines]
    text = "".join(line + grid.newline for line in lines)
    try:
        return text.encode(grid.encoding)
    except UnicodeEncodeError:
        return b"".join(_encoded(character, grid.encoding) for character in text)


def _encoded(character: str, encoding: str) -> bytes:
    return character.encode(encoding, errors="ignore") or character.encode()


def line_text(cells: Iterable[str], grid: Grid) -> str:
    """Write cells as one line, quoted where they must be."""
    out = io.StringIO()
    csv.writer(out, delimiter=grid.delimiter, lineterminator="").writerow(cells)
    return out.getvalue()
