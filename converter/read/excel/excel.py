"""Excel sheets as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.controls import control_issues
from converter.read.excel.cell_value import EXACT, duration, moment, plain_number
from converter.read.excel.excel_issues import sheet_issues
from converter.read.excel.sheet import OddCell, SheetFacts, sheet_rows
from converter.read.excel.workbook import OLDER, Sheet, opened
from converter.read.header import column_names
from converter.read.text import file_bytes
from converter.spec.profile import Profile
from converter.spec.study import Table

GAP_ROWS, GAP_COLUMNS = 1000, 100
"""A cell farther from the table than this is stray."""
Rows = Iterable[tuple[int, dict[int, str]]]


@dataclass
class Grid:
    """The table of a sheet: the row of its header, its width, its rows without gaps."""

    header: list[str] = field(default_factory=list)
    header_row: int = 0
    rows: list[list[str]] = field(default_factory=list)
    width: int = 0


def read_excel(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read one sheet as text columns, indexed by the row number that Excel shows.

    The sheet is the one declared, else the only one that is not hidden; the header stands in row `header_row`, else in
    the first row that is not blank. Numbers are written as their shortest text, dates as ISO 8601, durations as H:MM,
    text stays as it is. Cells with errors, formulas without a stored value, merged cells and cells far from the table
    are reported. Raises InputError for a file or sheet that is not there, damaged, protected or over the limit.
    """
    del profile
    facts = SheetFacts()
    if path.suffix.lower() == ".xls":
        found, notes = _older_rows(path, table, facts)
        grid = _grid(found, table.header_row, facts, path.name)
    else:
        with opened(path) as book:
            sheet, hidden = _chosen(book.sheets, table, path.name)
            grid, notes = _grid(sheet_rows(book, sheet, facts), table.header_row, facts, path.name), hidden
    names, issues = column_names([*grid.header, *[""] * (grid.width - len(grid.header))], path.name, grid.header_row)
    first = grid.header_row + 1
    rows = [[*row, *[""] * (grid.width - len(row))] for row in grid.rows]
    frame = pd.DataFrame(rows, columns=names, dtype="str").set_axis(pd.RangeIndex(first, first + len(rows)))
    told = sheet_issues(path.name, facts, grid.header_row, names, late=grid.header_row - table.header_row)
    text = "".join(cell for row in rows for cell in row if not cell.isprintable())
    return frame, (*notes, *issues, *told, *control_issues(frame, text.encode(), path.name))


def sheet_names(path: Path) -> tuple[str, ...]:
    """List the sheets of an Excel file that are not hidden; raises InputError."""
    if path.suffix.lower() == ".xls":
        with _older_file(path) as book:
            return tuple(sheet.name for sheet in _older_sheets(book) if sheet.visible)
    with opened(path) as newer:
        return tuple(sheet.name for sheet in newer.sheets if sheet.visible)


def _grid(rows: Rows, header_row: int, facts: SheetFacts, file: str) -> Grid:
    """Lay rows out as a table; cells far below or beside it are stray. Raises InputError where there is no header."""
    grid = Grid()
    last = header_row
    for number, cells in rows:
        if number < header_row:
            continue
        if not grid.header_row:
            if number > header_row > 1:
                break
            grid.header_row, grid.width = number, _reach(cells)
            grid.header = _laid_out(cells, number, grid.width, facts)
        elif number - last > GAP_ROWS or number <= last:
            facts.odd += [OddCell("cell-stray", number, column, value) for column, value in cells.items()]
            continue
        else:
            grid.rows += [[] for _ in range(number - last - 1)]
            grid.rows.append(_laid_out(cells, number, grid.width + GAP_COLUMNS, facts))
        last = number
    if not grid.header_row:
        message = "the sheet is empty" if header_row == 1 else f"the sheet has no header in row {header_row}"
        told = f"{file}: {message}"
        raise InputError(told)
    grid.width = max(grid.width, *map(len, grid.rows)) if grid.rows else grid.width
    return grid


def _reach(cells: dict[int, str]) -> int:
    """Give the last column of a header that follows the one before it without a wide gap."""
    reach = 0
    for column in sorted(cells):
        if column - reach > GAP_COLUMNS:
            break
        reach = column
    return reach


def _laid_out(cells: dict[int, str], row: int, most: int, facts: SheetFacts) -> list[str]:
    facts.odd += [OddCell("cell-stray", row, column, value) for column, value in cells.items() if column > most]
    width = max((column for column in cells if column <= most), default=0)
    return [cells.get(column, "") for column in range(1, width + 1)]


def _chosen(sheets: Sequence[Sheet], table: Table, file: str) -> tuple[Sheet, list[Issue]]:
    """Give the sheet declared, else the only one that is not hidden, and tell of those that are."""
    visible = [sheet for sheet in sheets if sheet.visible]
    by_name = {sheet.name: sheet for sheet in sheets}
    if table.sheet in by_name:
        return by_name[table.sheet], []
    if table.sheet or len(visible) != 1:
        raise _no_sheet(table.sheet, [sheet.name for sheet in visible or sheets], file)
    hidden = [sheet.name for sheet in sheets if not sheet.visible]
    return visible[0], [_hidden(file, hidden)] if hidden else []


def _no_sheet(asked: str, names: Sequence[str], file: str) -> InputError:
    hint = nearest(asked, names) or f"it has: {', '.join(names)}"
    return InputError(f"{file}: no sheet '{asked}' ({hint})" if asked else f"{file}: which sheet? Say sheet: ({hint})")


def _hidden(file: str, names: Sequence[str]) -> Issue:
    message = f"the sheets {', '.join(names)} are hidden; they are not read"
    return Issue("sheet-hidden", "note", file, message, hint="name one under sheet: to read it")


@contextmanager
def _older_file(path: Path) -> Iterator[CalamineWorkbook]:
    """Open an .xls file; raises InputError for one that the library cannot read, also where it gives up (panics)."""
    if not file_bytes(path).startswith(OLDER):
        message = f"{path.name}: not a readable Excel file: text, HTML and .xlsx want endings of their own"
        raise InputError(message)
    try:
        yield CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        message = f"{path.name}: not a readable Excel file: {error}"
        raise InputError(message) from error
    except BaseException as error:
        # a panic of the library is no Exception, and its class has no name to import
        if type(error).__name__ != "PanicException":
            raise
        message = f"{path.name}: not a readable Excel file: it is damaged; save it again as .xlsx"
        raise InputError(message) from error


def _older_sheets(book: CalamineWorkbook) -> list[Sheet]:
    return [Sheet(one.name, "", one.visible == SheetVisibleEnum.Visible) for one in book.sheets_metadata]


def _older_rows(path: Path, table: Table, facts: SheetFacts) -> tuple[list[tuple[int, dict[int, str]]], list[Issue]]:
    """Give the rows of a sheet of an .xls file, and what is told of the file."""
    with _older_file(path) as book:
        sheet, hidden = _chosen(_older_sheets(book), table, path.name)
        lines = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    rows = [(number, dict(_older_cells(line, number, facts))) for number, line in enumerate(lines, start=1)]
    return [(number, cells) for number, cells in rows if cells], [*hidden, _older(path.name)]


def _older_cells(line: Sequence[object], row: int, facts: SheetFacts) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(line, start=1):
        text = _older_text(cell)
        if isinstance(cell, float) and abs(cell) >= EXACT:
            facts.odd.append(OddCell("number-long", row, column, text))
        if text:
            yield column, text


def _older_text(cell: object) -> str:
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return duration(cell)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _older(file: str) -> Issue:
    message = (
        "of an .xls file cells with an error such as #N/A are not told from blank ones, nor numbers that are shown in "
        "percent or with leading zeros from others"
    )
    return Issue("excel-older", "note", file, message, hint="save it as .xlsx")
