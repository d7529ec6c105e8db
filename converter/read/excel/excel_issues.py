"""What of an Excel sheet is not read as it stands there, by cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from converter.issues import Issue, Severity
from converter.read.excel.sheet import OddCell, SheetFacts, column_letters, column_number

SHOWN = 5
NAMES = "use these names in the specification, or say header_row where another row has the names"
CELLS: dict[str, tuple[Severity, str, str, str]] = {
    "cell-error": ("error", "the cell has an error in Excel", "left blank", "correct it in Excel"),
    "formula-empty": (
        *("error", "the formula has no stored value", "left blank"),
        "open the file in Excel and save it, so that values are stored",
    ),
    "cell-unreadable": ("error", "the stored value is no number or text", "kept as stored", "save it again in Excel"),
    "cell-no-date": ("error", "the number is no day of Excel's calendar", "kept as a number", "correct it in Excel"),
    "number-long": (
        *("warning", "Excel keeps 15 digits of a number; what follows is lost", "the number as stored"),
        "format the column of an identifier as text before it is filled",
    ),
    "cell-shown": (
        *("warning", "the cell shows another number than it holds: in percent, in thousands, or with leading zeros"),
        "the number as stored, such as 0.5 for 50%",
        "check what the number is meant to be; an identifier wants the format of text",
    ),
    "cell-stray": (
        *("error", "the cell stands far from the table", "left out"),
        "delete it in Excel, or move it to the table",
    ),
}
"""The rules about cells: severity, what is said, what is written, how to mend it."""


TOGETHER: dict[str, bool] = {"cell-shown": True, "cell-stray": False}
"""The rules whose cells are told together whatever they hold, and whether those of each column are."""


def sheet_issues(file: str, facts: SheetFacts, header_row: int, names: Sequence[str], *, late: int) -> Iterator[Issue]:
    """Report odd cells, merged and hidden ones, merged headers, and blank rows before the header.

    `late` is by how many rows the header stands below the row expected.
    """
    yield from _odd(file, facts.odd, names)
    headers = [ref for ref in facts.merged if _is_header(ref, header_row, len(names))]
    if headers:
        message = f"cells are merged over several columns in the header or above it ({_some(headers)})"
        written = f"columns are called as row {header_row} has it: repeated and blank names are numbered"
        yield Issue("header-merged", "warning", file, message, rows=(header_row,), written=written, hint=NAMES)
    ranges = [ref for ref in facts.merged if ref not in headers and _is_data(ref, header_row, len(names))]
    if ranges:
        message = f"cells are merged ({_some(ranges)}): only the first of a merged range has the value"
        rows = tuple(sorted({row for ref in ranges for row in _rows(ref) if row > header_row}))
        written = "the others are read as blank"
        hint = "unmerge them in Excel, and fill every row"
        yield Issue("cells-merged", "warning", file, message, rows=rows, written=written, hint=hint)
    columns = [number for span in facts.hidden_columns for number in span if number <= len(names)]
    if columns:
        message = (
            f"the columns {_some([names[number - 1] for number in columns])} are hidden; they are read like others"
        )
        yield Issue("columns-hidden", "note", file, message)
    if facts.hidden:
        message = "the rows are hidden in Excel; they are read like others"
        yield Issue("rows-hidden", "note", file, message, rows=tuple(facts.hidden))
    if late > 0:
        message = f"{late} blank row{'s stand' if late > 1 else ' stands'} before the header"
        yield Issue("header-late", "note", file, message, written=f"row {header_row} is read as the header")


def _odd(file: str, odd: Sequence[OddCell], names: Sequence[str]) -> Iterator[Issue]:
    """Report odd cells, those of one rule, column and value together, some whatever they hold."""
    alike: dict[tuple[str, int, str], list[OddCell]] = defaultdict(list)
    for cell in odd:
        column = cell.column if TOGETHER.get(cell.rule, True) else 0
        alike[cell.rule, column, "" if cell.rule in TOGETHER else cell.value].append(cell)
    for (rule, column, value), cells in alike.items():
        severity, message, written, hint = CELLS[rule]
        places = _some([f"{column_letters(cell.column)}{cell.row}" for cell in cells])
        yield Issue(
            rule=rule,
            severity=severity,
            place=file,
            variable=names[column - 1] if 0 < column <= len(names) else "",
            value=value or (cells[0].value if len(cells) == 1 else ""),
            message=f"{message} ({places})",
            rows=tuple(dict.fromkeys(cell.row for cell in cells)),
            written=written,
            hint=hint,
        )


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _rows(ref: str) -> range:
    numbers = [int(digits) for digits in re.findall(r"\d+", ref)]
    return range(min(numbers), max(numbers) + 1) if numbers else range(0)


def _is_header(ref: str, header_row: int, width: int) -> bool:
    """Tell whether a merged range joins columns in the header, or in the row above it."""
    first, _, last = ref.partition(":")
    joins = column_number(first) < column_number(last or first) and column_number(first) <= width
    return joins and max(_rows(ref)) in {header_row - 1, header_row}


def _is_data(ref: str, header_row: int, width: int) -> bool:
    """Tell whether a merged range reaches into the table."""
    return max(_rows(ref), default=0) >= header_row and column_number(ref.partition(":")[0]) <= width
