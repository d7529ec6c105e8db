"""The checks of a package that was made in ranges of subjects: its files are read and checked range by range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from converter.check.checks import check_range
from converter.check.gathered import gathered
from converter.check.ranges import tallied, together
from converter.check.read_back import compare_descriptions, compare_parts
from converter.check.shipment import Shipment
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.pipeline.package import checks_of
from converter.pipeline.stages.check_forms import load_found, load_tallies, save_found, save_tallies
from converter.pipeline.stages.layout import load_layout, save_layout
from converter.pipeline.stages.parts import StoredDataset
from converter.pipeline.stages.specified import Specified
from converter.pipeline.stages.whole import Whole, appear
from converter.pipeline.stages.workers import Crew, Function, Ways, run_all
from converter.plan.analysis import analysis_package
from converter.read.folder import dataset_files
from converter.read.joined import grouped
from converter.read.xport import read_rows
from converter.read.xport_header import Member, members
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan

Files = Mapping[str, Sequence[Member]]
"""The members of transport files in which a dataset lies; several where it was split for its size."""
CHECKS, DATASETS, TABULATIONS, COUNTS, EVERY, FOUND = "checks", "datasets", "tabulations", "counts", "every", "found"
"""The folders among the parts: what is checked, what it rests on, what ranges count and what all do, what was found."""
UNSEEN = "the files of the package are not seen"


@dataclass(frozen=True)
class CheckTask:
    """The range to check, in words: how the study is described, where its parts lie, its number.

    `package` is sdtm or adam, `files` the folder of its transport files.
    """

    study: Specified
    parts: str
    number: int
    package: str
    files: str

    def __str__(self) -> str:
        return f"the checks of range {self.number + 1}"

    @property
    def place(self) -> Path:
        """The folder among the parts for the checks of the package."""
        return Path(self.parts) / CHECKS / self.package


def check_in_ranges(
    datasets: Mapping[str, StoredDataset],
    tabulations: Mapping[str, StoredDataset],
    package: str,
    folder: Path,
    study: Whole,
) -> Iterator[Issue]:
    """Read the shipped files again and check them, as `package.check_files` does; memory is that of one range.

    Ranges are checked twice by those who make the study: to count what checks compare with, and with the counts of all.
    """
    files = files_of(folder, {name: one.spec for name, one in datasets.items()})
    for name, dataset in datasets.items():
        yield from _compare(dataset, files[name])
    numbers = sorted({part.number for one in datasets.values() for part in one.parts})
    tasks = [CheckTask(study.specified, str(study.parts), number, package, str(folder)) for number in numbers]
    if tasks:
        place = tasks[0].place
        save_layout(datasets, place / DATASETS, study.parts)
        save_layout(tabulations, place / TABULATIONS, study.parts)
        _run(count_range, tasks, study)
        save_tallies(together(load_tallies(_counts(task)) for task in tasks), place / EVERY)
        _run(judge_range, tasks, study)
        yield from gathered(load_found(_found(task)) for task in tasks)


def _run(function: Function[CheckTask], tasks: Sequence[CheckTask], study: Whole) -> None:
    """Do tasks by those who make the study; here where workers of a cluster do not see the files."""
    if study.run(function, tasks):
        run_all(function, tasks, study.plan, Crew(Ways()))


def count_range(plan: Plan, task: CheckTask) -> str:
    """Count in one range what checks compare with; gives why it cannot be."""
    if not Path(task.files).is_dir():
        return UNSEEN
    own = _plan(plan, task)
    appear(_counts(task), lambda to: save_tallies(tallied(_shipment(task, own), checks_of(own)), to))
    return ""


def judge_range(plan: Plan, task: CheckTask) -> str:
    """Check one range with the counts of all; gives why it cannot be."""
    if not Path(task.files).is_dir():
        return UNSEEN
    own, tallies = _plan(plan, task), load_tallies(task.place / EVERY)
    part = replace(_shipment(task, own), tallies=tallies)
    appear(_found(task), lambda to: save_found(check_range(part, checks_of(own)), to))
    return ""


def _plan(plan: Plan, task: CheckTask) -> Plan:
    return plan if task.package == "sdtm" else analysis_package(plan)


def _counts(task: CheckTask) -> Path:
    return task.place / COUNTS / f"{task.number:05d}"


def _found(task: CheckTask) -> Path:
    return task.place / FOUND / f"{task.number:05d}"


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


def _shipment(task: CheckTask, plan: Plan) -> Shipment:
    """Give what there is of one range; datasets that are not of subjects stand beside all ranges but the first."""
    datasets = load_layout(task.place / DATASETS, Path(task.parts))
    tabulations = load_layout(task.place / TABULATIONS, Path(task.parts))
    specs = {name: one.spec for name, one in datasets.items()}
    files = files_of(Path(task.files), specs)
    found = {name: _range(datasets[name], file, task.number) for name, file in files.items()}
    beside = frozenset(name for name, one in datasets.items() if one.once and one.parts[0].number != task.number)
    frames = {name: one.at(one.rows_of(task.number)) for name, one in tabulations.items()}
    return Shipment(found, specs, plan, frames, beside)


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
