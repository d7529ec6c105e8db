"""A dataset: its rows, its description, and where each row came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import pandas as pd

from converter.dataset.lineage import Frame, Making, Positions, no_trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.spec.dataset import DatasetSpec


class Framed(Protocol):
    """The records of a dataset, or of a part of one, and what describes them."""

    @property
    def spec(self) -> DatasetSpec:
        """What describes it."""

    @property
    def name(self) -> str:
        """Its name, such as AE or SUPPAE."""

    @property
    def records(self) -> int:
        """How many records it has."""

    @property
    def frame(self) -> Frame:
        """All records."""

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records part by part, or some variables of them; the index numbers them in the whole, from 0."""


class AnyDataset(Framed, Protocol):
    """One SDTM or ADaM dataset, wherever it lies: in memory, or in parts on disk that are read one after the other.

    `frame`, `lineage` and `making` are those of `Dataset`, and read anew each time where they are not in memory;
    `frames` and `lineages` give them part by part.
    """

    @property
    def lineage(self) -> Frame:
        """What stands behind all records."""

    @property
    def making(self) -> Making:
        """Which steps made its records and set their values."""

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind the records part by part; `row` is their position in the whole."""

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order; the index is that of the whole."""

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""

    def with_spec(self, spec: DatasetSpec) -> Self:
        """Give the same records, described otherwise."""


@dataclass(frozen=True)
class Dataset:
    """One SDTM or ADaM dataset in memory.

    `frame` has the columns of `spec.variables`, in that order, on a RangeIndex. Char columns are text in which a
    missing value is the empty string; Num columns are float64 in which a missing value is NaN (a special missing
    value .A-.Z or ._ is a NaN with a payload, see `compute.missing`).
    `lineage` has one row for each source of each record: `row` (position in `frame`, 0-based), `step` (the number in
    the plan of the step that read it), `table` (raw table or dataset), `source_row` (row number there, 1-based), `item`
    (of a raw row the unpivoted item; of a step that adds variables the one of them that rests on it; of a step that
    makes records of others the part it plays; else blank). `making` tells which step made each record.
    """

    spec: DatasetSpec
    frame: Frame
    lineage: Frame = field(default_factory=no_trace)
    making: Making = field(default_factory=Making)

    @property
    def name(self) -> str:
        """The dataset's name, such as AE or SUPPAE."""
        return self.spec.name

    @property
    def records(self) -> int:
        """How many records it has."""
        return len(self.frame)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all records, or some variables of them."""
        yield self.frame if names is None else self.frame[[*names]]

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind all records."""
        yield self.lineage

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order."""
        return self.frame.iloc[np.sort(rows)]

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""
        return self.lineage[self.lineage["row"].isin(rows)]

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""
        return len(self.lineage)

    def with_spec(self, spec: DatasetSpec) -> Self:
        """Give the same records, described otherwise."""
        return replace(self, spec=spec)


def columns_of(dataset: Framed, names: Sequence[str] | None = None) -> Frame:
    """Give all records of a dataset, or some variables of them."""
    parts = [*dataset.frames(names)]
    return parts[0] if len(parts) == 1 else pd.concat(parts)
