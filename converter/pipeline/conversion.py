"""The line: raw exports in, SDTM, ADaM and results out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from converter.adam.build import build_adam
from converter.check.sources import with_sources
from converter.compute.acceptance import accept
from converter.compute.describe import describe
from converter.dataset import Dataset, RawTable
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.inputs import published_files, raw_files, refuse_changed, study_files
from converter.pipeline.package import check_written, frames_of, stamp, write, write_report, write_results
from converter.plan import make_plan
from converter.plan.analysis import analysis_package
from converter.read.table import read_table
from converter.read.unread import unread_parts
from converter.report.report import Report
from converter.report.told import told
from converter.results.build import build_results, empty_figures
from converter.results.published import against_published
from converter.sdtm.build import build_sdtm
from converter.spec.load import load_study
from converter.steps import DeriveStep, Plan
from converter.write.manifest import Entry, entries
from converter.write.place import refuse_overlap
from converter.write.whole import whole_folder

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


def convert(study_folder: Path, out: Path, *, raw: Path | None = None, tell: Tell = silent) -> Report:
    """Convert the raw exports of a study to SDTM and ADaM packages in `out`, whole or not at all.

    `raw` is the folder of the exports (default: the one study.yaml names); `tell` hears the name of each stage.
    Raises SpecError, InputError or LedgerError; what is wrong with the data is in the report's issues.
    """
    tell("plan")
    plan, specifications = planned(study_folder)
    if not plan.steps:
        message = f"{study_folder}: no domain in sdtm/*.yaml makes rows; write sdtm/dm.yaml first"
        raise InputError(message)
    stamp(plan)  # a wrong one is told before the work, not after it
    source = raw or study_folder / plan.study.raw
    refuse_overlap(out, {"the study folder": study_folder, "the raw folder": source})
    with whole_folder(out) as folder:
        tell("read")
        exports = entries(raw_files(plan, source))
        tables, issues = read(plan, source)
        refuse_changed(exports, raw_files(plan, source))
        return _converted(tables, issues, plan, study_folder, (*specifications, *exports), folder, tell)


def planned(study_folder: Path) -> tuple[Plan, tuple[Entry, ...]]:
    """Plan a study, and give the files of its specification as they were when they were read."""
    before = entries(study_files(study_folder))
    study = load_study(study_folder)
    before += entries(published_files(study.study, study_folder))
    plan = make_plan(study)
    refuse_changed(before, (*study_files(study_folder), *published_files(study.study, study_folder)))
    return plan, before


def _converted(
    tables: Mapping[str, RawTable],
    read_issues: Sequence[Issue],
    plan: Plan,
    study_folder: Path,
    inputs: Sequence[Entry],
    folder: Path,
    tell: Tell,
) -> Report:
    """Make, write and check everything of a package in a folder that is to become it."""
    tell("map")
    sdtm = build_sdtm(tables, plan)
    tell("derive")
    adam = build_adam(sdtm.datasets, plan)
    tell("results")
    results = build_results({name: dataset.frame for name, dataset in adam.datasets.items()}, plan)
    packages = {"sdtm": (describe(sdtm.datasets), plan), "adam": (describe(adam.datasets), analysis_package(plan))}
    datasets = {**packages["sdtm"][0], **packages["adam"][0]}
    displays: dict[str, tuple[str, ...]] = {}
    if plan.results.displays:
        tell("write results")
        displays = write_results(results, plan, folder / "results")
    checked = _shipped(packages, displays, study_folder, folder, tell)
    raw_names = {name: table.file for name, table in tables.items()}
    issues = (*_unmade(plan), *read_issues, *sdtm.issues, *with_sources((*adam.issues, *checked), datasets, raw_names))
    report = Report(
        study=plan.study.study.id,
        synthetic=plan.study.study.synthetic,
        datasets=datasets,
        issues=told(accept((*issues, *empty_figures(results)), plan.study)),
        ledger=sdtm.ledger,
        figures=against_published(results, plan.results.published),
    )
    tell("report")
    return write_report(report, results if plan.results.steps else None, tables, plan, inputs, folder)


def _unmade(plan: Plan) -> Iterator[Issue]:
    """Report domains that the study describes and nothing makes: where others make them, that is no mistake."""
    made = {step.dataset for step in plan.steps if not isinstance(step, DeriveStep)}
    for name in plan.domains:
        if name not in made:
            message = "the study describes the dataset, and nothing makes its records"
            hint = f"say records: or build: in sdtm/{name.lower()}.yaml"
            yield Issue("dataset-unmade", "warning", name, message, written="not in the package", hint=hint)


def _shipped(
    packages: Mapping[str, tuple[Mapping[str, Dataset], Plan]],
    displays: Mapping[str, tuple[str, ...]],
    study_folder: Path,
    folder: Path,
    tell: Tell,
) -> list[Issue]:
    """Write the datasets of each package, read them again and check them; give what is wrong with them."""
    (folder / "dataset-json").mkdir()
    tabulations = frames_of(packages["sdtm"][0])
    issues: list[Issue] = []
    for name, (datasets, plan) in packages.items():
        if datasets:
            tell(f"write {name}")
            write(datasets, plan, study_folder, folder / name, displays)
            tell(f"check {name}")
            issues += check_written(datasets, plan, folder / name, tabulations)
    return issues


def read(plan: Plan, folder: Path) -> tuple[dict[str, RawTable], tuple[Issue, ...]]:
    """Read every raw table of the plan."""
    tables: dict[str, RawTable] = {}
    issues: list[Issue] = []
    for name, source in plan.sources.items():
        tables[name], found = read_table(source, folder)
        issues += found
    return tables, (*issues, *unread_parts(tuple(plan.sources.values()), folder))
