"""The datasets of a study that was made in ranges of subjects: parts on disk, which are read one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.facts import DatasetFacts, from_json, to_json
from converter.dataset import AnyDataset, Dataset, Frame, Making, Positions, columns_of, no_trace
from converter.errors import SpecError
from converter.pipeline.stages.disk.forms import load_json, load_making
from converter.pipeline.stages.disk.frames import load_frame, rows_in
from converter.spec.dataset import DatasetSpec

FACTS = "facts.json"
"""The file of a part that has the facts of its datasets."""
SEVERAL, OF_RANGES, RANGE = -1, "ranges.parquet", "range"
"""In place of the number of a range where a part has records of several; the file that tells of which each is."""


@dataclass(frozen=True)
class Part:
    """One part of a dataset: its folder, how many records it has, and how many each dataset has before it.

    `number` is that of the range of subjects, or SEVERAL.
    """

    number: int
    folder: Path
    records: int
    before: Mapping[str, int]

    def of(self, number: int) -> Positions:
        """Give the positions of the records of a range of subjects."""
        if self.number == SEVERAL:
            return np.flatnonzero(load_frame(self.folder / OF_RANGES)[RANGE] == number)
        return np.arange(self.records if self.number == number else 0)


@dataclass(frozen=True)
class StoredDataset:
    """One dataset in parts on disk: those of ranges of subjects, which are read one after the other.

    `raw` are the steps whose sources are rows of raw tables, numbered in the whole as they are. `once`: the dataset is
    not of subjects, so that there is one part for all ranges.
    """

    spec: DatasetSpec
    parts: Sequence[Part]
    raw: frozenset[int] = frozenset()
    once: bool = False

    @property
    def name(self) -> str:
        """Its name, such as AE or SUPPAE."""
        return self.spec.name

    @property
    def records(self) -> int:
        """How many records it has."""
        return sum(part.records for part in self.parts)

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""
        return sum(rows_in(self._file(part, "lineage")) for part in self.parts)

    @property
    def frame(self) -> Frame:
        """All records."""
        return columns_of(self)

    @property
    def lineage(self) -> Frame:
        """What stands behind all records."""
        return pd.concat([*self.lineages()], ignore_index=True)

    @property
    def making(self) -> Making:
        """Which steps made its records and set their values."""
        return making_of([load_making(self.name, part.folder) for part in self.parts])

    @property
    def facts(self) -> DatasetFacts:
        """The facts of its records: those of each part, as who made it has told them, added up."""
        return reduce(add, map(self._facts, self.parts))

    def _facts(self, part: Part) -> DatasetFacts:
        """Give the facts of a part; where it lacks variables of others, slices go by more than it knew."""
        told = load_json(part.folder / FACTS)[self.name]
        if told is None or {name for name, *_ in said_of(part.folder)[self.name]["variables"]} != {*self.spec.by_name}:
            return facts_of(Dataset(self.spec, self._frame(part)))
        return from_json(told)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records part by part, or some variables of them; the index numbers them in the whole, from 0."""
        for part, first in zip(self.parts, self._firsts, strict=True):
            yield self._numbered(part, first, names)

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind the records part by part; `row` is their position in the whole."""
        for part, first in zip(self.parts, self._firsts, strict=True):
            yield self._lineage(part, first)

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order; the index is that of the whole."""
        found = [self._numbered(part, first).loc[here] for part, first, here in self._having(rows)]
        return pd.concat(found) if found else next(self.frames()).head(0)

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""
        found = ((self._lineage(part, first), here) for part, first, here in self._having(rows))
        kept = [lineage[lineage["row"].isin(here)] for lineage, here in found]
        return pd.concat(kept, ignore_index=True) if kept else no_trace()

    def with_spec(self, spec: DatasetSpec) -> StoredDataset:
        """Give the same records, described otherwise."""
        return replace(self, spec=spec)

    def rows_of(self, number: int) -> Positions:
        """Give the positions in the whole of the records of a range of subjects; what is not of subjects is of each."""
        if self.once:
            return np.arange(self.records)
        having = (part.of(number) + first for part, first in zip(self.parts, self._firsts, strict=True))
        return np.concatenate([np.arange(0), *having])

    @property
    def _firsts(self) -> list[int]:
        return [*accumulate((part.records for part in self.parts[:-1]), initial=0)]

    def _having(self, rows: Positions) -> Iterator[tuple[Part, int, Positions]]:
        """Give each part that has some of the records, the position of its first one, and theirs, all in the whole."""
        ordered = np.sort(rows)
        for part, first in zip(self.parts, self._firsts, strict=True):
            here = ordered[np.searchsorted(ordered, first) : np.searchsorted(ordered, first + part.records)]
            if len(here):
                yield part, first, here

    def _file(self, part: Part, kind: str) -> Path:
        return part.folder / kind / f"{self.name}.parquet"

    def _numbered(self, part: Part, first: int, names: Sequence[str] | None = None) -> Frame:
        return self._frame(part, names).set_axis(pd.RangeIndex(first, first + part.records))

    def _frame(self, part: Part, names: Sequence[str] | None = None) -> Frame:
        wanted = [*self.spec.by_name] if names is None else names
        return completed(load_frame(self._file(part, "frames"), wanted), self.spec, wanted)

    def _lineage(self, part: Part, first: int) -> Frame:
        """Give the lineage of a part; sources that are records of datasets have their numbers in the whole."""
        lineage = load_frame(self._file(part, "lineage"))
        moved = lineage["table"].map(part.before).fillna(0).astype("int64")
        own = lineage["step"].isin(self.raw) | (lineage["source_row"] == 0)  # 0 is no record
        source_row = lineage["source_row"] + moved.mask(own, 0)
        return lineage.assign(row=lineage["row"] + first, source_row=source_row)


def stored(datasets: Mapping[str, AnyDataset]) -> dict[str, StoredDataset] | None:
    """Give the datasets of a package if all of them are in parts."""
    found = {name: one for name, one in datasets.items() if isinstance(one, StoredDataset)}
    return found if len(found) == len(datasets) else None


def completed(frame: Frame, spec: DatasetSpec, names: Sequence[str]) -> Frame:
    """Give the variables of the whole that are named; one that the part lacks is blank or missing."""
    blank = {"Char": pd.Series("", index=frame.index, dtype="str"), "Num": pd.Series(float("nan"), index=frame.index)}
    columns = {name: frame[name] if name in frame else blank[spec.by_name[name].type] for name in names}
    return pd.DataFrame(columns, index=frame.index)


def making_of(parts: Sequence[Making]) -> Making:
    """Put together what steps did with the records of parts."""
    gave: dict[int, tuple[str, ...]] = {}
    for part in parts:
        for step, names in part.gave.items():
            gave[step] = tuple(dict.fromkeys((*gave.get(step, ()), *names)))
    keys = sorted({key for part in parts for key in part.only})
    only = {key: pd.concat([_marks(part, key) for part in parts], ignore_index=True) for key in keys}
    made_by = pd.concat([part.made_by for part in parts], ignore_index=True)
    return Making(made_by, dict(sorted(gave.items())), only)


def _marks(part: Making, key: tuple[int, str]) -> pd.Series:
    """Mark the records of a part of which a step set a variable: where it set all there were, those made before it."""
    return part.only[key] if key in part.only else part.made_by < key[0]


def facts_told(dataset: AnyDataset) -> dict[str, Any] | None:
    """Give the facts of a dataset as JSON; none where slices go by a variable that has no value in this part."""
    try:
        return to_json(facts_of(dataset))
    except SpecError:
        return None


def said_of(folder: Path) -> Mapping[str, Any]:
    """Give what is written of the datasets of one part: keys, variables, records."""
    said: Mapping[str, Any] = load_json(folder / "frames" / "datasets.json")
    return said
