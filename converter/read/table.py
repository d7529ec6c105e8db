"""Read one raw table of a study: find the file, read it as text, tell which columns are missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from converter.dataset import Frame, RawTable
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.readers import READERS
from converter.spec.paths import inside
from converter.steps import Source


def read_table(source: Source, folder: Path) -> tuple[RawTable, tuple[Issue, ...]]:
    """Read one raw table below the raw folder.

    A column that the plan reads and the file lacks is added blank and reported as `column-missing`, with the nearest
    column that is there. Raises InputError for a file that is not there, unreadable, or outside the folder.
    """
    path = inside(folder, source.table.file)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        message = f"{source.table.file}: no reader for '{path.suffix}'; known: {', '.join(READERS)}"
        raise InputError(message)
    frame, issues = reader(path, table=source.table, profile=source.profile)
    frame = frame.rename(columns={found: name for name, found in source.table.rename.items()})
    missing = [name for name in source.columns if name not in frame]
    issues = tuple(replace(issue, place=source.table.file) for issue in issues)
    issues += tuple(_missing(name, frame, source) for name in missing)
    blank = pd.DataFrame("", index=frame.index, columns=missing, dtype="str")
    return RawTable(source.name, source.table.file, pd.concat([frame, blank], axis="columns")), issues


def _missing(name: str, frame: Frame, source: Source) -> Issue:
    unused = [column for column in map(str, frame.columns) if column not in source.columns]
    close = nearest(name, unused)
    found = close.split("'")[1] if close else "COLUMN"
    return Issue(
        rule="column-missing",
        severity="error",
        place=source.table.file,
        variable=name,
        message=f"the column is not in the file{', ' + close if close else ''}",
        written="all its values left blank",
        hint=f"if it was renamed, add rename: {{{name}: {found}}} to tables.{source.name}",
    )
