"""A dataset that an earlier run kept: it stays in its files, of which a piece is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from converter.dataset import AnyDataset, Dataset, Frame, Making, Positions, columns_of
from converter.pipeline.stages.disk.forms import described, load_json, load_making
from converter.pipeline.stages.disk.frames import load_frame, load_numbered, rows_in
from converter.spec.dataset import DatasetSpec

MANY = 100_000
"""A dataset of more records stays on disk."""


@dataclass(frozen=True)
class KeptDataset:
    """One dataset (`AnyDataset`) in the folder that `save_datasets` wrote: nothing is read but what is asked for."""

    spec: DatasetSpec
    folder: Path

    @property
    def name(self) -> str:
        """Its name, such as AE or SUPPAE."""
        return self.spec.name

    @property
    def records(self) -> int:
        """How many records it has."""
        return rows_in(self._file("frames"))

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""
        return rows_in(self._file("lineage"))

    @property
    def frame(self) -> Frame:
        """All records."""
        return columns_of(self)

    @property
    def lineage(self) -> Frame:
        """What stands behind all records."""
        return load_frame(self._file("lineage"))

    @property
    def making(self) -> Making:
        """Which steps made its records and set their values."""
        return load_making(self.name, self.folder)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records piece by piece, or some variables of them; the index numbers them in the whole, from 0."""
        return load_numbered(self._file("frames"), names)

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind the records piece by piece; `row` is their position in the whole."""
        return load_numbered(self._file("lineage"))

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order; the index is that of the whole."""
        return pd.concat(piece[piece.index.isin(rows)] for piece in self.frames())

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""
        return pd.concat(piece[piece["row"].isin(rows)] for piece in self.lineages())

    def with_spec(self, spec: DatasetSpec) -> KeptDataset:
        """Give the same records, described otherwise."""
        return replace(self, spec=spec)

    def _file(self, kind: str) -> Path:
        return self.folder / kind / f"{self.name}.parquet"


def load_datasets(folder: Path, specs: Mapping[str, DatasetSpec]) -> dict[str, AnyDataset]:
    """Give what `save_datasets` wrote, described as `specs` describe it now; large datasets stay on disk."""
    said = load_json(folder / "frames" / "datasets.json")
    kept = {name: KeptDataset(described(specs[name], one), folder) for name, one in said.items()}
    return {name: one if one.records > MANY else _in_memory(one) for name, one in kept.items()}


def _in_memory(kept: KeptDataset) -> Dataset:
    return Dataset(kept.spec, kept.frame, kept.lineage, kept.making)
