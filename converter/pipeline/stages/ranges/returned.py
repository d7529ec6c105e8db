"""The datasets of a package that was made in ranges of subjects, as the report of the run gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from converter.dataset import NO_STEP, TRACE_COLUMNS, AnyDataset, Frame, Making, Positions, columns_of
from converter.pipeline.stages.disk.kept import KeptDataset
from converter.pipeline.stages.ranges.checked import files_of
from converter.pipeline.stages.ranges.parts import StoredDataset
from converter.read.sas.xport import read_rows
from converter.report.why.trace import STEPS, made_of, marked
from converter.report.why.trace_file import stored_sources
from converter.spec.dataset import DatasetSpec

ON_DISK = (StoredDataset, KeptDataset)
CHUNK = 100_000
"""So many records are read at a time."""


@dataclass(frozen=True)
class ShippedDataset:
    """One dataset of a package: its transport file, its trace; `folder` is that of the package, `files` that of XPT."""

    spec: DatasetSpec
    records: int
    folder: Path
    files: Path

    @property
    def name(self) -> str:
        """Its name, such as AE or SUPPAE."""
        return self.spec.name

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""
        return len(self.lineage)

    @property
    def frame(self) -> Frame:
        """All records."""
        return columns_of(self)

    @property
    def lineage(self) -> Frame:
        """What stands behind all records."""
        sources = stored_sources(self.folder / "trace", self.name).frame
        return sources.assign(row=sources["record"] - 1)[list(TRACE_COLUMNS)]

    @property
    def making(self) -> Making:
        """Which steps made its records and set their values."""
        text = dict.fromkeys(STEPS, "str") | {"step": "int64"}
        steps = pd.read_csv(self.folder / "trace" / "steps.csv", dtype=text, keep_default_na=False)
        told = made_of(steps[steps["dataset"] == self.name])
        made_by = np.full(self.records, NO_STEP, dtype="int32")
        for step, records in told.made.items():
            made_by[marked(records, self.records)] = step
        only = {key: pd.Series(marked(records, self.records)) for key, records in told.only.items()}
        return Making(pd.Series(made_by), told.gave, only)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records part by part, or some variables of them; the index numbers them in the whole, from 0."""
        members = files_of(self.files, {self.name: self.spec})[self.name]
        for start in range(0, max(self.records, 1), CHUNK):
            found = read_rows(members, range(start, start + CHUNK), names).frame
            yield found if names is None else found[[*names]]

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind all records."""
        yield self.lineage

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order."""
        return pd.concat([frame[frame.index.isin(rows)] for frame in self.frames()])

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""
        lineage = self.lineage
        return lineage[lineage["row"].isin(rows)]

    def with_spec(self, spec: DatasetSpec) -> ShippedDataset:
        """Give the same records, described otherwise."""
        return replace(self, spec=spec)


def returned(datasets: Mapping[str, AnyDataset], folder: Path, of_sdtm: Sequence[str]) -> dict[str, AnyDataset]:
    """Give datasets that outlive the run: those on disk, which others change, are read from the package.

    `of_sdtm` names the datasets of SDTM; all others are of ADaM.
    """
    files = {name: folder / ("sdtm" if name in of_sdtm else "adam") for name in datasets}
    return {
        name: ShippedDataset(one.spec, one.records, folder, files[name]) if isinstance(one, ON_DISK) else one
        for name, one in datasets.items()
    }
