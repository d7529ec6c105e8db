"""Results to the cells of a table: one text a row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from converter.dataset import Frame
from converter.errors import Problem, SpecError, nearest
from converter.results.rendering.template import filled, statistics_named
from converter.spec.display import Display, DisplayColumn, DisplayRow

FIXED = ("LABEL", "INDENT", "HEADING")
"""The first columns of the cells: the label of a row, how deep it stands, and whether it is a heading."""
NUMBER = "n"
"""The statistic that counts; where it is 0, a cell says what the display has for zero."""


def cells(display: Display, rows: Frame) -> Frame:
    """Write the cells of a display: after LABEL, INDENT and HEADING one text for each of its columns.

    The frame's index are the ids of the rows. A row writes its `show`; a heading, and a column that the row does not
    have, stay blank; where n is 0, a cell says the display's `zero`. A result without `show` is made but not printed.
    Raises SpecError with every statistic that a template names and the results lack.
    """
    shown = _shown(display, rows)
    problems = tuple(_lacking(display, shown))
    if problems:
        raise SpecError(problems)
    printed = [row for row in display.rows if row.result is None or row.show]
    made = {
        "LABEL": pd.Series([row.label for row in printed], dtype="str"),
        "INDENT": pd.Series([row.indent for row in printed], dtype="int64"),
        "HEADING": pd.Series([row.result is None for row in printed], dtype="bool"),
    }
    text = {
        column.id: pd.Series([_cell(display, row, column, shown) for row in printed], dtype="str")
        for column in display.columns
    }
    return pd.concat([pd.DataFrame(made), pd.DataFrame(text)], axis=1).set_axis([row.id for row in printed], axis=0)


Shown = Mapping[tuple[str, str], Mapping[str, str]]
"""Of each row and column its statistics as printed, by name ('n', or 'survival[12]' where it has a level)."""


def _shown(display: Display, rows: Frame) -> Shown:
    mine = rows[rows["DISPLAY"] == display.display]
    names = mine["STAT"].where(mine["LEVEL"] == "", mine["STAT"] + "[" + mine["LEVEL"] + "]")
    grouped = mine.assign(NAME=names).groupby(["ROW", "COLUMN"], sort=False)
    return {
        (str(row), str(column)): dict(zip(part["NAME"], part["SHOWN"], strict=True)) for (row, column), part in grouped
    }


def _cell(display: Display, row: DisplayRow, column: DisplayColumn, shown: Shown) -> str:
    if row.result is None or column not in display.columns_of(row):
        return ""
    known = shown[row.id, column.id]
    none = display.zero and known.get(NUMBER) == "0" and NUMBER in statistics_named(row.show)
    return display.zero if none else filled(row.show, known)


def _lacking(display: Display, shown: Shown) -> Iterator[Problem]:
    """Find what templates name and the results of a cell lack."""
    for number, row in enumerate(display.rows):
        for column in display.columns_of(row) if row.result is not None else ():
            known = shown.get((row.id, column.id), {})
            for name in statistics_named(row.show):
                if name not in known:
                    message = f"row '{row.id}' has no statistic '{name}' in column '{column.id}'"
                    hint = nearest(name, known) or f"known: {', '.join(known) or 'none'}"
                    yield Problem(f"results/{display.display.lower()}.yaml", 0, f"rows[{number}].show", message, hint)
