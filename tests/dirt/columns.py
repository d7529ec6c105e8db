"""Damage to columns and header lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.dirt.grid import Grid, Line
from tests.dirt.kind import ColumnDamage

MANY = 5


def renamed(make: Callable[[str], str]) -> ColumnDamage:
    """Give a column another name."""

    def damage(grid: Grid, column: str, _: Random) -> Grid | None:
        new = make(column)
        if new in grid.columns:
            return None
        return replace(grid, columns=tuple(new if name == column else name for name in grid.columns))

    return damage


def _cells(grid: Grid, make: Callable[[tuple[str, ...]], tuple[str, ...]]) -> tuple[Line, ...]:
    return tuple(replace(line, cells=make(line.cells)) for line in grid.lines)


def removed(grid: Grid, column: str, _: Random) -> Grid | None:
    """Remove a column."""
    at = grid.columns.index(column)
    columns = (*grid.columns[:at], *grid.columns[at + 1 :])
    return replace(grid, columns=columns, lines=_cells(grid, lambda cells: (*cells[:at], *cells[at + 1 :])))


def doubled(grid: Grid, column: str, _: Random) -> Grid | None:
    """Have a column twice under the same name."""
    at = grid.columns.index(column)
    return replace(grid, columns=(*grid.columns, column), lines=_cells(grid, lambda cells: (*cells, cells[at])))


def emptied(grid: Grid, column: str, _: Random) -> Grid | None:
    """Blank a whole column."""
    at = grid.columns.index(column)
    return replace(grid, lines=_cells(grid, lambda cells: (*cells[:at], "", *cells[at + 1 :])))


def filled_with(text: str) -> ColumnDamage:
    """Write the same into every cell of a column that held many values."""

    def damage(grid: Grid, column: str, _: Random) -> Grid | None:
        at = grid.columns.index(column)
        if len({line.cells[at] for line in grid.lines}) <= MANY:
            return None
        return replace(grid, lines=_cells(grid, lambda cells: (*cells[:at], text, *cells[at + 1 :])))

    return damage


def moved_to_end(grid: Grid, column: str, _: Random) -> Grid | None:
    """Move a column to the end, header and cells."""
    at = grid.columns.index(column)
    columns = (*grid.columns[:at], *grid.columns[at + 1 :], column)
    return replace(grid, columns=columns, lines=_cells(grid, lambda cells: (*cells[:at], *cells[at + 1 :], cells[at])))


def headers_swapped(grid: Grid, column: str, rng: Random) -> Grid | None:
    """Swap two headers, not their cells."""
    at = grid.columns.index(column)
    filled = [n for n in range(len(grid.columns)) if n != at and any(line.cells[n] for line in grid.lines)]
    other = rng.choice(filled)
    columns = list(grid.columns)
    columns[at], columns[other] = columns[other], columns[at]
    return replace(grid, columns=tuple(columns))


def slipped(grid: Grid, column: str, _: Random) -> Grid | None:
    """Let a column of many values slip down by one row."""
    at = grid.columns.index(column)
    old = [line.cells[at] for line in grid.lines]
    new = ["", *old[:-1]]
    lines = tuple(line.with_cell(at, value) for line, value in zip(grid.lines, new, strict=True))
    return replace(grid, lines=lines) if len(set(old)) > MANY and all(old) else None


def added(grid: Grid, _: str, __: Random) -> Grid | None:
    """Add a column that nobody asked for."""
    return replace(grid, columns=(*grid.columns, "NEWCOL"), lines=_cells(grid, lambda cells: (*cells, "x")))


def cased_differently(grid: Grid, column: str, _: Random) -> Grid | None:
    """Write all codes of a column in upper case."""
    at = grid.columns.index(column)
    lines = _cells(grid, lambda cells: (*cells[:at], cells[at].upper(), *cells[at + 1 :]))
    return replace(grid, lines=lines) if lines != grid.lines else None
