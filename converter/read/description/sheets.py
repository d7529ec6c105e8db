"""The sheets of a specification as rows by what their columns mean; sheets and columns that are not known are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.read.description.words import cleaned
from converter.read.sheet import SheetFacts, column_letters, sheet_rows
from converter.read.workbook import Sheet, Workbook, opened
from converter.spec.columns import Columns, plain
from converter.spec.description import Note
from converter.spec.number import plain_number

NOTED = frozenset({"datasets", "variables", "value_level"})
"""Kinds of sheets whose unknown columns are kept as notes."""


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its text by meaning, that of unknown columns by their heading, and the column of each."""

    sheet: str
    number: int
    said: Mapping[str, str]
    others: Mapping[str, str]
    letters: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, field: str) -> str:
        """Give the text of a field, blank where nothing is said."""
        return self.said.get(field, "")

    def place(self, field: str) -> str:
        """Name the cell of a field, such as Variables!H12; the row where the sheet has no such column."""
        return f"{self.sheet}!{self.letters.get(field, '')}{self.number}"


@dataclass
class Sheets:
    """The rows of each kind of sheet, in the order of the file, and the kinds of the sheets that are there."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    tabs: dict[str, list[tuple[int, dict[int, str]]]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def of(self, kind: str) -> list[Row]:
        """Give the rows of a kind."""
        return self.rows.get(kind, [])


def read_sheets(path: Path, columns: Columns) -> Sheets:
    """Read the sheets of a workbook that are known by their names; `tabs` has the cells of the others.

    Raises InputError for a file that is none, damaged, protected or over the limit.
    """
    found = Sheets()
    with opened(path) as book:
        for sheet in book.sheets:
            cells = list(_cleaned(book, sheet))
            kind = columns.kinds.get(plain(sheet.name))
            if kind is None:
                found.tabs[sheet.name] = cells
            else:
                found.rows.setdefault(kind, []).extend(_rows(sheet.name, kind, cells, columns, found.notes))
    return found


def sheets_in_memory(tables: Mapping[str, list[list[object]]], columns: Columns) -> Sheets:
    """Take tables, each with its header, as the sheets of a workbook."""
    found = Sheets()
    for name, table in tables.items():
        kind = columns.kinds[plain(name)]
        cells = [
            (number, {at: text for at, value in enumerate(row, start=1) if (text := cleaned(_text(value)))})
            for number, row in enumerate(table, start=1)
        ]
        found.rows.setdefault(kind, []).extend(_rows(name, kind, cells, columns, found.notes))
    return found


def _text(value: object) -> str:
    return plain_number(value) if isinstance(value, int | float) else str(value)


def _cleaned(book: Workbook, sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]]:
    """Give the rows that hold text."""
    for number, cells in sheet_rows(book, sheet, SheetFacts()):
        said = {column: text for column, cell in cells.items() if (text := cleaned(cell))}
        if said:
            yield number, said


def _rows(
    sheet: str, kind: str, cells: list[tuple[int, dict[int, str]]], columns: Columns, notes: list[Note]
) -> Iterator[Row]:
    if not cells:
        return
    top, header = cells[0]
    fields = columns.sheets[kind].fields
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    for column, heading in header.items():
        name = fields.get(plain(heading))
        if name is None or name in known:
            others[heading] = column
        else:
            known[name] = column
    letters = {name: column_letters(at) for name, at in known.items()}
    others_at = {heading: column_letters(at) for heading, at in others.items()}
    for number, row in cells[1:]:
        said = {name: row[at] for name, at in known.items() if at in row}
        beside = {heading: row[at] for heading, at in others.items() if at in row}
        yield Row(sheet, number, said, beside, letters, others_at)
    for heading, column in others.items():
        if any(column in row for _, row in cells[1:]):
            place = f"{sheet}!{column_letters(column)}{top}"
            kept = kind in NOTED
            told = "a column that is not known; " + ("kept under notes:" if kept else "not read")
            notes.append(Note(place, f"{sheet}: {told}", heading, lost=not kept))
