"""What a conversion writes: datasets and define.xml, results, report and manifest; and how it is checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os.path import relpath
from pathlib import Path

import pandas as pd

from converter.check.checks import ANALYSIS_CHECKS, CHECKS, Check, check_shipment
from converter.check.define.document import check_define
from converter.check.read_back import compare
from converter.check.said import as_said
from converter.check.shipment import Shipment
from converter.compute.describing.facts import DatasetFacts
from converter.dataset import AnyDataset, Collected, FoundDataset, Ledger
from converter.issues import Issue
from converter.pipeline.documents import documents_of
from converter.read.datasets.folder import read_datasets
from converter.report.json import as_json, report_json
from converter.report.report import Report
from converter.report.review.data import Reviewed
from converter.report.review.page import review_page
from converter.report.tables import (
    ROWS_IN_CSV,
    csv_text,
    cut_off_table,
    issue_rows_text,
    issues_table,
    set_aside_tables,
    write_rows,
)
from converter.report.text import report_text
from converter.results.build import Results
from converter.spec.dataset import DatasetSpec
from converter.spec.display import Display
from converter.spec.text.paths import below, files_below
from converter.spec.values.epoch import source_date_epoch
from converter.steps import Plan
from converter.visible import visible
from converter.write.ars.write import write_ars
from converter.write.dataset_json import write_dataset_json
from converter.write.define.codelists import unlisted
from converter.write.define.references import undocumented
from converter.write.define.value_list import overlapping
from converter.write.define_xml import write_define
from converter.write.folder.manifest import Entry, entries, manifest
from converter.write.folder.whole import write_text
from converter.write.xpt.file import write_xpt


@dataclass(frozen=True)
class Files:
    """The transport files of a package: each dataset described, with its facts and its file."""

    specs: Mapping[str, DatasetSpec]
    facts: Mapping[str, DatasetFacts]
    names: Mapping[str, str]


def write_files(
    datasets: Mapping[str, AnyDataset],
    facts: Mapping[str, DatasetFacts],
    plan: Plan,
    study_folder: Path,
    folder: Path,
) -> Files:
    """Write XPT and the study's documents to a folder, Dataset-JSON beside it; `facts` are those of each dataset.

    Each dataset is one file, however large: what an agency takes is told, and mended, where it is handed in.
    """
    created = stamp(plan)
    folder.mkdir()
    beside = folder.parent / "dataset-json"
    beside.mkdir(exist_ok=True)
    files = [path for one in datasets.values() for path in write_xpt(one, folder, created=created, limit=None)]
    described = f"../{folder.name}/define.xml"
    for one in datasets.values():
        write_dataset_json(one, beside, study=plan.study.study.id, created=created, metadata=described)
    for name, source in documents_of(plan, study_folder).files.items():
        shutil.copyfile(source, below(folder, name))
    return Files(
        {name: one.spec for name, one in datasets.items()},
        facts,
        {name: path.name for name, path in zip(datasets, files, strict=True)},
    )


def write_description(
    files: Files, plan: Plan, study_folder: Path, folder: Path, displays: Mapping[str, tuple[str, ...]]
) -> tuple[Issue, ...]:
    """Write define.xml of the files of a package, and tell what it leaves out.

    `displays` gives the files of each display in the folder of results, which define.xml refers to.
    """
    folder.mkdir(exist_ok=True)
    specs = tuple(files.specs.values())
    documents = documents_of(plan, study_folder).names
    write_define(
        specs,
        files.facts,
        folder,
        plan=plan,
        created=stamp(plan),
        files=files.names,
        documents=documents,
        displays={name: f"../results/{made[0]}" for name, made in displays.items() if made},
    )
    told = (*unlisted(specs, files.facts, plan), *undocumented(specs, plan.define, documents))
    return (*told, *overlapping(specs, files.facts))


def write_results(results: Results, files: Mapping[str, tuple[str, ...]], plan: Plan, folder: Path) -> None:
    """Write the results dataset, the records behind each result, and ARS; `files` are those of each display."""
    folder.mkdir(exist_ok=True)
    write_text(folder / "results.csv", csv_text(results.rows))
    if len(results.behind) <= ROWS_IN_CSV:
        write_text(folder / "records.csv", csv_text(results.behind))
    else:
        write_rows(results.behind, folder / "records.parquet")
    write_ars(results.rows, folder, plan=plan, created=stamp(plan), files=files)


def write_display(display: Display, results: Results, folder: Path, plan: Plan) -> tuple[str, ...]:
    """Write a figure as SVG and PNG, a table or a text as HTML and RTF; give the names of the files."""
    # libraries that draw, or set tables, take half a second to load: who wants neither would spend it for nothing
    if display.kind == "figure":
        from converter.results.rendering.figure import write_figure  # noqa: PLC0415

        return tuple(path.name for path in write_figure(display, results, folder, study=plan.study))
    from converter.results.rendering.table import write_table  # noqa: PLC0415

    return tuple(path.name for path in write_table(display, results.rows, folder, study=plan.study))


def stamp(plan: Plan) -> datetime:
    """Give the creation stamp of every file: SOURCE_DATE_EPOCH, else the study's own; never the clock.

    Raises InputError where SOURCE_DATE_EPOCH is no time.
    """
    return source_date_epoch() or datetime.combine(plan.study.study.created, datetime.min.time(), tzinfo=UTC)


def check_files(
    datasets: Mapping[str, AnyDataset], plan: Plan, folder: Path, tabulations: Mapping[str, AnyDataset]
) -> Iterator[Issue]:
    """Read the shipped files again and check them, against what was meant and the standard.

    `tabulations` are the SDTM datasets that analysis datasets rest on.
    """
    specs = {name: dataset.spec for name, dataset in datasets.items()}
    found = read_datasets(folder, specs)
    for name, dataset in datasets.items():
        yield from compare(dataset, found[name])
    shipment = Shipment(found, specs, plan, frames_of(tabulations))
    yield from check_shipment(shipment, checks_of(plan))


def checks_of(plan: Plan) -> Mapping[str, Check]:
    """Give the checks of the datasets of a plan: of SDTM, or of analysis datasets alone."""
    return CHECKS if plan.domains else ANALYSIS_CHECKS


def check_description(
    specs: Mapping[str, DatasetSpec], plan: Plan, folder: Path, facts: Mapping[str, DatasetFacts]
) -> Iterator[Issue]:
    """Check define.xml against the files that it describes, whose records are not read again.

    `specs` are those of the datasets, `facts` those of the records of each file.
    """
    widths = {name: {variable: known.width for variable, known in one.variables.items()} for name, one in facts.items()}
    found = read_datasets(folder, specs, heads=True)
    yield from as_said(check_define(Shipment(found, specs, plan), folder / "define.xml", widths), plan)


@dataclass(frozen=True)
class Reported:
    """What a report is told from: the plan, the raw tables or the SDTM datasets that were received, and the results."""

    plan: Plan
    tables: Mapping[str, Collected]
    received: Mapping[str, AnyDataset]
    results: Results


def reviewed(report: Report, kept: Reported, folder: Path) -> Reviewed:
    """Give what the review page shows; `folder` holds the results that are drawn."""
    results = kept.results if kept.plan.results.steps else None
    seen = replace(report, datasets={**kept.received, **report.datasets})
    return Reviewed(seen, kept.plan, kept.tables, results, _drawn(results, folder / "results"))


def write_report(
    report: Report, kept: Reported, held: Mapping[str, str], inputs: Sequence[Entry], folder: Path
) -> Report:
    """Write issues, ledger, set-aside rows, review page, report and manifest; give the report with its files.

    `held` are the parts of the page with data, packed; `inputs` are the files that were read, as they were when they
    were read. The manifest comes last: it says that the package is whole.
    """
    texts = {
        "issues.csv": csv_text(issues_table(report.issues), for_people=True),
        "issues-rows.csv": issue_rows_text(report.issues),
        **_ledger_texts(report.ledger, kept.tables),
        "review.html": review_page(reviewed(report, kept, folder), held),
    }
    if kept.plan.study.study.cutoff and kept.plan.analysis.steps:
        texts["cut-off.csv"] = csv_text(cut_off_table(report.issues), for_people=True)
    if report.figures is not None and len(report.figures):
        texts["results/published.csv"] = csv_text(report.figures)
    if report.ledger is not None and len(report.ledger.rows) > ROWS_IN_CSV:
        write_rows(report.ledger.rows, folder / "ledger-rows.parquet")
    for name, text in texts.items():
        path = below(folder, name)
        path.parent.mkdir(exist_ok=True)
        write_text(path, text)
    report = replace(report, files=tuple(sorted([*files_below(folder), "report.json", "report.txt", "manifest.json"])))
    write_text(folder / "report.txt", visible(report_text(report, shown=None)))
    write_text(folder / "report.json", report_json(report))
    write_text(folder / "manifest.json", as_json(manifest(inputs, entries(_outputs(folder)))))
    return report


def _ledger_texts(ledger: Ledger | None, tables: Mapping[str, Collected]) -> dict[str, str]:
    if ledger is None:
        return {}
    return {
        "ledger.csv": csv_text(ledger.balance()),
        "ledger-rows.csv": csv_text(ledger.rows if len(ledger.rows) <= ROWS_IN_CSV else ledger.unmapped),
        "ledger-columns.csv": csv_text(ledger.columns),
        **{f"set-aside/{n}.csv": csv_text(t) for n, t in set_aside_tables(tables, ledger)},
    }


def _drawn(results: Results | None, folder: Path) -> dict[str, str]:
    """Give the SVG of each figure."""
    files = {name: folder / f"{name.lower()}.svg" for name in (results.displays if results else ())}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items() if path.is_file()}


def _outputs(folder: Path) -> list[tuple[str, Path]]:
    return [(name, folder / name) for name in files_below(folder)]


def frames_of(datasets: Mapping[str, AnyDataset] | Mapping[str, FoundDataset]) -> dict[str, pd.DataFrame]:
    """Give the frame of each dataset."""
    return {name: dataset.frame for name, dataset in datasets.items()}


def relative_path(path: Path, folder: Path) -> str:
    """Write a path relative to a folder."""
    return Path(relpath(path.resolve(), folder.resolve())).as_posix()
