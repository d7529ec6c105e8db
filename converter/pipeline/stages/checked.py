"""The checks of a package that was made in ranges of subjects: its files are read and checked range by range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from converter.check.checks import Check
from converter.check.ranges import check_ranges
from converter.check.read_back import compare_descriptions, compare_parts
from converter.check.shipment import Shipment
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.pipeline.stages.parts import StoredDataset
from converter.read.folder import dataset_files
from converter.read.joined import grouped
from converter.read.xport import read_rows
from converter.read.xport_header import Member, members
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan

Files = Mapping[str, Sequence[Member]]
"""The members of transport files in which a dataset lies; several where it was split for its size."""


@dataclass(frozen=True)
class ShippedRanges:
    """A package as it was shipped, and the datasets that it was written from, all in the same ranges of subjects.

    `tabulations` are the SDTM datasets that analysis datasets rest on.
    """

    datasets: Mapping[str, StoredDataset]
    files: Files
    tabulations: Mapping[str, StoredDataset]
    plan: Plan

    @property
    def specs(self) -> dict[str, DatasetSpec]:
        """What describes each dataset."""
        return {name: one.spec for name, one in self.datasets.items()}

    @property
    def numbers(self) -> list[int]:
        """The numbers of the ranges."""
        return sorted({part.number for one in self.datasets.values() for part in one.parts})


def check_in_ranges(shipped: ShippedRanges, checks: Mapping[str, Check]) -> Iterator[Issue]:
    """Read the shipped files again and check them, as `package.check_files` does; memory is that of one range."""
    for name, dataset in shipped.datasets.items():
        yield from _compare(dataset, shipped.files[name])
    yield from check_ranges([partial(_shipment, shipped, number) for number in shipped.numbers], checks)


def files_of(folder: Path, specs: Mapping[str, DatasetSpec]) -> Files:
    """Give the members of the transport files of a folder by their dataset; of their records nothing is read."""
    found = {member.name: member for path in dataset_files(folder) for member in members(path)}
    return {name: [found[part] for part in parts] for name, parts in grouped(found, specs).items()}


def _compare(dataset: StoredDataset, file: Sequence[Member]) -> Iterator[Issue]:
    head, count = _read(dataset.name, file, range(0)), sum(one.records.count for one in file)
    different = tuple(compare_descriptions(dataset.spec, dataset.records, head, count))
    yield from different or compare_parts(dataset.spec, _beside(dataset, file))


def _beside(dataset: StoredDataset, file: Sequence[Member]) -> Iterator[tuple[Frame, FoundDataset]]:
    first = 0
    for frame in dataset.frames():
        yield frame, _read(dataset.name, file, range(first, first + len(frame)))
        first += len(frame)


def _shipment(shipped: ShippedRanges, number: int) -> Shipment:
    """Give what there is of one range; datasets that are not of subjects stand beside all ranges but the first."""
    found = {name: _range(shipped.datasets[name], file, number) for name, file in shipped.files.items()}
    tabulations = {name: one.at(one.rows_of(number)) for name, one in shipped.tabulations.items()}
    once = frozenset(name for name, dataset in shipped.datasets.items() if dataset.once)
    beside = once if number != shipped.numbers[0] else frozenset[str]()
    return Shipment(found, shipped.specs, shipped.plan, tabulations, beside)


def _range(dataset: StoredDataset, file: Sequence[Member], number: int) -> FoundDataset:
    """Read the records of a dataset that belong to a range; what is sorted anew is read whole, and some of it kept."""
    rows = dataset.rows_of(number)
    if not dataset.keys:
        return _read(dataset.name, file, range(rows[0], rows[-1] + 1) if len(rows) else range(0))
    whole = _read(dataset.name, file, range(dataset.records))
    return replace(whole, frame=whole.frame.iloc[np.sort(rows)])


def _read(name: str, file: Sequence[Member], rows: range) -> FoundDataset:
    found = read_rows(file, rows)
    if len(file) == 1:
        return found
    heads = tuple(replace(read_rows([one], range(0)), name=one.name) for one in file)
    return replace(found, name=name, parts=heads)
