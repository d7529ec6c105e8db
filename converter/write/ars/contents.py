"""Lists of contents: the analyses by display and row, and the outputs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from converter.spec.display import Display, DisplayRow
from converter.write.ars.event import ListOfContents, NestedList, OrderedListItem
from converter.write.ars.outputs import output_id
from converter.write.ars.parts import Part

Analyses = Mapping[tuple[str, str], Sequence[Part]]
"""The analyses of each display and row."""


def list_of_analyses(displays: Sequence[Display], parts: Sequence[Part]) -> ListOfContents:
    """List the displays with their rows; rows that are indented stand below the one that they belong to."""
    by_row: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        by_row.setdefault((part.display.display, part.row.id), []).append(part)
    items = tuple(
        OrderedListItem(
            name=display.title,
            level=1,
            order=number,
            output_id=output_id(display),
            sublist=_sublist(_rows(display, display.rows, by_row, 2)),
        )
        for number, display in enumerate(displays, 1)
    )
    return ListOfContents(name="List of analyses", contents_list=NestedList(list_items=items))


def list_of_outputs(displays: Sequence[Display]) -> ListOfContents:
    """List the displays."""
    items = tuple(
        OrderedListItem(name=display.title, level=1, order=number, output_id=output_id(display))
        for number, display in enumerate(displays, 1)
    )
    return ListOfContents(name="List of outputs", contents_list=NestedList(list_items=items))


def _rows(
    display: Display, rows: Sequence[DisplayRow], parts: Analyses, level: int, after: int = 0
) -> tuple[OrderedListItem, ...]:
    """List rows, each with those below it; `after` items stand before them in their list."""
    starts = [number for number, row in enumerate(rows) if row.indent <= rows[0].indent]
    spans = pairwise([*starts, len(rows)])
    return tuple(
        _row(display, rows[start:end], parts, level, order) for order, (start, end) in enumerate(spans, after + 1)
    )


def _row(display: Display, rows: Sequence[DisplayRow], parts: Analyses, level: int, order: int) -> OrderedListItem:
    """List a row with the rows below it; several analyses of the row stand first among these."""
    mine = parts.get((display.display, rows[0].id), ())
    several = tuple(
        OrderedListItem(name=part.title, level=level + 1, order=number, analysis_id=part.analysis)
        for number, part in enumerate(mine if len(mine) > 1 else (), 1)
    )
    return OrderedListItem(
        name=rows[0].label or rows[0].id,
        level=level,
        order=order,
        analysis_id=mine[0].analysis if len(mine) == 1 else "",
        sublist=_sublist((*several, *_rows(display, rows[1:], parts, level + 1, len(several)))),
    )


def _sublist(items: tuple[OrderedListItem, ...]) -> NestedList | None:
    return NestedList(list_items=items) if items else None
