"""Damage to rows: repeated, gone, swapped, shifted, torn."""

from __future__ import annotations

from random import Random

from tests.dirt.grid import Grid, Line, line_text
from tests.dirt.kind import RowDamage, Touched

NEW = -1
"""The row number of a line that the undamaged file does not have."""


def _put(grid: Grid, position: int, *lines: Line) -> tuple[Line, ...]:
    """Put lines in the place of one."""
    return (*grid.lines[:position], *lines, *grid.lines[position + 1 :])


def repeated(grid: Grid, at: int, _: Random) -> Touched | None:
    """Repeat a row below it."""
    position = grid.position(at)
    line = grid.lines[position]
    return Touched(_put(grid, position, line, Line(NEW - at, line.cells)), (at, NEW - at))


def repeated_at_end(grid: Grid, at: int, _: Random) -> Touched | None:
    """Repeat a row at the end of the file."""
    line = grid.lines[grid.position(at)]
    return Touched((*grid.lines, Line(NEW - at, line.cells)), (at, NEW - at))


def repeated_differing(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Repeat a row with one number changed."""
    position = grid.position(at)
    line = grid.lines[position]
    numbers = [
        n for n, cell in enumerate(line.cells) if n > len(line.cells) // 2 and cell.replace(".", "", 1).isdigit()
    ]
    if not numbers:
        return None
    number = rng.choice(numbers)
    new = line.with_cell(number, line.cells[number] + "1")
    return Touched(_put(grid, position, line, Line(NEW - at, new.cells)), (at, NEW - at))


def removed_from_numbered(grid: Grid, at: int, _: Random) -> Touched | None:
    """Remove a row in the middle of a subject's numbered rows (1, 2, 3, ...)."""
    if not {"Subject", "RecordPosition"} <= set(grid.columns):
        return None
    row = grid.record(grid.lines[grid.position(at)])
    keys = ("Subject", "Folder", "DataPageName")
    same = [line for line in grid.lines if all(grid.record(line).get(k) == row.get(k) for k in keys)]
    numbers = [grid.record(line)["RecordPosition"] for line in same]
    mine = [line.origin for line in same].index(at)
    if numbers != [str(n) for n in range(1, len(same) + 1)] or not 0 < mine < len(same) - 1:
        return None
    rows = (same[mine - 1].origin, same[mine + 1].origin)
    return Touched(tuple(line for line in grid.lines if line.origin != at), rows)


def swapped_subjects(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Swap the identifiers of two rows whose sites differ, and leave the site."""
    if not {"Subject", "SiteNumber"} <= set(grid.columns):
        return None
    subject, site = grid.columns.index("Subject"), grid.columns.index("SiteNumber")
    position = grid.position(at)
    mine = grid.lines[position]
    others = [line for line in grid.lines if line.origin > 0 and line.cells[site] not in {mine.cells[site], ""}]
    if not others:
        return None
    other = rng.choice(others)
    lines = list(grid.lines)
    lines[position] = mine.with_cell(subject, other.cells[subject])
    lines[grid.position(other.origin)] = other.with_cell(subject, mine.cells[subject])
    return Touched(tuple(lines), (at, other.origin))


def _first(grid: Grid, rng: Random) -> int:
    """Draw a column from which cells shift: behind those that identify the row."""
    return rng.randrange(len(grid.columns) // 3, len(grid.columns) - 2)


def shifted(steps: int) -> RowDamage:
    """Shift the cells of a row to the right (or left, where negative) from some column on; the width stays."""

    def damage(grid: Grid, at: int, rng: Random) -> Touched | None:
        position = grid.position(at)
        line, start = grid.lines[position], _first(grid, rng)
        rest = line.cells[start:]
        cells = (*line.cells[:start], *(("", *rest[:-1]) if steps > 0 else (*rest[1:], "")))
        enough = sum(1 for old, new in zip(line.cells, cells, strict=True) if old != new) > 2
        return Touched(_put(grid, position, Line(at, cells)), (at,)) if enough else None

    return damage


def truncated(grid: Grid, at: int, rng: Random) -> Touched | None:
    """End a line early."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    if not any(line.cells[start:]):
        return None
    return Touched(_put(grid, position, Line(at, line.cells, line_text(line.cells[:start], grid))), (at,))


def extra_delimiter(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Put an unquoted delimiter into a line."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    text = line_text((*line.cells[:start], "", *line.cells[start:]), grid)
    return Touched(_put(grid, position, Line(at, line.cells, text)), (at,))


def torn(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Break a line in two."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    ends = (line_text(line.cells[:start], grid), line_text(line.cells[start:], grid))
    new = (Line(at, line.cells, ends[0]), Line(NEW - at, line.cells, ends[1]))
    return Touched(_put(grid, position, *new), (at, NEW - at))


def joined(grid: Grid, at: int, _: Random) -> Touched | None:
    """Lose the line end between two rows."""
    position = grid.position(at)
    if position + 1 >= len(grid.lines):
        return None
    line, after = grid.lines[position], grid.lines[position + 1]
    text = line_text(line.cells, grid) + line_text(after.cells, grid)
    lines = (*grid.lines[:position], Line(at, line.cells, text), *grid.lines[position + 2 :])
    return Touched(lines, (at, after.origin))


def quote_opened(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Open a quote that nothing closes."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    text = grid.delimiter.join((*line.cells[:start], '"' + line.cells[start], *line.cells[start + 1 :]))
    return Touched(_put(grid, position, Line(at, line.cells, text)), (at,))


def quote_within(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Put a single quote mark into a cell."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    cell = line.cells[start]
    if len(cell) < 4 or grid.delimiter in cell:
        return None
    text = grid.delimiter.join((*line.cells[:start], cell[:2] + '"' + cell[2:], *line.cells[start + 1 :]))
    return Touched(_put(grid, position, Line(at, line.cells, text)), (at,))


def added(*cells: str) -> RowDamage:
    """Put a line of other text below a row."""

    def damage(grid: Grid, at: int, _: Random) -> Touched | None:
        position = grid.position(at)
        whole = (*cells, *[""] * (len(grid.columns) - len(cells)))[: len(grid.columns)]
        return Touched(_put(grid, position, grid.lines[position], Line(NEW - at, whole)), (NEW - at,))

    return damage


def header_again(grid: Grid, at: int, _: Random) -> Touched | None:
    """Put the header line into the middle, as pasted exports have it."""
    position = grid.position(at)
    return Touched(_put(grid, position, grid.lines[position], Line(NEW - at, grid.columns)), (NEW - at,))


def delimiter_lost(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Lose a delimiter: two cells become one."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    if not (line.cells[start] and line.cells[start + 1]):
        return None
    cells = (*line.cells[:start], line.cells[start] + line.cells[start + 1], *line.cells[start + 2 :])
    return Touched(_put(grid, position, Line(at, line.cells, line_text(cells, grid))), (at,))


def copied_down(grid: Grid, at: int, _: Random) -> Touched | None:
    """Fill the second half of a row with the cells of the row above, of another subject."""
    position, half = grid.position(at), len(grid.columns) // 2
    line = grid.lines[position]
    above = grid.lines[position - 1]
    differing = sum(1 for old, new in zip(line.cells[half:], above.cells[half:], strict=True) if old != new)
    if position == 0 or differing < 2:
        return None
    return Touched(_put(grid, position, Line(at, (*line.cells[:half], *above.cells[half:]))), (at,))


def neighbours_swapped(grid: Grid, at: int, rng: Random) -> Touched | None:
    """Swap two neighbouring cells of a row, one of which no other row holds in that column."""
    position = grid.position(at)
    line, start = grid.lines[position], _first(grid, rng)
    left, right = line.cells[start], line.cells[start + 1]
    usual = [{other.cells[n] for other in grid.lines if other.origin != at} for n in (start, start + 1)]
    if not (left and right) or (right in usual[0] and left in usual[1]):
        return None
    return Touched(_put(grid, position, line.with_cell(start, right).with_cell(start + 1, left)), (at,))
