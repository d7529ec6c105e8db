"""The line: raw exports in, SDTM, ADaM and results out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from converter.adam.build import Adam, build_adam
from converter.check.sources import with_sources
from converter.compute.acceptance import accept
from converter.compute.consequences import (
    told_of_columns,
    told_of_copies,
    told_of_rows,
    told_of_texts,
    without_consequences,
)
from converter.compute.describe import describe
from converter.dataset import Dataset, Frame, Ledger, RawTable
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.inputs import published_files, raw_files, refuse_changed, study_files
from converter.pipeline.package import Kept, check_written, frames_of, stamp, write, write_report, write_results
from converter.pipeline.received import given_files, read_given
from converter.pipeline.tell import Tell, silent
from converter.plan import make_plan
from converter.plan.analysis import analysis_package
from converter.read.table import read_table
from converter.read.unread import unread_parts
from converter.report.report import Report
from converter.report.told import told
from converter.report.trace_file import TraceForm
from converter.results.build import build_results, empty_figures
from converter.results.published import against_published
from converter.results.subject_values import several_values
from converter.sdtm.build import build_sdtm
from converter.spec.load import StudyFiles, load_study
from converter.spec.start import Start
from converter.steps import DeriveStep, Plan, Told
from converter.write.manifest import Entry, entries
from converter.write.place import refuse_overlap
from converter.write.whole import whole_folder

NOTHING_MADE = "write sdtm/dm.yaml first, or say from: sdtm:FOLDER where SDTM that others made lies"


@dataclass(frozen=True)
class Tabulated:
    """SDTM before analysis, made or received: its datasets, the raw tables and their ledger if it was made, issues.

    `files` gives the file of each table or dataset that the trace ends at. Where analysis datasets were received, these
    stand in place of SDTM.
    """

    datasets: Mapping[str, Dataset]
    files: Mapping[str, str]
    issues: tuple[Issue, ...]
    tables: Mapping[str, RawTable] = field(default_factory=dict)
    ledger: Ledger | None = None
    told: tuple[Told, ...] = ()
    analyses: Mapping[str, Dataset] = field(default_factory=dict)


def convert(
    study_folder: Path,
    out: Path,
    *,
    raw: Path | None = None,
    start: Start | None = None,
    trace: TraceForm = "parquet",
    tell: Tell = silent,
) -> Report:
    """Convert the data of a study to SDTM and ADaM packages in `out`, whole or not at all.

    The line begins with raw exports (in `raw`, else where study.yaml says), or, where `start` or `from:` of study.yaml
    says `sdtm:FOLDER` or `adam:FOLDER`, with datasets that others made: then the package holds what comes after them.
    `trace` is the form of the trace, `tell` hears the name of each stage. Raises SpecError, InputError or LedgerError;
    what is wrong with the data is in the report's issues.
    """
    tell("plan")
    study, specifications = specification(study_folder, elsewhere=raw is not None or start is not None)
    begin = begins(study, raw, start)
    if begin.stage == "raw":
        return _from_raw(study, specifications, out, Path(begin.folder), trace, tell)
    return _from_datasets(study, specifications, out, begin, trace, tell)


def begins(study: StudyFiles, raw: Path | None, start: Start | None) -> Start:
    """Tell with what data the line begins: those named at the time, else those of study.yaml, below its folder."""
    if raw is not None:
        return Start("raw", str(raw))
    said = study.study.from_ or Start("raw", study.study.raw)
    return start or Start(said.stage, str(study.folder / said.folder))


def specification(study_folder: Path, *, elsewhere: bool = False) -> tuple[StudyFiles, tuple[Entry, ...]]:
    """Load a study, and give the files of its specification as they were before; who has planned it looks again."""
    before = entries(study_files(study_folder))
    study = load_study(study_folder, elsewhere=elsewhere)
    return study, before + entries(published_files(study.study, study_folder))


def _from_raw(
    study: StudyFiles, specifications: Sequence[Entry], out: Path, source: Path, trace: TraceForm, tell: Tell
) -> Report:
    """Begin with raw exports: make SDTM of them, and account for every row."""
    plan = make_plan(study)
    if not plan.steps:
        message = f"{study.folder}: no domain in sdtm/*.yaml makes rows; {NOTHING_MADE}"
        raise InputError(message)
    stamp(plan)  # a wrong one is told before the work, not after it
    refuse_changed(specifications, _specified(study))
    refuse_overlap(out, {"the study folder": study.folder, "the raw folder": source})
    with whole_folder(out) as folder:
        tell("read")
        exports = entries(raw_files(plan, source))
        tables, issues = read(plan, source)
        refuse_changed(exports, raw_files(plan, source))
        tell("map")
        sdtm = build_sdtm(tables, plan)
        files = {name: table.file for name, table in tables.items()}
        made = Tabulated(sdtm.datasets, files, (*issues, *sdtm.issues), tables, sdtm.ledger, sdtm.told)
        return _analysed(made, plan, study.folder, (*specifications, *exports), folder, trace, tell)


def _from_datasets(
    study: StudyFiles, specifications: Sequence[Entry], out: Path, begin: Start, trace: TraceForm, tell: Tell
) -> Report:
    """Begin with SDTM, or with analysis datasets, that others made."""
    refuse_overlap(out, {"the study folder": study.folder, "the folder received": Path(begin.folder)})
    with whole_folder(out) as folder:
        tell("read")
        files = entries(given_files(begin))
        given = read_given(begin, study)
        refuse_changed(files, given_files(begin))
        plan = make_plan(study, given.described)
        if not plan.analysis.specs:
            message = f"{study.folder}: no dataset in adam/*.yaml, and SDTM is given; write adam/adsl.yaml first"
            raise InputError(message)
        stamp(plan)
        refuse_changed(specifications, _specified(study))
        analyses = given.datasets if begin.stage == "adam" else {}
        made = Tabulated({} if analyses else given.datasets, plan.received, given.issues, analyses=analyses)
        return _analysed(made, plan, study.folder, (*specifications, *files), folder, trace, tell)


def _specified(study: StudyFiles) -> Iterator[tuple[str, Path]]:
    yield from study_files(study.folder)
    yield from published_files(study.study, study.folder)


def _analysed(
    made: Tabulated, plan: Plan, study_folder: Path, inputs: Sequence[Entry], folder: Path, trace: TraceForm, tell: Tell
) -> Report:
    """Make, write and check everything of a package in a folder that is to become it."""
    tell("derive")
    adam = Adam(made.analyses, ()) if made.analyses else build_adam(made.datasets, plan)
    tell("results")
    analysed = frames_of(adam.datasets)
    results = build_results(analysed, plan)
    packages = {"adam": (describe(adam.datasets), analysis_package(plan))}
    if made.ledger is not None:
        packages = {"sdtm": (describe(made.datasets), plan), **packages}
    datasets = {name: dataset for described, _ in packages.values() for name, dataset in described.items()}
    displays: dict[str, tuple[str, ...]] = {}
    if plan.results.displays:
        tell("write results")
        displays = write_results(results, plan, folder / "results")
    checked = _shipped(packages, frames_of(made.datasets), displays, study_folder, folder, tell)
    found = (*adam.issues, *_causes_alone(checked, made, adam, plan))
    issues = (*_unmade(plan), *made.issues, *with_sources(found, datasets, made.files))
    report = Report(
        study=plan.study.study.id,
        synthetic=plan.study.study.synthetic,
        datasets=datasets,
        issues=told(accept((*issues, *empty_figures(results), *several_values(analysed, plan)), plan.study)),
        ledger=made.ledger,
        figures=against_published(results, plan.results.published),
    )
    tell("report")
    kept = Kept(plan, made.tables, made.datasets if plan.received else {}, results, trace)
    return write_report(report, kept, inputs, folder)


def _causes_alone(checked: Sequence[Issue], made: Tabulated, adam: Adam, plan: Plan) -> Iterator[Issue]:
    """Leave out of what checks found the records of which the cause was told when they were made."""
    of_raw = (told_of(made.issues, made.datasets, plan) for told_of in (told_of_columns, told_of_rows))
    known = (*made.told, *chain.from_iterable(of_raw))
    known += tuple(told_of_copies((*known, *told_of_texts(checked, made.datasets)), adam.datasets))
    yield from without_consequences(checked, known)


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
    tabulations: Mapping[str, Frame],
    displays: Mapping[str, tuple[str, ...]],
    study_folder: Path,
    folder: Path,
    tell: Tell,
) -> list[Issue]:
    """Write the datasets of each package, read them again and check them; give what is wrong with them."""
    (folder / "dataset-json").mkdir()
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
