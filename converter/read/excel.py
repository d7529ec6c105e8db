"""Excel sheets as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.header import column_names
from converter.spec.profile import Profile
from converter.spec.study import Table


def read_excel(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read one sheet as text columns, indexed by the row number that Excel shows.

    The sheet is the one declared, else the only one; the header stands in row `header_row`. Whole numbers lose their
    '.0', dates are written as ISO 8601, text stays as it is. Raises InputError for a file or sheet that is not there.
    """
    del profile
    try:
        workbook = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        message = f"{path.name}: not a readable Excel file: {error}"
        raise InputError(message) from error
    cells = workbook.get_sheet_by_name(_sheet(workbook, table, path.name)).to_python(skip_empty_area=False)
    if len(cells) < table.header_row:
        message = f"{path.name}: the sheet is empty; expected a header in row {table.header_row}"
        raise InputError(message)
    names, issues = column_names([_text(cell) for cell in cells[table.header_row - 1]], path.name, table.header_row)
    rows = [[_text(cell) for cell in line] for line in cells[table.header_row :]]
    first = table.header_row + 1
    return pd.DataFrame(rows, columns=names, dtype="str").set_axis(pd.RangeIndex(first, first + len(rows))), issues


def _sheet(workbook: CalamineWorkbook, table: Table, file: str) -> str:
    names: list[str] = workbook.sheet_names
    if table.sheet in names or (not table.sheet and len(names) == 1):
        return table.sheet or names[0]
    hint = nearest(table.sheet, names) or f"it has: {', '.join(names)}"
    message = f"{file}: no sheet '{table.sheet}' ({hint})"
    raise InputError(message)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - exact doubles
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)
