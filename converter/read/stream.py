"""Read one raw table of a study in parts of so many rows, as `read_table` reads all of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from converter.compute.same_rows import Hashes, hashes, in_several_rows
from converter.dataset import Frame, RawTable
from converter.issues import Issue
from converter.read.frames import FRAMES, Frames
from converter.read.table import completed, read_table, reader_of, renamed, repeated, table_issues
from converter.spec.text.paths import inside
from converter.steps import Source

LARGE, ROWS = 16_000_000, 100_000
"""Bytes of a file from which on it is read in parts, and rows of a part."""


def read_parts(source: Source, folder: Path, rows: int) -> Generator[RawTable, None, tuple[Issue, ...]]:
    """Give a raw table below the raw folder in parts of so many rows (the last may have fewer), one part at least.

    The parts, one below the other, are the table that `read_table` reads, with its row numbers. Returned at the end
    are its issues, for some of them are known only then. Delimited text, Parquet, XPT and sas7bdat are read a part at a
    time; what `read.frames` says it reads whole is cut. Raises InputError as `read_table` does, and for a file that
    changed while it was read.
    """
    reader_of(source)
    path = inside(folder, source.table.file)
    whole = Whole(source)
    told = yield from _watched(_parts(_frames(source, path, rows), rows), whole)
    again = _again(whole, source, path, rows)
    return table_issues(source, told, whole.columns, whole.count, whole.blank, again)


def read_large(source: Source, folder: Path) -> tuple[RawTable, tuple[Issue, ...]]:
    """Read a raw table as `read_table` does; a large file in parts, which takes no more memory than the table."""
    path = inside(folder, source.table.file)
    if not path.is_file() or path.stat().st_size < LARGE:
        return read_table(source, folder)
    reading, parts = read_parts(source, folder, ROWS), list[RawTable]()
    while True:
        try:
            parts.append(next(reading))
        except StopIteration as end:
            issues: tuple[Issue, ...] = end.value
            return replace(parts[0], frame=pd.concat([part.frame for part in parts])), issues


def _frames(source: Source, path: Path, rows: int) -> Frames:
    return FRAMES[PurePosixPath(source.table.file).suffix.lower()](path, source.table, source.profile, rows)


def _parts(frames: Frames, rows: int) -> Frames:
    """Cut and join frames, so that each has so many rows, and the last the others."""
    held: list[Frame] = []
    given = False
    while True:
        try:
            held.append(next(frames))
        except StopIteration as end:
            if sum(map(len, held)) or not given:
                yield pd.concat(held) if len(held) > 1 else held[0]
            told: tuple[Issue, ...] = end.value
            return told
        while sum(map(len, held)) > rows:
            frame = pd.concat(held) if len(held) > 1 else held[0]
            yield frame.iloc[:rows]
            held, given = [frame.iloc[rows:]], True


@dataclass
class Whole:
    """What is known of a table when its parts have been seen: its columns and rows, what is blank, what may repeat.

    `hashes` has one number for each row, the same for rows that are the same, in parts.
    """

    source: Source
    columns: list[str] = field(default_factory=list)
    count: int = 0
    filled: set[str] = field(default_factory=set)
    hashes: list[Hashes] = field(default_factory=list)

    def add(self, frame: Frame) -> None:
        """See the next part, its columns renamed."""
        self.columns, self.count = list(map(str, frame)), self.count + len(frame)
        for name in self.source.columns:
            if name in frame and name not in self.filled and (frame[name].str.strip() != "").any():
                self.filled.add(name)
        if not self.source.table.key:
            self.hashes.append(hashes(frame))

    @property
    def blank(self) -> Iterator[str]:
        """The columns that the plan reads and that are blank in all rows."""
        return (name for name in self.source.columns if name in self.columns and name not in self.filled)


def _watched(parts: Frames, whole: Whole) -> Generator[RawTable, None, tuple[Issue, ...]]:
    while True:
        try:
            frame = renamed(next(parts), whole.source)
        except StopIteration as end:
            told: tuple[Issue, ...] = end.value
            return told
        whole.add(frame)
        yield completed(frame, whole.source)


def _again(whole: Whole, source: Source, path: Path, rows: int) -> pd.Index:
    """Find the rows that repeat an earlier one: those with a number of several rows are read again, and compared."""
    several = in_several_rows(whole.hashes)
    if not any(part.any() for part in several):
        return pd.Index([])
    parts = zip(_parts(_frames(source, path, rows), rows), several, strict=True)
    return repeated(renamed(pd.concat([frame[here] for frame, here in parts]), source))
