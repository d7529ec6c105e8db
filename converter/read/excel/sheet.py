"""The cells of one xlsx sheet, row by row, as text; what cannot be read is told by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from converter.read.excel.cell_value import CellText, day_text, number_cell
from converter.read.excel.workbook import Sheet, Workbook, elements, text_of

WIDE = 16_384
TRUE = {"1", "true"}


@dataclass(frozen=True)
class OddCell:
    """A cell that is told: why (the rule), where, and what it holds."""

    rule: str
    row: int
    column: int
    value: str


@dataclass
class SheetFacts:
    """What a sheet says besides its cells, gathered while its rows are read."""

    odd: list[OddCell] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def sheet_rows(book: Workbook, sheet: Sheet, facts: SheetFacts) -> Iterator[tuple[int, dict[int, str]]]:
    """Give the rows of a sheet that hold something: the number of each, and its text by column (1 is A)."""
    row = 0
    for element in elements(book.archive, sheet.part, book.file, "row", "mergeCell", "col"):
        name = etree.QName(element).localname
        if name == "mergeCell":
            facts.merged.append(element.get("ref", ""))
        if name == "col" and element.get("hidden") in TRUE:
            facts.hidden_columns.append(range(int(element.get("min", "0")), int(element.get("max", "0")) + 1))
        if name != "row":
            continue
        row = int(element.get("r") or row + 1)
        cells = dict(_cells(element, row, book, facts))
        if element.get("hidden") in TRUE and cells:
            facts.hidden.append(row)
        if cells:
            yield row, cells


def _cells(element: etree._Element, row: int, book: Workbook, facts: SheetFacts) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in element:
        reference = cell.get("r")
        column = column_number(reference) if reference else column + 1
        found = _cell(cell, book)
        if found.rule:
            facts.odd.append(OddCell(found.rule, row, column, found.text))
        if found.text and found.rule not in {"cell-error", "formula-empty"}:
            yield column, found.text


def _cell(cell: etree._Element, book: Workbook) -> CellText:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find("{*}is")
        return CellText("" if inside is None else text_of(inside))
    stored, formula = _parts(cell)
    if not stored:
        return CellText(f"={formula}", "formula-empty") if formula is not None and kind != "str" else CellText("")
    if kind == "s":
        number = int(stored) if stored.isdigit() else -1
        return (
            CellText(book.strings[number]) if 0 <= number < len(book.strings) else CellText(stored, "cell-unreadable")
        )
    if kind == "b":
        return CellText("TRUE" if stored.strip() in TRUE else "FALSE")
    if kind == "n":
        style = cell.get("s", "0")
        form = book.formats[int(style)] if style.isdigit() and int(style) < len(book.formats) else ""
        return number_cell(stored, form, from_1904=book.from_1904)
    return CellText(day_text(stored) if kind == "d" else stored, "cell-error" if kind == "e" else "")


def _parts(cell: etree._Element) -> tuple[str, str | None]:
    """Give the stored value of a cell, and its formula."""
    stored, formula = "", None
    for part in cell:
        name = str(part.tag).rpartition("}")[2]
        if name == "v":
            stored = part.text or ""
        elif name == "f":
            formula = part.text or ""
    return stored, formula


def column_number(reference: str) -> int:
    """Give the number of the column of a cell: A1 is 1, XFD1 is 16384; raises ValueError for another reference."""
    return _letters_number(reference.rstrip("0123456789"))


@cache
def _letters_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 1 <= number <= WIDE:
        message = f"'{letters}' is no column"
        raise ValueError(message)
    return number


def column_letters(number: int) -> str:
    """Give the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters
