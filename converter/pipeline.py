"""The line: raw exports in, SDTM out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from os import environ
from pathlib import Path

from converter.check.checks import check_shipment
from converter.check.define import check_define
from converter.check.read_back import compare
from converter.check.shipment import Shipment
from converter.compute.acceptance import accept
from converter.compute.describe import describe
from converter.dataset import Dataset, RawTable
from converter.issues import Issue
from converter.plan import make_plan
from converter.read.folder import read_datasets
from converter.read.table import read_table
from converter.report.json import as_json, report_json
from converter.report.report import Report
from converter.report.tables import csv_text, issues_table, set_aside_tables, trace_tables, variables_table
from converter.report.text import report_text
from converter.sdtm.build import build_sdtm
from converter.spec.load import load_study
from converter.spec.paths import inside
from converter.steps import Plan
from converter.write.dataset_json import write_dataset_json
from converter.write.define_xml import write_define
from converter.write.manifest import manifest
from converter.write.whole import whole_folder, write_text
from converter.write.xpt import write_xpt

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


def convert(study_folder: Path, out: Path, *, raw: Path | None = None, tell: Tell = silent) -> Report:
    """Convert the raw exports of a study to an SDTM package in `out`, whole or not at all.

    `raw` is the folder of the exports (default: the one study.yaml names); `tell` hears the name of each stage.
    Raises SpecError, InputError or LedgerError; what is wrong with the data is in the report's issues.
    """
    tell("plan")
    plan = make_plan(load_study(study_folder))
    source = raw or study_folder / plan.study.raw
    tell("read")
    tables, read_issues = read(plan, source)
    tell("map")
    sdtm = build_sdtm(tables, plan)
    datasets = describe(sdtm.datasets)
    with whole_folder(out) as folder:
        tell("write")
        files = write(datasets, plan, study_folder, folder)
        tell("check")
        issues = (*read_issues, *sdtm.issues, *check_written(datasets, plan, folder / "sdtm", files))
        report = Report(
            study=plan.study.study.id,
            synthetic=plan.study.study.synthetic,
            datasets=datasets,
            issues=accept(issues, plan.study),
            ledger=sdtm.ledger,
        )
        tell("report")
        return write_report(report, tables, plan, (study_folder, source), folder)


def read(plan: Plan, folder: Path) -> tuple[dict[str, RawTable], tuple[Issue, ...]]:
    """Read every raw table of the plan."""
    tables: dict[str, RawTable] = {}
    issues: list[Issue] = []
    for name, source in plan.sources.items():
        tables[name], found = read_table(source, folder)
        issues += found
    return tables, tuple(issues)


def write(datasets: Mapping[str, Dataset], plan: Plan, study_folder: Path, folder: Path) -> dict[str, tuple[Path, ...]]:
    """Write XPT, Dataset-JSON and define.xml; give the XPT files of each dataset."""
    created = stamp(plan)
    sdtm, json = folder / "sdtm", folder / "dataset-json"
    sdtm.mkdir()
    json.mkdir()
    files = {name: write_xpt(dataset, sdtm, created=created) for name, dataset in datasets.items()}
    for dataset in datasets.values():
        write_dataset_json(dataset, json, study=plan.study.study.id, created=created)
    for name in plan.study.documents.values():
        shutil.copyfile(inside(study_folder, name), sdtm / Path(name).name)
    documents = {key: Path(name).name for key, name in plan.study.documents.items()}
    names = {name: paths[0].name for name, paths in files.items()}
    write_define(tuple(datasets.values()), sdtm, plan=plan, created=created, files=names, documents=documents)
    return files


def stamp(plan: Plan) -> datetime:
    """Give the creation stamp of every file: SOURCE_DATE_EPOCH, else the study's own; never the clock."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), tz=UTC)
    return datetime.combine(plan.study.study.created, datetime.min.time(), tzinfo=UTC)


def check_written(
    datasets: Mapping[str, Dataset], plan: Plan, folder: Path, files: Mapping[str, tuple[Path, ...]]
) -> Iterator[Issue]:
    """Read the shipped files again and check them: against what was meant, the standard, and define.xml."""
    specs = {name: dataset.spec for name, dataset in datasets.items()}
    found = read_datasets(folder, specs)
    for name, dataset in datasets.items():
        if len(files[name]) == 1:
            yield from compare(dataset, found[name])
    shipment = Shipment(found, specs, plan)
    yield from check_shipment(shipment)
    yield from check_define(shipment, folder / "define.xml")


def write_report(
    report: Report, tables: Mapping[str, RawTable], plan: Plan, sources: tuple[Path, Path], folder: Path
) -> Report:
    """Write issues, ledger, set-aside rows, trace, report and manifest; give the report with its files."""
    if report.ledger is None:
        return report
    (folder / "set-aside").mkdir()
    (folder / "trace").mkdir()
    texts = {
        "issues.csv": csv_text(issues_table(report.issues)),
        "ledger.csv": csv_text(report.ledger.balance()),
        "ledger-rows.csv": csv_text(report.ledger.rows),
        "ledger-columns.csv": csv_text(report.ledger.columns),
        "trace/variables.csv": csv_text(variables_table(plan)),
        **{f"set-aside/{n}.csv": csv_text(t) for n, t in set_aside_tables(tables, report.ledger)},
        **{f"trace/{n.lower()}.csv": csv_text(t) for n, t in trace_tables(report.datasets)},
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    report = replace(report, files=tuple(sorted([*_files(folder), "report.json", "report.txt", "manifest.json"])))
    write_text(folder / "report.txt", report_text(report, shown=None))
    write_text(folder / "report.json", report_json(report))
    write_text(folder / "manifest.json", as_json(manifest(_inputs(plan, *sources), _outputs(folder))))
    return report


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _outputs(folder: Path) -> list[tuple[str, Path]]:
    return [(name, folder / name) for name in _files(folder)]


def _inputs(plan: Plan, study_folder: Path, raw: Path) -> Iterator[tuple[str, Path]]:
    for pattern in ("study.yaml", "methods.py", "sdtm/*.yaml", "terminology/*/*.yaml"):
        for path in study_folder.glob(pattern):
            yield path.relative_to(study_folder).as_posix(), path
    for source in plan.sources.values():
        yield f"raw/{source.table.file}", inside(raw, source.table.file)
