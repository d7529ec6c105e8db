"""The results of a study: each display with its cells, and the records behind each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from converter.dataset import Frame
from converter.report.review.columns import Body, frame_body
from converter.report.text import figures_line
from converter.spec.display import Display, DisplayColumn, DisplayRow

ORDER = ("Table", "Figure", "Listing")
PART = re.compile(r"[0-9]+|[A-Za-z]+")
LETTERS = 10**9
"""A part of letters stands behind every number."""


class MadeResults(Protocol):
    """What results are to the page: displays by name, one statistic a record, and the records behind each cell."""

    @property
    def displays(self) -> Mapping[str, Display]:
        """The displays by name."""

    @property
    def rows(self) -> Frame:
        """One statistic a record: DISPLAY ROW COLUMN METHOD DATASET STAT LEVEL STATN STATC SHOWN."""

    @property
    def behind(self) -> Frame:
        """The records behind a cell: DISPLAY ROW COLUMN table record."""


def displays_body(results: MadeResults | None, figures: Mapping[str, str]) -> list[Body]:
    """Give each display as the page shows it; `figures` are SVG by the name of the display."""
    if results is None:
        return []
    cells = _cells(results.rows)
    shown = sorted(results.displays.items(), key=lambda item: _place(item[1]))
    return [_display(one, cells.get(name, {}), figures.get(name, "")) for name, one in shown]


def _place(display: Display) -> tuple[int, list[tuple[int, str]]]:
    """Give the place of a display in the study's own order: tables, figures, listings, each by its number.

    Numbers stand before letters (3 before S1) and by their size (2 before 10); what has no number comes last.
    """
    kind, _, number = display.called.partition(" ")
    parts = [(int(part), "") if part.isdigit() else (LETTERS, part) for part in PART.findall(number)]
    return (ORDER.index(kind), parts) if kind in ORDER and number else (len(ORDER), [])


def published_body(figures: Frame | None) -> Body | None:
    """Give the published figures beside the derived ones, and their count in words; nothing where there are none."""
    if figures is None or figures.empty:
        return None
    names = ["PATH", "PRINTED", "DERIVED", "STATUS", "INFERRED", "REASON", "DISPLAY"]
    return {"told": figures_line(figures), "rows": figures[names].to_numpy().tolist()}


def behind_body(results: MadeResults, most: int) -> Body:
    """Give the first `most` records of each dataset behind each cell, as columns; `more` counts the others.

    The key of `more` is display, row, column and dataset with tabs between them.
    """
    keys = ["DISPLAY", "ROW", "COLUMN", "table"]
    groups = results.behind.groupby(keys, sort=False)
    first = results.behind[groups.cumcount() < most]
    counts = groups.size()
    many = counts[counts > most].reset_index(name="n")
    more = {"\t".join(key): int(n) - most for *key, n in many.itertuples(index=False, name=None)}
    cell = first["DISPLAY"] + "\t" + first["ROW"] + "\t" + first["COLUMN"]
    return {**frame_body(first[["table"]].assign(cell=cell)), "numbers": first["record"].tolist(), "more": more}


def _cells(rows: Frame) -> dict[str, dict[str, list[Body]]]:
    """Give the statistics of each cell of each display, by 'ROW COLUMN' with a tab between them."""
    cells: dict[str, dict[str, list[Body]]] = {}
    names = ["DISPLAY", "ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"]
    for display, row, column, stat, level, shown in rows[names].itertuples(index=False, name=None):
        told = {"stat": stat, "level": level, "shown": shown}
        cells.setdefault(display, {}).setdefault(f"{row}\t{column}", []).append(told)
    return cells


def _display(display: Display, cells: Mapping[str, list[Body]], figure: str) -> Body:
    where = display.population.where.describe()
    return {
        "id": display.display,
        "called": display.called,
        "kind": display.kind,
        "title": display.title,
        "source": display.source,
        "population": f"{display.population.label} ({where})",
        "columns": [{"id": one.id, "label": one.named, "says": _says(one)} for one in display.columns],
        "rows": [_row(one) for one in display.rows],
        "footnotes": [note.text for note in display.footnotes],
        "cells": cells,
        "figure": figure,
    }


def _says(column: DisplayColumn) -> str:
    parts = (column.subjects, column.records)
    return "; ".join(part.describe() for part in parts if part is not None)


def _row(row: DisplayRow) -> Body:
    return {
        "id": row.id,
        "label": row.label,
        "indent": row.indent,
        "show": row.show,
        "made": row.result is not None,
        "reproduces": {name: [one.path for one in figures] for name, figures in row.reproduces.items()},
    }
