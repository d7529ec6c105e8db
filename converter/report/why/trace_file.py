"""The sources of the records of a dataset as a file: written by row groups, and read one row group at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from converter.dataset import SUBJECT_READ, Frame

TraceForm = Literal["parquet", "csv"]
SOURCES = ["record", "step", "table", "source_row", "item"]
TEXT = ("table", "item")
GROUP = 65_536
"""Sources that stand together in a row group; those of one record stand in one, or in two that follow each other."""
KEPT = 16
"""Row groups that are kept in memory while a package is asked."""
READ = b"subjects_read"
"""The key of the metadata that names the steps and datasets of which the trace tells the record of the subject."""
SCHEMA = pa.schema([(name, pa.string() if name in TEXT else pa.int64()) for name in SOURCES])
NUMBERS = ("record", "step", "source_row")
SETTINGS: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": list(TEXT),
    "column_encoding": dict.fromkeys(NUMBERS, "DELTA_BINARY_PACKED"),
    "write_statistics": ["record"],
    "store_schema": False,
    "version": "2.6",
    "data_page_version": "1.0",
}


@dataclass(frozen=True)
class Source:
    """One record behind another: its dataset or raw table, its number, what `item` says of it."""

    table: str
    record: int
    item: str


class Sources(Protocol):
    """The sources of the records of a dataset, wherever they lie."""

    @property
    def frame(self) -> Frame:
        """All of them: columns SOURCES."""

    @property
    def of_subject(self) -> frozenset[tuple[int, str]]:
        """The steps and datasets of which the trace tells the record of the subject that was read."""

    def read(self, record: int, step: int) -> Iterator[Source]:
        """Give what a step read for a record."""


@dataclass(frozen=True)
class HeldSources:
    """Sources that are in memory."""

    frame: Frame

    @cached_property
    def of_subject(self) -> frozenset[tuple[int, str]]:
        """The steps and datasets of which the trace tells the record of the subject that was read."""
        return _of_subject(self.frame)

    @cached_property
    def _ordered(self) -> Mapping[str, np.ndarray]:
        ordered = self.frame.sort_values("record", kind="stable")
        return {str(name): ordered[name].to_numpy() for name in ordered}

    def read(self, record: int, step: int) -> Iterator[Source]:
        """Give what a step read for a record."""
        columns = self._ordered
        first, last = np.searchsorted(columns["record"], (record, record + 1))
        for at in range(int(first), int(last)):
            if columns["step"][at] == step:
                yield Source(str(columns["table"][at]), int(columns["source_row"][at]), str(columns["item"][at]))


@dataclass(frozen=True, eq=False)
class StoredSources:
    """Sources in a Parquet file, of which only the row groups that hold a record are read."""

    path: Path

    @cached_property
    def frame(self) -> Frame:
        """All of them: columns SOURCES."""
        frame: Frame = pq.read_table(self.path).to_pandas()
        return frame.astype(dict.fromkeys(TEXT, "str"))

    @cached_property
    def of_subject(self) -> frozenset[tuple[int, str]]:
        """The steps and datasets of which the trace tells the record of the subject that was read."""
        said = (self._metadata.metadata or {}).get(READ)
        return _of_subject(self.frame) if said is None else frozenset((step, name) for step, name in json.loads(said))

    @cached_property
    def _metadata(self) -> Any:  # noqa: ANN401 - untyped library
        return pq.read_metadata(self.path)

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        """The first and the last record of each row group."""
        groups = (self._metadata.row_group(number) for number in range(self._metadata.num_row_groups))
        found = (group.column(0).statistics for group in groups)
        return [(told.min, told.max) for told in found]

    @cached_property
    def _group(self) -> Callable[[int], pa.Table]:
        return lru_cache(maxsize=KEPT)(self._read_group)

    def _read_group(self, number: int) -> pa.Table:
        with pq.ParquetFile(self.path, read_dictionary=list(TEXT)) as file:
            return file.read_row_group(number)

    def read(self, record: int, step: int) -> Iterator[Source]:
        """Give what a step read for a record."""
        for number, (first, last) in enumerate(self._bounds):
            if first <= record <= last:
                group = self._group(number)
                start, stop = np.searchsorted(group["record"].to_numpy(), (record, record + 1))
                for one in group.slice(start, stop - start).to_pylist():
                    if one["step"] == step:
                        yield Source(one["table"], one["source_row"], one["item"])


def by_step(sources: Sources) -> dict[int, Frame]:
    """Give all sources by the step that read them, for a question about the whole dataset; nothing is kept."""
    if isinstance(sources, StoredSources):
        frame: Frame = pq.read_table(sources.path, read_dictionary=list(TEXT)).to_pandas()
    else:
        frame = sources.frame
    ordered = frame.sort_values("step", kind="stable", ignore_index=True)
    steps, first = np.unique(ordered["step"].to_numpy(), return_index=True)
    ends = [*first[1:].tolist(), len(ordered)]
    return {int(step): ordered.iloc[at:end] for step, at, end in zip(steps.tolist(), first.tolist(), ends, strict=True)}


def stored_sources(folder: Path, dataset: str) -> Sources:
    """Open the sources of a dataset in the folder of a trace, as Parquet or as CSV; raises OSError for none."""
    path = folder / f"{dataset.lower()}.parquet"
    if path.is_file():
        return StoredSources(path)
    kinds = {**dict.fromkeys(TEXT, "str"), **dict.fromkeys(NUMBERS, "int64")}  # also where there is no source
    return HeldSources(pd.read_csv(path.with_suffix(".csv"), dtype=kinds, keep_default_na=False))


def write_sources(frames: Iterable[Frame], path: Path) -> None:
    """Write sources (columns SOURCES, in the order of the records) as Parquet, in however many frames they come.

    Row groups have a fixed number of rows and settings are fixed, so the same sources give the same bytes.
    """
    read: set[tuple[int, str]] = set()
    with pq.ParquetWriter(path, SCHEMA, **SETTINGS) as file:
        for group in _groups(frames):
            read |= _of_subject(group.to_pandas())
            file.write_table(group)
        file.add_key_value_metadata({READ: json.dumps(sorted(read))})


def _groups(frames: Iterable[Frame]) -> Iterator[pa.Table]:
    """Put frames together and cut them into row groups."""
    held = SCHEMA.empty_table()
    for frame in frames:
        held = pa.concat_tables([held, pa.Table.from_pandas(frame[SOURCES], SCHEMA, preserve_index=False)])
        while len(held) >= GROUP:
            yield held.slice(0, GROUP)
            held = held.slice(GROUP)
    if len(held):
        yield held


def _of_subject(frame: Frame) -> frozenset[tuple[int, str]]:
    told = frame[frame["item"] == SUBJECT_READ]
    return frozenset(zip(told["step"].tolist(), told["table"].tolist(), strict=True))
