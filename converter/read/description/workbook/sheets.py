"""The sheets of a specification as rows by what their columns mean; sheets and columns that are not known are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.read.description.words import cleaned
from converter.read.excel.sheet import SheetFacts, column_letters, column_number, sheet_rows
from converter.read.excel.workbook import Sheet, Workbook, opened
from converter.spec.described.columns import Columns, plain
from converter.spec.described.description import Note
from converter.spec.values.number import plain_number

Cells = tuple[int, dict[int, str]]
"""The number of a row, and its text by column."""
TOP, FEW = 10, 3
"""Rows among which a header stands, and names of columns by which a sheet is known to hold variables."""
HEADLESS = "no row is a header with a column"
MERGED = "merged cells: each row has the text of the first"
LOST = {
    "cell-error": "the cell has an error in Excel; read as blank",
    "formula-empty": "the formula has no stored value; read as blank",
}
"""What of odd cells is told: what is read as nothing."""
NOTED = frozenset({"datasets", "variables", "value_level"})
"""Kinds of sheets whose unknown columns are kept as notes."""
HEAD: Mapping[str, str] = {
    "study": "attribute",
    "standards": "name",
    "datasets": "dataset",
    "more": "place",
    **dict.fromkeys(("variables", "value_level"), "variable"),
    **dict.fromkeys(("where_clauses", "codelists", "dictionaries", "methods", "comments", "documents"), "id"),
    **dict.fromkeys(("displays", "results"), "id"),
}
"""The column without which rows of each kind of sheet say nothing."""
NO_NUMBER = frozenset({"nan", "NaN", "<NA>", "NaT"})
"""What programs write into cells that hold nothing, letter for letter: a variable may be called NAT, a term nan."""
TERMS = frozenset({"term", "decode", "value"})


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
    tabs: dict[str, list[Cells]] = field(default_factory=dict)
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
            cells = list(_cleaned(book, sheet, found.notes))
            kind = columns.kinds.get(plain(sheet.name)) or ("variables" if _is_dataset(cells, columns) else None)
            if kind is None:
                found.tabs[sheet.name] = cells
            else:
                found.rows.setdefault(kind, []).extend(_rows(sheet.name, kind, cells, columns, found.notes))
    return found


def _is_dataset(cells: list[Cells], columns: Columns) -> bool:
    """Tell whether a sheet of another name holds the variables of a dataset, which is called as the sheet is."""
    known = set(_header(cells, columns.sheets["variables"].fields)[1].values())
    return "variable" in known and len(known) >= FEW


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


def _cleaned(book: Workbook, sheet: Sheet, notes: list[Note]) -> Iterator[Cells]:
    """Give the rows that hold text; cells that hold an error or no value, and hidden rows and columns, are told."""
    facts = SheetFacts()
    found: dict[int, dict[int, str]] = {}
    for number, cells in sheet_rows(book, sheet, facts):
        said = {column: text for column, cell in cells.items() if (text := cleaned(cell))}
        if said:
            found[number] = said
    notes += [Note(f"{sheet.name}!{place}", MERGED, place) for place in facts.merged if _filled(found, place)]
    yield from found.items()
    for odd in facts.odd:
        if odd.rule in LOST:
            place = f"{sheet.name}!{column_letters(odd.column)}{odd.row}"
            notes.append(Note(place, f"{sheet.name}: {LOST[odd.rule]}", odd.value, lost=True))
    hidden = [f"{sheet.name}!{number}:{number}" for number in facts.hidden]
    columns = [f"{column_letters(one[0])}:{column_letters(one[-1])}" for one in facts.hidden_columns if one]
    hidden += [f"{sheet.name}!{one}" for one in columns]
    hidden += [] if sheet.visible else [sheet.name]
    notes += [Note(place, "hidden rows, columns and sheets are read as the others are", place) for place in hidden]


def _filled(rows: Mapping[int, dict[int, str]], merged: str) -> bool:
    """Give the rows of cells that are merged the text of the first of them; tell whether there was a row to fill."""
    first, _, last = merged.partition(":")
    column, top, bottom = column_number(first), _row_number(first), _row_number(last or first)
    text = rows.get(top, {}).get(column)
    below = [rows[number] for number in range(top + 1, bottom + 1) if number in rows and text]
    for row in below:
        row.setdefault(column, text or "")
    return bool(below)


def _row_number(reference: str) -> int:
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _header(cells: list[Cells], fields: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """Find the header, the row among the first that has most known names: its position, and what columns mean."""
    found = [{at: fields[plain(text)] for at, text in row.items() if plain(text) in fields} for _, row in cells[:TOP]]
    best = max(range(len(found)), key=lambda number: len(set(found[number].values())), default=0)
    return (best, found[best]) if found else (0, {})


def _rows(sheet: str, kind: str, cells: list[Cells], columns: Columns, notes: list[Note]) -> Iterator[Row]:
    if not cells:
        return
    position, meanings = _header(cells, columns.sheets[kind].fields)
    top, header = cells[position]
    if HEAD.get(kind) not in {None, *meanings.values()}:
        told = f"{sheet}: {HEADLESS} {HEAD[kind].title()}; not read"
        notes.append(Note(f"{sheet}!A{top}", told, " ".join(header.values()), lost=True))
        return
    for number, row in cells[:position]:
        notes.append(Note(f"{sheet}!A{number}", f"{sheet}: a row above the header; not read", " ".join(row.values())))
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    for column, heading in header.items():
        name = meanings.get(column)
        if name is None or name in known:
            others[heading if heading not in others else f"{heading} ({column_letters(column)})"] = column
        else:
            known[name] = column
    cells = cells[position:]
    letters = {name: column_letters(at) for name, at in known.items()}
    others_at = {heading: column_letters(at) for heading, at in others.items()}
    for number, row in cells[1:]:
        said = {name: row[at] for name, at in known.items() if at in row}
        blank = [name for name, text in said.items() if text in NO_NUMBER and name not in TERMS]
        notes += [Note(f"{sheet}!{letters[name]}{number}", f"{sheet}: read as nothing", said[name]) for name in blank]
        said = {name: text for name, text in said.items() if name not in blank}
        if kind == "variables" and "dataset" not in known:
            said["dataset"] = sheet.strip()
        beside = {heading: row[at] for heading, at in others.items() if at in row}
        yield Row(sheet, number, said, beside, letters, others_at)
    for heading, column in others.items():
        if any(column in row for _, row in cells[1:]):
            place = f"{sheet}!{column_letters(column)}{top}"
            kept = kind in NOTED
            told = "a column that is not known; " + ("kept under notes:" if kept else "not read")
            notes.append(Note(place, f"{sheet}: {told}", heading, lost=not kept))
