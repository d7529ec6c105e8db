"""The tables of a report that is a workbook: each sheet's rows under the header that stands somewhere in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from converter.read.excel.sheet import SheetFacts, sheet_rows
from converter.read.excel.workbook import opened


def sheets_of(path: Path) -> tuple[str, ...]:
    """Name the sheets of a workbook; raises InputError for a file that is none."""
    with opened(path) as book:
        return tuple(sheet.name for sheet in book.sheets)


def rows_of(path: Path, name: str, needed: str) -> Iterator[dict[str, str]]:
    """Give the rows of a sheet below its header, which is the first row with a cell `needed`; by the header's words.

    A sheet that is not there, or has no such header, has no rows. Raises InputError for a file that cannot be read.
    """
    with opened(path) as book:
        header: dict[int, str] = {}
        for sheet in book.sheets:
            for _, cells in sheet_rows(book, sheet, SheetFacts()) if sheet.name == name else ():
                said = {column: " ".join(text.split()) for column, text in cells.items()}
                if header:
                    yield {word: said.get(column, "") for column, word in header.items()}
                elif needed in said.values():
                    header = said
