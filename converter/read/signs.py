"""Numbers in text, written with a decimal point and no groups of thousands where a table says what signs it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from converter.dataset import Frame
from converter.issues import Cell, Issue, with_cells
from converter.spec.study import Table

CORRECT = "correct it at the source, or say what groups its thousands"


def plain_numbers(frame: Frame, table: Table, file: str) -> tuple[Frame, tuple[Issue, ...]]:
    """Write cells that are wholly a number as the rules read it: 1.234,5 is 1234.5 by decimal ',' and thousands '.'.

    A comparator and an exponent may be part of a number; groups of thousands have three digits. Other text stays as it
    is. The columns that changed are told, and in these the cells that would be a number by the other decimal sign.
    """
    if table.decimal is None and table.thousands is None:
        return frame, ()
    columns = {str(name): _plain(frame[name], table.decimal or ".", table.thousands) for name in frame}
    changed = [name for name, values in columns.items() if not values.equals(frame[name])]
    if not changed:
        return frame, ()
    told = Issue(
        rule="number-rewritten",
        severity="note",
        place=file,
        message=f"numbers are not written with a decimal point alone (columns {', '.join(changed)})",
        written="written so, as the settings decimal and thousands say",
        hint="see that these columns hold numbers; a column of other text wants a file without these settings",
    )
    odd = (issue for name in changed for issue in _otherwise(frame[name], columns[name], table.decimal or ".", file))
    return frame.assign(**{name: columns[name] for name in changed}), (told, *odd)


def _otherwise(values: pd.Series, written: pd.Series, decimal: str, file: str) -> Iterator[Issue]:
    """Report cells that stay as they are, and that would be a number with decimals by the other decimal sign."""
    other = "." if decimal == "," else ","
    number = _number(other, None)
    same = values[(values == written) & values.str.contains(other, regex=False)]
    cells = [
        Cell(row, value=text) for row, text in zip(same.index.tolist(), same, strict=True) if number.fullmatch(text)
    ]
    if cells:
        message = f"the cell is a number by the decimal sign '{other}', and the table says '{decimal}'"
        issue = Issue("number-sign", "warning", file, message, str(values.name), written="kept as it is", hint=CORRECT)
        yield with_cells(issue, cells)


def _plain(values: pd.Series, decimal: str, thousands: str | None) -> pd.Series:
    """Write the distinct cells of a column anew."""
    number = _number(decimal, thousands)
    written = {text: _point(text, number, decimal, thousands) for text in values.unique()}
    return values.map(written).astype(values.dtype)


def _number(decimal: str, thousands: str | None) -> re.Pattern[str]:
    groups = rf"|[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+" if thousands else ""
    sign = r"\s*(?:<=|>=|=<|=>|<|>|≤|≥)?\s*[+\u2212\u2013-]?"
    return re.compile(rf"{sign}(?:[0-9]+{groups})?(?:{re.escape(decimal)}[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*")


def _point(text: str, number: re.Pattern[str], decimal: str, thousands: str | None) -> str:
    if not number.fullmatch(text) or not re.search("[0-9]", text):
        return text
    plain = text.replace(thousands, "") if thousands else text
    return plain.replace(decimal, ".")
