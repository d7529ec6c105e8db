"""The line: raw exports in, SDTM and ADaM out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from os import environ
from os.path import relpath
from pathlib import Path

import pandas as pd

from converter.adam.build import build_adam
from converter.adam.rules import ANALYSIS_RULES
from converter.check.checks import CHECKS, FOR_ANALYSIS, check_shipment
from converter.check.columns import check_datasets
from converter.check.define import check_define
from converter.check.read_back import compare
from converter.check.shipment import Shipment
from converter.check.sources import with_sources
from converter.compute.acceptance import accept
from converter.compute.describe import describe
from converter.dataset import Dataset, FoundDataset, RawTable
from converter.errors import InputError
from converter.issues import Issue
from converter.plan import make_plan
from converter.plan.analysis import analysis_package
from converter.plan.datasets import found_spec, plain_spec, supplemental_spec
from converter.read.folder import read_datasets
from converter.read.nci_terminology import read_nci_package
from converter.read.sas import read_sas_dataset
from converter.read.survey import survey
from converter.read.table import read_table
from converter.report.explain import Traced, explained, record_of
from converter.report.first_spec import first_spec
from converter.report.json import as_json, report_json
from converter.report.listing import (
    Listing,
    list_checks,
    list_codelists,
    list_datasets,
    list_profiles,
    list_rules,
    list_standards,
    list_variables,
    unknown,
)
from converter.report.reference import page
from converter.report.report import Explanation, Report
from converter.report.review.data import Reviewed
from converter.report.review.page import review_page
from converter.report.tables import csv_text, issues_table, set_aside_tables, trace_tables, variables_table
from converter.report.text import report_text
from converter.results.build import Results, build_results
from converter.sdtm.build import build_sdtm
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.dataset import DatasetSpec
from converter.spec.library import load_standard
from converter.spec.load import load_study
from converter.spec.paths import inside
from converter.spec.terminology import Package
from converter.steps import Plan
from converter.write.dataset_json import write_dataset_json
from converter.write.define_xml import write_define
from converter.write.manifest import manifest
from converter.write.terminology import write_package
from converter.write.whole import whole_folder, write_text
from converter.write.xpt import write_xpt

Tell = Callable[[str], None]
PACKAGES = ("sdtm", "adam")
RULES = {"record": RECORD_RULES, "derive": DERIVE_RULES, "build": BUILD_RULES, "analysis": ANALYSIS_RULES}


def silent(_: str) -> None:
    """Tell nobody."""


def convert(study_folder: Path, out: Path, *, raw: Path | None = None, tell: Tell = silent) -> Report:
    """Convert the raw exports of a study to SDTM and ADaM packages in `out`, whole or not at all.

    `raw` is the folder of the exports (default: the one study.yaml names); `tell` hears the name of each stage.
    Raises SpecError, InputError or LedgerError; what is wrong with the data is in the report's issues.
    """
    tell("plan")
    plan = make_plan(load_study(study_folder))
    if not plan.steps:
        message = f"{study_folder}: no domain in sdtm/*.yaml makes rows; write sdtm/dm.yaml first"
        raise InputError(message)
    source = raw or study_folder / plan.study.raw
    tell("read")
    tables, read_issues = read(plan, source)
    tell("map")
    sdtm = build_sdtm(tables, plan)
    tell("derive")
    adam = build_adam(sdtm.datasets, plan)
    packages = {"sdtm": (describe(sdtm.datasets), plan), "adam": (describe(adam.datasets), analysis_package(plan))}
    datasets = {**packages["sdtm"][0], **packages["adam"][0]}
    with whole_folder(out) as folder:
        checked: list[Issue] = []
        (folder / "dataset-json").mkdir()
        for name, (shipped, part) in packages.items():
            if shipped:
                tell(f"write {name}")
                files = write(shipped, part, study_folder, folder / name)
                tell(f"check {name}")
                checked += check_written(shipped, part, folder / name, files)
        raw_files = {name: table.file for name, table in tables.items()}
        issues = (*read_issues, *sdtm.issues, *with_sources((*adam.issues, *checked), datasets, raw_files))
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
    """Write a package: XPT and define.xml to its folder, Dataset-JSON beside it; give the XPT files of each dataset."""
    created = stamp(plan)
    folder.mkdir()
    files = {name: write_xpt(dataset, folder, created=created) for name, dataset in datasets.items()}
    for dataset in datasets.values():
        write_dataset_json(dataset, folder.parent / "dataset-json", study=plan.study.study.id, created=created)
    documents = {key: Path(name).name for key, name in plan.study.documents.items() if plan.domains}
    for key, name in documents.items():
        shutil.copyfile(inside(study_folder, plan.study.documents[key]), folder / name)
    names = {name: paths[0].name for name, paths in files.items()}
    write_define(tuple(datasets.values()), folder, plan=plan, created=created, files=names, documents=documents)
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
    yield from check_shipment(shipment, CHECKS if plan.domains else FOR_ANALYSIS)
    yield from check_define(shipment, folder / "define.xml")


def write_report(
    report: Report, tables: Mapping[str, RawTable], plan: Plan, sources: tuple[Path, Path], folder: Path
) -> Report:
    """Write issues, ledger, set-aside rows, trace, review page, report and manifest; give the report with its files."""
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
        "review.html": review_page(Reviewed(report, plan, tables, _results(report, plan))),
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    report = replace(report, files=tuple(sorted([*_files(folder), "report.json", "report.txt", "manifest.json"])))
    write_text(folder / "report.txt", report_text(report, shown=None))
    write_text(folder / "report.json", report_json(report))
    write_text(folder / "manifest.json", as_json(manifest(_inputs(plan, *sources), _outputs(folder))))
    return report


def _results(report: Report, plan: Plan) -> Results | None:
    """Make the results of a study that asks for some."""
    analysed = {name: report.datasets[name].frame for name in plan.analysis.datasets}
    return build_results(analysed, plan) if plan.results.steps else None


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _outputs(folder: Path) -> list[tuple[str, Path]]:
    return [(name, folder / name) for name in _files(folder)]


def _inputs(plan: Plan, study_folder: Path, raw: Path) -> Iterator[tuple[str, Path]]:
    for pattern in (
        "study.yaml",
        "methods.py",
        "sdtm/*.yaml",
        "adam/*.yaml",
        "criteria/*.yaml",
        "terminology/*/*.yaml",
    ):
        for path in study_folder.glob(pattern):
            yield path.relative_to(study_folder).as_posix(), path
    for source in plan.sources.values():
        yield f"raw/{source.table.file}", inside(raw, source.table.file)


def check(data: Path, study_folder: Path, *, tell: Tell = silent) -> Report:
    """Check datasets that lie in a folder, ours or others', against a study's specification and the standard.

    Raises SpecError or InputError. define.xml is checked with them where it lies beside them.
    """
    tell("plan")
    plan = make_plan(load_study(study_folder))
    tell("read")
    shipment = Shipment(*_found(data, plan), plan)
    tell("check")
    issues = check_shipment(shipment)
    if (data / "define.xml").is_file():
        issues += tuple(check_define(shipment, data / "define.xml"))
    study = plan.study.study
    return Report(study.id, study.synthetic, _as_datasets(shipment), accept(issues, plan.study))


def define(data: Path, study_folder: Path, out: Path) -> Report:
    """Write define.xml for datasets that lie in a folder, ours or others', to `out`; raises SpecError or InputError."""
    plan = make_plan(load_study(study_folder))
    shipment = Shipment(*_found(data, plan), plan)
    datasets = describe({n: _in_file_order(d, shipment.found[n].frame) for n, d in _as_datasets(shipment).items()})
    if not datasets:
        message = f"{data}: none of its datasets is described by {study_folder}: {', '.join(shipment.found)}"
        raise InputError(message)
    out.mkdir(parents=True, exist_ok=True)
    files = {name: _relative(data / shipment.found[name].file, out) for name in datasets}
    paths = write_define(tuple(datasets.values()), out, plan=plan, created=stamp(plan), files=files)
    described = Shipment({n: shipment.found[n] for n in datasets}, {n: d.spec for n, d in datasets.items()}, plan)
    issues = tuple(check_datasets(shipment)) + tuple(check_define(described, out / "define.xml"))
    study = plan.study.study
    names = tuple(path.name for path in paths)
    return Report(study.id, study.synthetic, datasets, accept(issues, plan.study), names)


def _found(data: Path, plan: Plan) -> tuple[dict[str, FoundDataset], dict[str, DatasetSpec]]:
    """Read the datasets of a folder, and describe each: as the study does, else as the standard does."""
    names = plan.standard.datasets
    plain = {name: plain_spec(name, plan.standard) for name in names}
    plain |= {f"SUPP{name}": supplemental_spec(name, plan.standard, {}, {}) for name in names}
    found = read_datasets(data, {**plain, **plan.specs})
    known = {name: dataset for name, dataset in found.items() if name in plain}
    return found, {name: found_spec(dataset, plan.specs.get(name), plain[name]) for name, dataset in known.items()}


def _as_datasets(shipment: Shipment) -> dict[str, Dataset]:
    """Take found datasets as datasets, with the variables that they have and that are known."""
    return {name: _as_dataset(shipment.found[name].frame, spec) for name, spec in shipment.specs.items()}


def _as_dataset(frame: pd.DataFrame, spec: DatasetSpec) -> Dataset:
    known = tuple(variable for variable in spec.variables if variable.name in frame)
    keys = tuple(key for key in spec.keys if key in frame)
    narrow = spec.model_copy(update={"variables": known, "keys": keys})
    return Dataset(narrow, frame[[variable.name for variable in known]])


def _in_file_order(dataset: Dataset, frame: pd.DataFrame) -> Dataset:
    """Put the variables of a spec in the order of the file, which is what define.xml must tell."""
    known = dataset.spec.by_name
    variables = tuple(known[name] for name in map(str, frame.columns) if name in known)
    return replace(dataset, spec=dataset.spec.model_copy(update={"variables": variables}))


def explain(  # where the value stands, and where everything lies
    study_folder: Path,
    cell: str,
    out: Path,
    *,
    raw: Path | None = None,
    record: int = 0,
    subject: str = "",
    seq: int = 0,
) -> Explanation:
    """Explain one value of a package: its rule, its method, and the raw cells it rests on; raises InputError."""
    plan = make_plan(load_study(study_folder))
    name, _, variable = cell.upper().partition(".")
    shipped = [path for part in PACKAGES for path in sorted((out / part).glob("*.xpt"))]
    if name.lower() not in {path.stem for path in shipped}:
        message = f"{out}: holds no dataset '{name}'; run convert first, and write DATASET.VARIABLE"
        raise InputError(message)
    tables, _ = read(plan, raw or study_folder / plan.study.raw)
    package = Traced({path.stem.upper(): _traced(path, out) for path in shipped}, tables, plan)
    return explained(package, name, variable, record_of(package.datasets[name][0], record, subject, seq))


def _traced(path: Path, out: Path) -> tuple[FoundDataset, pd.DataFrame]:
    """Read one dataset of a package with the sources of its records."""
    trace = out / "trace" / f"{path.stem}.csv"
    sources = pd.read_csv(trace, dtype={"table": "str", "item": "str"}, keep_default_na=False)
    return read_sas_dataset(path), sources


def listed(what: str, name: str = "", *, json: bool = False) -> str:
    """List what the converter knows, as text or JSON; raises InputError for what cannot be listed."""
    listings: dict[str, Callable[[], Listing]] = {
        "standards": list_standards,
        "datasets": list_datasets,
        "variables": lambda: list_variables(name),
        "rules": lambda: list_rules(RULES),
        "codelists": lambda: list_codelists(name),
        "profiles": list_profiles,
        "checks": lambda: list_checks(CHECKS),
    }
    if what not in listings:
        raise unknown(what, tuple(listings))
    listing = listings[what]()
    return listing.json() if json else listing.text()


def reference() -> dict[str, str]:
    """Write the reference pages of the documentation: file name to text."""
    lead = "Written from the functions themselves; `[argument]` may be left out, `{argument}` is filled in define.xml."
    told = "Written from the functions themselves; every issue names its rule, place, rows, value and mend."
    return {
        "rules.md": page("Rules", lead, list_rules(RULES)),
        "checks.md": page("Checks", told, list_checks(CHECKS)),
    }


def init(raw: Path, to: Path, study: str, *, today: date) -> tuple[str, ...]:
    """Survey raw exports and write a first study specification to a new folder; raises InputError."""
    if (to / "study.yaml").exists():
        message = f"{to}: already holds a study.yaml; name a new folder"
        raise InputError(message)
    files = first_spec(survey(raw), study, _relative(raw, to), today.isoformat(), load_standard("sdtmig", "3.4"))
    (to / "sdtm").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_text(to / name, text)
    return tuple(files)


def _relative(path: Path, folder: Path) -> str:
    """Write a path relative to a folder."""
    return Path(relpath(path.resolve(), folder.resolve())).as_posix()


def import_terminology(file: Path, to: Path, name: str = "") -> tuple[Package, Path]:
    """Import an official terminology package to a folder that a study pins it from; raises InputError."""
    package = read_nci_package(file, name)
    folder = to / f"{package.publishing_set.lower()}-ct-{package.version}"
    write_package(package, folder)
    return package, folder
