"""Readers of raw tables that give a file as frames of some rows, one after the other, and then what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Cell, Issue, with_cells
from converter.read.controls import UNCHECKED, control_issues
from converter.read.delimited.blocks import Layout, careful_records, layout_of, record_blocks
from converter.read.delimited.csv import record_frame, regular_records, text_frame
from converter.read.delimited.delimited import Splitter
from converter.read.parquet import parquet_frames
from converter.read.readers import READERS
from converter.read.sas.sas import dataset_parts
from converter.read.sas.sas_catalog import read_catalog
from converter.read.sas.text_table import text_table
from converter.spec.profile import Profile
from converter.spec.study import Table

Frames: TypeAlias = Generator[Frame, None, tuple[Issue, ...]]
"""Frames of text columns, one at least, numbered as the whole file is; returned is what is told of the file."""
ORDER: Mapping[str, tuple[int, int]] = {
    "catalog-unreadable": (-1, 0),
    "file-cut": (0, 0),
    "encoding-guessed": (1, 0),
    "control-character": (1, 1),
    "date-impossible": (2, 0),
    "format-unknown": (2, 0),
    "missing-special": (2, 1),
    "code-unlabelled": (2, 2),
}
"""When readers tell what of a file: of all of it, of the text of each column, then of its numbers; and what first."""


def csv_frames(path: Path, table: Table, profile: Profile, rows: int) -> Frames:
    """Read delimited text block by block, irregular files record by record; some are read whole (`layout_of`)."""
    layout = layout_of(path, table, profile)
    if layout is None:
        return (yield from whole_frame(path, table, profile, rows))
    controls, columns = list[Issue](), list[str]()
    for frame, data in _regular(layout) if layout.how is None else _irregular(layout, layout.how, rows):
        columns = list(map(str, frame))
        controls += control_issues(frame, data, path.name)
        yield frame
    return (*layout.issues, *layout.odd.issues(layout.body.file, layout.body.names), *together(controls, columns))


def _regular(layout: Layout) -> Iterator[tuple[Frame, bytes]]:
    row = layout.body.first
    for block in record_blocks(layout):
        records = regular_records(block, layout.body)
        if records is None:
            message = f"{layout.body.file}: changed while it was read; wait until it is complete, and run again"
            raise InputError(message)
        yield text_frame(records, row), block
        row += len(records)


def _irregular(layout: Layout, how: Splitter, rows: int) -> Iterator[tuple[Frame, bytes]]:
    row, records = layout.body.first, careful_records(layout, how)
    while some := list(islice(records, rows)):
        yield record_frame(some, layout.body, row, extra=layout.odd.has_extra), UNCHECKED
        row += len(some)


def parquet_parts(path: Path, table: Table, profile: Profile, rows: int) -> Frames:
    """Read a Parquet file by batches of so many rows."""
    del table, profile
    controls, names = list[Issue](), list[str]()
    for frame in parquet_frames(path, rows):
        names = list(map(str, frame))
        controls += control_issues(frame, UNCHECKED, path.name)
        yield frame
    return together(controls, names)


def sas_frames(path: Path, table: Table, profile: Profile, rows: int) -> Frames:
    """Read sas7bdat or XPT by so many records."""
    del profile
    catalog = read_catalog(path, table)
    told, names, before = list[Issue](catalog.issues), list[str](), 0
    for part in dataset_parts(path, table, rows):
        names = [variable.name for variable in part.variables]
        frame, issues = text_table(part, catalog)
        told += (_moved(issue, before) for issue in issues)
        yield frame.set_axis(frame.index + before)
        before += len(frame)
    return together(told, names)


def whole_frame(path: Path, table: Table, profile: Profile, rows: int) -> Frames:
    """Read a file whole: the parts of Excel, ODM and JSON files are known when all of them is read."""
    del rows
    frame, issues = READERS[path.suffix.lower()](path, table=table, profile=profile)
    yield frame
    return issues


FRAMES: Mapping[str, Callable[[Path, Table, Profile, int], Frames]] = {
    ".csv": csv_frames,
    ".txt": csv_frames,
    ".tsv": csv_frames,
    ".dat": csv_frames,
    ".xlsx": whole_frame,
    ".xlsm": whole_frame,
    ".xls": whole_frame,
    ".sas7bdat": sas_frames,
    ".xpt": sas_frames,
    ".parquet": parquet_parts,
    ".xml": whole_frame,
    ".json": whole_frame,
    ".ndjson": whole_frame,
}


def _moved(issue: Issue, by: int) -> Issue:
    """Let an issue name rows by their number in the whole file."""
    if issue.cells:
        return with_cells(issue, (cell._replace(row=cell.row + by) for cell in issue.cells))
    return replace(issue, rows=tuple(row + by for row in issue.rows))


def together(told: Iterable[Issue], names: Sequence[str]) -> tuple[Issue, ...]:
    """Put together what is told of parts of a file, in the order in which it is told of the whole.

    `names` are its columns: each thing is told of a column once, with the rows of all parts.
    """
    found: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in told:
        found.setdefault((issue.rule, issue.variable, issue.message), []).append(issue)
    place = {"": -1} | {name: number for number, name in enumerate(names)}
    order = sorted(found, key=lambda key: (ORDER[key[0]][0], place[key[1]], ORDER[key[0]][1]))
    return tuple(_one(found[key]) for key in order)


def _one(parts: Sequence[Issue]) -> Issue:
    cells: tuple[Cell, ...] = tuple(cell for part in parts for cell in part.cells)
    if cells:
        return with_cells(parts[0], cells)
    return replace(parts[0], rows=tuple(row for part in parts for row in part.rows))
