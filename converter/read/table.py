"""Read one raw table of a study: find the file, read it as text, tell what of it is missing or stands twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pandas as pd

from converter.dataset import Frame, RawTable
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.readers import READERS, Reader, reader_fault
from converter.spec.text.paths import inside
from converter.steps import Source

SAMPLE, NARROWING = 1000, 3
FEW = 10
"""In a table of fewer rows a column may well be blank."""


def read_table(source: Source, folder: Path) -> tuple[RawTable, tuple[Issue, ...]]:
    """Read one raw table below the raw folder.

    A column that the plan reads and the file lacks is added blank and reported as `column-missing`, with the nearest
    column that is there; a table without rows, a column without values, and rows that repeat another in every column of
    a table without `key`, are reported. Raises InputError for a file that is not there, unreadable, or outside the
    folder, and for a setting that its reader does not use.
    """
    path = inside(folder, source.table.file)
    frame, issues = reader_of(source)(path, table=source.table, profile=source.profile)
    frame = renamed(frame, source)
    blank = [name for name in source.columns if name in frame and (frame[name].str.strip() == "").all()]
    again = () if source.table.key else repeated(frame)
    return completed(frame, source), table_issues(source, issues, list(map(str, frame)), len(frame), blank, again)


def completed(frame: Frame, source: Source) -> RawTable:
    """Give the table with a blank column for each that the plan reads and the file lacks."""
    missing = [name for name in source.columns if name not in frame]
    blank = pd.DataFrame("", index=frame.index, columns=missing, dtype="str")
    return RawTable(source.name, source.place, pd.concat([frame, blank], axis="columns"))


def table_issues(
    source: Source,
    told: Iterable[Issue],
    columns: Sequence[str],
    count: int,
    blank: Iterable[str],
    again: Iterable[int],
) -> tuple[Issue, ...]:
    """Put together what a reader `told` and what is told of the whole table.

    It has these `columns` and so many rows; columns that the plan reads are `blank` in all of them, and the rows
    `again` repeat another one.
    """
    issues = (*told, *_no_rows(count), *_no_values(blank, count), *_repeated_rows(tuple(map(int, again))))
    missing = (name for name in source.columns if name not in columns)
    return (
        *(replace(issue, place=source.place) for issue in issues),
        *(_missing(name, columns, source) for name in missing),
    )


def reader_of(source: Source) -> Reader:
    """Give the reader of a file; raises InputError where there is none, or for a setting that it does not use."""
    key, fault = reader_fault(source.table)
    if fault:
        message = f"tables.{source.name}.{key}: {fault}"
        raise InputError(message)
    return READERS[PurePosixPath(source.table.file).suffix.lower()]


def renamed(frame: Frame, source: Source) -> Frame:
    """Give columns the names that the specification speaks of; raises InputError where two would have one name."""
    for name, found in source.table.rename.items():
        if found in frame and name in frame and name not in source.table.rename.values():
            message = f"tables.{source.name}.rename: {source.table.file} has a column '{name}' beside '{found}'"
            raise InputError(message)
    return frame.rename(columns={found: name for name, found in source.table.rename.items()})


def _no_values(blank: Iterable[str], count: int) -> Iterator[Issue]:
    """Report columns that the plan reads and that hold no value at all."""
    for name in blank if count >= FEW else ():
        yield Issue(
            rule="column-empty",
            severity="note",
            place="",
            variable=name,
            message=f"blank in all {count} rows",
            hint="if an earlier export had values, have it exported again",
        )


def _no_rows(count: int) -> Iterator[Issue]:
    if not count:
        yield Issue(
            rule="table-empty",
            severity="warning",
            place="",
            message="the file has no rows",
            hint="if an earlier export had some, have it exported again",
        )


def _repeated_rows(rows: tuple[int, ...]) -> Iterator[Issue]:
    """Report rows that are those of an earlier row in every column; a table with a key is screened by its key."""
    if rows:
        yield Issue(
            rule="row-repeated",
            severity="warning",
            place="",
            message="the row repeats an earlier row in every column",
            rows=rows,
            written="row kept",
            hint="keep one of them at the source, or name a key for the table so that the repeated row is set aside",
        )


def repeated(frame: Frame) -> pd.Index:
    """Give the index of the rows that repeat an earlier row in every column, outer blanks aside; blank rows are none.

    Rows alone in one column are left out first, by the columns that tell most rows apart.
    """
    left = frame
    for name in sorted(frame, key=lambda name: -frame[name].head(SAMPLE).nunique())[:NARROWING]:
        left = left[left[name].str.strip().duplicated(keep=False)]
    cells: Frame = left.apply(lambda column: column.str.strip())
    again = cells[cells.duplicated()]
    return again.index[(again != "").any(axis="columns")]


def _missing(name: str, columns: Sequence[str], source: Source) -> Issue:
    unused = [column for column in columns if column not in source.columns]
    close = nearest(name, unused)
    found = close.split("'")[1] if close else "COLUMN"
    return Issue(
        rule="column-missing",
        severity="error",
        place=source.place,
        variable=name,
        message=f"the column is not in the file{', ' + close if close else ''}",
        written="all its values left blank",
        hint=f"if it was renamed, add rename: {{{name}: {found}}} to tables.{source.name}",
    )
