"""The stages in their order: each takes what those before it made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from converter.adam.build import Adam
from converter.check.sources import with_sources
from converter.compute.issues.consequences import (
    told_of_columns,
    told_of_copies,
    told_of_rows,
    told_of_texts,
    without_consequences,
)
from converter.dataset import AnyDataset, Collected, Ledger
from converter.issues import Issue
from converter.pipeline.stages.data import Rests, Shown, adam_stage, display_stage, drawn, results_stage
from converter.pipeline.stages.disk.work import Made, Work
from converter.pipeline.stages.fingerprint import engine, fingerprint
from converter.pipeline.stages.ranges.whole import Whole
from converter.pipeline.stages.shipped import (
    Package,
    Shipped,
    check_define_stage,
    check_stage,
    define_stage,
    described,
    files_stage,
    issues_stage,
    trace_stage,
)
from converter.pipeline.tell import Tell
from converter.plan.analysis import analysis_package
from converter.report.why.trace_file import TraceForm
from converter.steps import Plan, Told
from converter.write.folder.manifest import Entry


@dataclass(frozen=True)
class Tabulated:
    """SDTM before analysis, made or received: its datasets, the raw tables and their ledger if it was made, issues.

    `files` gives the file of each table or dataset that the trace ends at. Where analysis datasets were received, these
    stand in place of SDTM.
    """

    datasets: Mapping[str, AnyDataset]
    files: Mapping[str, str]
    issues: tuple[Issue, ...]
    tables: Mapping[str, Collected] = field(default_factory=dict)
    ledger: Ledger | None = None
    told: tuple[Told, ...] = ()
    analyses: Mapping[str, AnyDataset] = field(default_factory=dict)


@dataclass(frozen=True)
class Begun:
    """What the line goes on from: the plan, the files of its specification, SDTM as `stages` gave it.

    `rests` has digests of what every stage rests on. `adam` makes the analysis datasets. `whole` says how SDTM was made
    of raw tables, in ranges or not, so that it is shipped.
    """

    plan: Plan
    study_folder: Path
    specifications: tuple[Entry, ...]
    rests: Rests
    tabulated: Made[Tabulated]
    adam: Callable[[], Adam]
    stages: tuple[Made[Any], ...] = ()
    whole: Whole | None = None


@dataclass(frozen=True)
class Line:
    """Every stage that was carried out, and digests of the data of all of them."""

    begun: Begun
    data: Mapping[str, str]
    adam: Made[Adam]
    shown: Mapping[str, Made[Shown]]
    results: Made[Mapping[str, tuple[str, ...]]]
    files: Mapping[str, Made[Shipped]]
    checks: Sequence[Made[tuple[Issue, ...]]]
    issues: Made[tuple[Issue, ...]]
    trace: Made[None]

    @property
    def stages(self) -> tuple[Made[Any], ...]:
        """The stages in the order in which they run."""
        after: list[Made[Any]] = [
            self.adam,
            *self.shown.values(),
            self.results,
            *self.files.values(),
            *self.checks,
            self.issues,
            self.trace,
        ]
        return (*self.begun.stages, *after)

    @property
    def datasets(self) -> dict[str, AnyDataset]:
        """The datasets of all packages, as they are described."""
        return datasets_of(self.files)


def datasets_of(files: Mapping[str, Made[Shipped]]) -> dict[str, AnyDataset]:
    """Give the datasets of some packages, as they are described."""
    return {name: one for made in files.values() for name, one in made.value.datasets.items()}


def line(begun: Begun, work: Work, trace_form: TraceForm, tell: Tell) -> Line:
    """Carry out the stages after SDTM; the trace is written as `trace_form` says."""
    plan, rests = begun.plan, begun.rests
    tell("derive")
    adam = _adam(begun, work, rests)
    tell("results")
    shown_by = drawn(plan, rests)
    shown = {name: display_stage(work, plan, name, shown_by, adam) for name in plan.results.displays}
    results = results_stage(work, plan, shown_by, shown)
    files: dict[str, Made[Shipped]] = {}
    checks: list[Made[tuple[Issue, ...]]] = []
    shared, judged_by = {**rests, **described(plan)}, {"checks": fingerprint(plan.checks)}
    if begun.whole is None:
        shared["what was received"] = begun.tabulated.digest()
    for package in _packages(begun, adam, results):
        tell(f"write {package.name}")
        made = files[package.name] = files_stage(work, package, shared, begun.study_folder)
        define = define_stage(work, package, shared, made, begun.study_folder)
        tell(f"check {package.name}")
        judged = check_stage(work, package, shared | judged_by, made)
        checks += define, judged, check_define_stage(work, package, judged_by, made, define)
    tell("trace")

    def found() -> tuple[Issue, ...]:
        checked = [issue for made in checks for issue in made.value]
        alone = causes_alone(checked, begun.tabulated.value, adam.value.datasets, plan)
        every = with_sources((*adam.value.issues, *alone), datasets_of(files), begun.tabulated.value.files)
        return (*begun.tabulated.value.issues, *every)

    told = {one.name: one.digest("state/issues.json") for one in (*begun.stages, *checks)}
    data = {
        "the converter": engine(),
        **{one.name: one.digest("state/tables/") for one in begun.stages[:1]},
        "SDTM": begun.tabulated.digest("state/datasets/"),
        "ADaM": adam.digest("state/"),
    }
    issues = issues_stage(work, {**shared, **data, **told}, found)
    places = {one.file: one.sha256 for one in begun.specifications if one.file.startswith(("study", "sdtm/", "adam/"))}
    trace = trace_stage(work, plan, {**rests, **places, **data}, lambda: datasets_of(files), trace_form)
    return Line(begun, data, adam, shown, results, files, checks, issues, trace)


def _adam(begun: Begun, work: Work, rests: Mapping[str, str]) -> Made[Adam]:
    if begun.tabulated.name == "adam":
        return Made("adam", begun.tabulated.outputs, begun.adam)
    return adam_stage(work, begun.plan, rests, begun.tabulated, begun.adam)


def _packages(begun: Begun, adam: Made[Adam], results: Made[Mapping[str, tuple[str, ...]]]) -> Iterator[Package]:
    """Give the packages that the line makes; one without datasets is none."""
    plan, tabulated = begun.plan, begun.tabulated
    digest = tabulated.digest("state/datasets/frames/")
    if begun.whole is not None:
        yield Package("sdtm", plan, lambda: tabulated.value.datasets, {"SDTM": digest}, whole=begun.whole)
    if plan.analysis.specs:
        yield Package(
            "adam",
            analysis_package(plan),
            lambda: adam.value.datasets,
            {"ADaM": adam.digest("state/datasets/frames/")},
            lambda: results.value,
            {"displays": fingerprint(plan.results.displays), "files of displays": results.digest("state/")},
            lambda: tabulated.value.datasets,
            {"SDTM": digest},
            begun.whole,
        )


def causes_alone(
    checked: Sequence[Issue], made: Tabulated, adam: Mapping[str, AnyDataset], plan: Plan
) -> Iterator[Issue]:
    """Leave out of what checks found the records of which the cause was told when they were made."""
    of_raw = (told_of(made.issues, made.datasets, plan) for told_of in (told_of_columns, told_of_rows))
    known = (*made.told, *chain.from_iterable(of_raw))
    known += tuple(told_of_copies((*known, *told_of_texts(checked, made.datasets)), adam))
    yield from without_consequences(checked, known)
