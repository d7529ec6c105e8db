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
from converter.check.checks import ANALYSIS_CHECKS, CHECKS, check_shipment
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
from converter.plan.found import as_datasets, found_analysis_spec, is_analysis
from converter.read.folder import read_datasets
from converter.read.nci_terminology import read_nci_package
from converter.read.sas import read_sas_dataset
from converter.read.survey import survey
from converter.read.table import read_table
from converter.report.explain import Traced, explained
from converter.report.first_spec import first_spec
from converter.report.json import as_json, report_json
from converter.report.listing import (
    Listing,
    list_checks,
    list_codelists,
    list_datasets,
    list_profiles,
    list_rule,
    list_rules,
    list_standards,
    list_variables,
    unknown,
)
from converter.report.record import Asked, record_of
from converter.report.reference import page
from converter.report.report import Explanation, Report
from converter.report.tables import csv_text, issues_table, set_aside_tables, trace_tables, variables_table
from converter.report.text import report_text
from converter.results.build import Results, build_results, empty_figures
from converter.results.figure import write_figure
from converter.results.published import against_published, unknown_figures
from converter.results.rules import RESULT_RULES
from converter.results.table import write_table
from converter.sdtm.build import build_sdtm
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.dataset import DatasetSpec
from converter.spec.display import Display
from converter.spec.library import load_standard
from converter.spec.load import load_study
from converter.spec.paths import inside
from converter.spec.published import load_published
from converter.spec.terminology import Package
from converter.steps import Plan
from converter.write.ars.write import write_ars
from converter.write.dataset_json import write_dataset_json
from converter.write.define_xml import write_define
from converter.write.manifest import manifest
from converter.write.terminology import write_package
from converter.write.whole import whole_folder, write_text
from converter.write.xpt import write_xpt

Tell = Callable[[str], None]
PACKAGES = ("sdtm", "adam")
RULES = {
    "record": RECORD_RULES,
    "derive": DERIVE_RULES,
    "build": BUILD_RULES,
    "analysis": ANALYSIS_RULES,
    "result": RESULT_RULES,
}


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
    tell("results")
    results = build_results({name: dataset.frame for name, dataset in adam.datasets.items()}, plan)
    packages = {"sdtm": (describe(sdtm.datasets), plan), "adam": (describe(adam.datasets), analysis_package(plan))}
    datasets = {**packages["sdtm"][0], **packages["adam"][0]}
    with whole_folder(out) as folder:
        checked: list[Issue] = []
        (folder / "dataset-json").mkdir()
        displays: dict[str, tuple[str, ...]] = {}
        if plan.results.displays:
            tell("write results")
            displays = write_results(results, plan, folder / "results")
        for name, (shipped, part) in packages.items():
            if shipped:
                tell(f"write {name}")
                files = write(shipped, part, study_folder, folder / name, displays)
                tell(f"check {name}")
                checked += check_written(shipped, part, folder / name, files, _frames(sdtm.datasets))
        raw_files = {name: table.file for name, table in tables.items()}
        issues = (*read_issues, *sdtm.issues, *with_sources((*adam.issues, *checked), datasets, raw_files))
        report = Report(
            study=plan.study.study.id,
            synthetic=plan.study.study.synthetic,
            datasets=datasets,
            issues=accept((*issues, *empty_figures(results)), plan.study),
            ledger=sdtm.ledger,
            figures=against_published(results, load_published(plan.study.published, study_folder)),
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


def write(
    datasets: Mapping[str, Dataset],
    plan: Plan,
    study_folder: Path,
    folder: Path,
    displays: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[Path, ...]]:
    """Write a package: XPT and define.xml to its folder, Dataset-JSON beside it; give the XPT files of each dataset.

    `displays` gives the files of each display in the folder of results, which define.xml refers to.
    """
    created = stamp(plan)
    folder.mkdir()
    files = {name: write_xpt(dataset, folder, created=created) for name, dataset in datasets.items()}
    for dataset in datasets.values():
        write_dataset_json(dataset, folder.parent / "dataset-json", study=plan.study.study.id, created=created)
    documents = {key: Path(name).name for key, name in plan.study.documents.items() if plan.domains}
    for key, name in documents.items():
        shutil.copyfile(inside(study_folder, plan.study.documents[key]), folder / name)
    names = {name: paths[0].name for name, paths in files.items()}
    shown = {name: f"../results/{made[0]}" for name, made in displays.items() if made}
    write_define(
        tuple(datasets.values()),
        folder,
        plan=plan,
        created=created,
        files=names,
        documents=documents,
        displays=shown,
    )
    return files


def write_results(results: Results, plan: Plan, folder: Path) -> dict[str, tuple[str, ...]]:
    """Write the results dataset, the records behind each result, tables and ARS; give the files of each display."""
    folder.mkdir()
    write_text(folder / "results.csv", csv_text(results.rows))
    write_text(folder / "records.csv", csv_text(results.behind))
    files = {name: write_display(one, results, folder, plan) for name, one in results.displays.items()}
    write_ars(results.rows, folder, plan=plan, created=stamp(plan), files=files)
    return files


def write_display(display: Display, results: Results, folder: Path, plan: Plan) -> tuple[str, ...]:
    """Write a figure as SVG and PNG, a table or a text as HTML and RTF; give the names of the files."""
    if display.kind == "figure":
        return tuple(path.name for path in write_figure(display, results, folder, study=plan.study))
    return tuple(path.name for path in write_table(display, results.rows, folder, study=plan.study))


def stamp(plan: Plan) -> datetime:
    """Give the creation stamp of every file: SOURCE_DATE_EPOCH, else the study's own; never the clock."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), tz=UTC)
    return datetime.combine(plan.study.study.created, datetime.min.time(), tzinfo=UTC)


def check_written(
    datasets: Mapping[str, Dataset],
    plan: Plan,
    folder: Path,
    files: Mapping[str, tuple[Path, ...]],
    tabulations: Mapping[str, pd.DataFrame],
) -> Iterator[Issue]:
    """Read the shipped files again and check them: against what was meant, the standard, and define.xml.

    `tabulations` are the SDTM datasets that analysis datasets rest on.
    """
    specs = {name: dataset.spec for name, dataset in datasets.items()}
    found = read_datasets(folder, specs)
    for name, dataset in datasets.items():
        if len(files[name]) == 1:
            yield from compare(dataset, found[name])
    shipment = Shipment(found, specs, plan, tabulations)
    yield from check_shipment(shipment, CHECKS if plan.domains else ANALYSIS_CHECKS)
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
    if report.figures is not None and len(report.figures):
        texts["results/published.csv"] = csv_text(report.figures)
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
    for pattern in (
        "study.yaml",
        "methods.py",
        "sdtm/*.yaml",
        "adam/*.yaml",
        "results/*.yaml",
        "criteria/*.yaml",
        "terminology/*/*.yaml",
    ):
        for path in study_folder.glob(pattern):
            yield path.relative_to(study_folder).as_posix(), path
    for source in plan.sources.values():
        yield f"raw/{source.table.file}", inside(raw, source.table.file)


def check(data: Path, study_folder: Path, *, sdtm: Path | None = None, tell: Tell = silent) -> Report:
    """Check datasets that lie in a folder, ours or others', against a study's specification and the standards.

    Analysis datasets are checked with the SDTM datasets they rest on: those beside them, else those of the folder
    `sdtm` (default: a folder of this name next to theirs). define.xml is checked with the datasets where it lies beside
    them. Raises SpecError or InputError.
    """
    tell("plan")
    plan = make_plan(load_study(study_folder))
    tell("read")
    tabulations, analyses = _found(data, plan)
    beside = sdtm or data.resolve().parent / "sdtm"
    if analyses.found and not tabulations.found and (sdtm or beside.is_dir()):
        analyses = replace(analyses, tabulations=_frames(read_datasets(beside, plan.specs)))
    tell("check")
    issues = [*check_shipment(tabulations)] if tabulations.found else []
    issues += check_shipment(analyses, ANALYSIS_CHECKS) if analyses.found else ()
    if (data / "define.xml").is_file():
        every = Shipment({**tabulations.found, **analyses.found}, {**tabulations.specs, **analyses.specs}, plan)
        issues += check_define(every, data / "define.xml")
    study = plan.study.study
    datasets = {**as_datasets(tabulations.found, tabulations.specs), **as_datasets(analyses.found, analyses.specs)}
    return Report(study.id, study.synthetic, datasets, accept(issues, plan.study))


def define(data: Path, study_folder: Path, out: Path) -> Report:
    """Write define.xml for datasets that lie in a folder, ours or others', to `out`; raises SpecError or InputError.

    A define.xml describes SDTM or ADaM: a folder with both kinds is an InputError.
    """
    plan = make_plan(load_study(study_folder))
    tabulations, analyses = _found(data, plan)
    if tabulations.found and analyses.found:
        kinds = (
            f"datasets of SDTM, such as {next(iter(tabulations.found))}, and ADaM, such as {next(iter(analyses.found))}"
        )
        message = f"{data}: holds {kinds}; a define.xml describes one of them, so put them into folders of their own"
        raise InputError(message)
    shipment = analyses if analyses.found else tabulations
    datasets = describe(as_datasets(shipment.found, shipment.specs, in_file_order=True))
    if not datasets:
        message = f"{data}: none of its datasets is described by {study_folder}: {', '.join(shipment.found)}"
        raise InputError(message)
    out.mkdir(parents=True, exist_ok=True)
    files = {name: _relative(data / shipment.found[name].file, out) for name in datasets}
    paths = write_define(tuple(datasets.values()), out, plan=shipment.plan, created=stamp(plan), files=files)
    found, specs = {n: shipment.found[n] for n in datasets}, {n: d.spec for n, d in datasets.items()}
    described = Shipment(found, specs, shipment.plan)
    issues = tuple(check_datasets(shipment)) + tuple(check_define(described, out / "define.xml"))
    study = plan.study.study
    names = tuple(path.name for path in paths)
    return Report(study.id, study.synthetic, datasets, accept(issues, plan.study), names)


def _found(data: Path, plan: Plan) -> tuple[Shipment, Shipment]:
    """Read the datasets of a folder, those of SDTM and those of analysis, and describe each.

    Each is described as the study does, else as the standard does.
    """
    names, analyses = plan.standard.datasets, plan.analysis.specs
    plain = {name: plain_spec(name, plan.standard) for name in names}
    plain |= {f"SUPP{name}": supplemental_spec(name, plan.standard, {}, {}) for name in names}
    found = read_datasets(data, {**plain, **plan.specs, **analyses})
    apart = {name: dataset for name, dataset in found.items() if is_analysis(name, analyses, plain)}
    specs: dict[str, DatasetSpec] = {}
    if apart and plan.analysis.standard:
        guide = plan.analysis.standard
        specs = {name: found_analysis_spec(dataset, analyses.get(name), guide) for name, dataset in apart.items()}
        if not all(dataset.attributes for dataset in apart.values()):  # the guide knows numbers that CSV has as text
            found = read_datasets(data, {**plain, **plan.specs, **specs})
            apart = {name: found[name] for name in apart}
    rest = {name: dataset for name, dataset in found.items() if name not in apart}
    known = {name: found_spec(d, plan.specs.get(name), plain[name]) for name, d in rest.items() if name in plain}
    return Shipment(rest, known, plan), Shipment(apart, specs, analysis_package(plan), _frames(rest))


def _frames(datasets: Mapping[str, Dataset] | Mapping[str, FoundDataset]) -> dict[str, pd.DataFrame]:
    return {name: dataset.frame for name, dataset in datasets.items()}


def results(study_folder: Path, out: Path) -> pd.DataFrame:
    """Compare the published figures of a study with the results of a package; raises SpecError or InputError.

    `out` is the package that `convert` wrote; the results are made anew from its analysis datasets.
    """
    plan = make_plan(load_study(study_folder))
    published = load_published(plan.study.published, study_folder)
    shipped = sorted((out / "adam").glob("*.xpt"))
    if not shipped:
        message = f"{out}: holds no analysis datasets; run convert first"
        raise InputError(message)
    made = build_results({path.stem.upper(): read_sas_dataset(path).frame for path in shipped}, plan)
    unknown_paths = unknown_figures(made, published)
    if unknown_paths:
        message = f"results/*.yaml reproduce figures that were not published: {', '.join(unknown_paths)}"
        raise InputError(message)
    return against_published(made, published)


def explain(  # where the value stands, and where everything lies
    study_folder: Path,
    cell: str,
    out: Path,
    *,
    raw: Path | None = None,
    record: int = 0,
    subject: str = "",
    seq: int = 0,
    paramcd: str = "",
) -> Explanation:
    """Explain one value of a package: its rule, its method, and the raw cells it rests on; raises InputError.

    The record is named by its number, or by subject, parameter and sequence number as far as these are needed.
    """
    plan = make_plan(load_study(study_folder))
    name, _, variable = cell.upper().partition(".")
    shipped = [path for part in PACKAGES for path in sorted((out / part).glob("*.xpt"))]
    if name.lower() not in {path.stem for path in shipped}:
        message = f"{out}: holds no dataset '{name}'; run convert first, and write DATASET.VARIABLE"
        raise InputError(message)
    tables, _ = read(plan, raw or study_folder / plan.study.raw)
    package = Traced({path.stem.upper(): _traced(path, out) for path in shipped}, tables, plan)
    spec = {**plan.specs, **plan.analysis.specs}.get(name)
    asked = Asked(record, subject, seq, paramcd)
    return explained(package, name, variable, record_of(package.datasets[name][0], asked, spec.keys if spec else ()))


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
        "rules": lambda: list_rule(RULES, name) if name else list_rules(RULES),
        "codelists": lambda: list_codelists(name),
        "profiles": list_profiles,
        "checks": lambda: list_checks(CHECKS, ANALYSIS_CHECKS),
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
        "checks.md": page("Checks", told, list_checks(CHECKS, ANALYSIS_CHECKS)),
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
