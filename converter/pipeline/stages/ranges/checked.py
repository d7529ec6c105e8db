"""The checks of a package that was made in ranges of subjects: its files are read and checked range by range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from converter.check.checks import Check, check_range
from converter.check.gathered import gathered
from converter.check.ranges import tallied, together
from converter.check.read_back import compare_descriptions, compare_parts
from converter.check.shipment import Shipment
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.pipeline.package import checks_of
from converter.pipeline.stages.ranges.check_forms import load_found, load_tallies, save_found, save_tallies
from converter.pipeline.stages.ranges.layout import load_layout, save_layout
from converter.pipeline.stages.ranges.parts import SEVERAL, StoredDataset
from converter.pipeline.stages.ranges.whole import Whole, appear
from converter.pipeline.stages.specified import Specified
from converter.pipeline.stages.workers import Crew, Ways, run_all
from converter.plan.analysis import analysis_package
from converter.read.datasets.folder import dataset_files
from converter.read.datasets.joined import grouped
from converter.read.sas.xport import read_rows
from converter.read.sas.xport_header import Member, members
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan
from converter.write.folder.full import full_is

Files = Mapping[str, Sequence[Member]]
"""The members of transport files in which a dataset lies; several where it was split for its size."""
CHECKS, DATASETS, TABULATIONS, COUNTS, EVERY, FOUND = "checks", "datasets", "tabulations", "counts", "every", "found"
"""The folders among the parts: what is checked, what it rests on, what ranges count and what all do, what was found."""
Checks = Mapping[str, Check]
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


Look = Callable[[CheckTask, Shipment, Checks], None]
"""Looks at one range of a package, and lets appear what it finds."""


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
    numbers = sorted({part.number for one in datasets.values() for part in one.parts} - {SEVERAL})
    tasks = [CheckTask(study.specified, str(study.parts), number, package, str(folder)) for number in numbers]
    if tasks:
        with full_is(study.named):
            _judge(tasks, datasets, tabulations, study)
        yield from gathered(load_found(_found(task)) for task in tasks)


def _judge(
    tasks: Sequence[CheckTask],
    datasets: Mapping[str, StoredDataset],
    tabulations: Mapping[str, StoredDataset],
    study: Whole,
) -> None:
    """Look at every range twice."""
    place = tasks[0].place
    save_layout(datasets, place / DATASETS, study.parts)
    save_layout(tabulations, place / TABULATIONS, study.parts)
    _run(count_range, tasks, study)
    save_tallies(together(load_tallies(_counts(task)) for task in tasks), place / EVERY)
    _run(judge_range, tasks, study)


def _run(look: Look, tasks: Sequence[CheckTask], study: Whole) -> None:
    """Look at ranges by those who make the study; here where workers of a cluster do not see the files."""
    function = partial(look_at_range, look)
    if study.run(function, tasks):
        run_all(function, tasks, study.plan, Crew(Ways()))


def look_at_range(look: Look, plan: Plan, task: CheckTask) -> str:
    """Look at the files of one range; gives why that cannot be."""
    if not Path(task.files).is_dir():
        return UNSEEN
    own = plan if task.package == "sdtm" else analysis_package(plan)
    look(task, _shipment(task, own), checks_of(own))
    return ""


def count_range(task: CheckTask, part: Shipment, checks: Checks) -> None:
    """Count in one range what checks compare with."""
    appear(_counts(task), lambda to: save_tallies(tallied(part, checks), to))


def judge_range(task: CheckTask, part: Shipment, checks: Checks) -> None:
    """Check one range with the counts of all."""
    known = replace(part, tallies=load_tallies(task.place / EVERY))
    appear(_found(task), lambda to: save_found(check_range(known, checks), to))


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
    """Read the records of a dataset that belong to a range: where others stand between them, these too."""
    rows = dataset.rows_of(number)
    found = _read(dataset.name, file, range(rows[0], rows[-1] + 1) if len(rows) else range(0))
    return found if len(found.frame) == len(rows) else replace(found, frame=found.frame.loc[rows])


def _read(name: str, file: Sequence[Member], rows: range) -> FoundDataset:
    found = read_rows(file, rows)
    if len(file) == 1:
        return found
    heads = tuple(replace(read_rows([one], range(0)), name=one.name) for one in file)
    return replace(found, name=name, parts=heads)
