"""The stages that ship and judge: datasets with their description, what is wrong with them, and their trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.compute.describing.facts import DatasetFacts, from_json, to_json
from converter.dataset import AnyDataset, Frame
from converter.issues import Issue
from converter.pipeline.documents import documents_of
from converter.pipeline.package import (
    Files,
    check_description,
    check_files,
    stamp,
    write_description,
    write_files,
)
from converter.pipeline.stages.data import SHOWN, Rests
from converter.pipeline.stages.digests import digests_table
from converter.pipeline.stages.disk.forms import (
    Form,
    load_issues,
    load_json,
    load_specs,
    save_issues,
    save_json,
    save_specs,
)
from converter.pipeline.stages.disk.work import Made, Work
from converter.pipeline.stages.fingerprint import engine, fingerprint
from converter.pipeline.stages.ranges.checked import check_in_ranges
from converter.pipeline.stages.ranges.parts import StoredDataset, stored
from converter.pipeline.stages.ranges.whole import Whole
from converter.report.review.data import Reviewed
from converter.report.review.page import packed_data
from converter.report.tables import csv_text, variables_table, write_csv
from converter.report.why.conversions import conversions_table
from converter.report.why.trace import sources_of, steps_table
from converter.report.why.trace_file import TraceForm, write_sources
from converter.spec.text.paths import below
from converter.steps import Plan
from converter.write.folder.manifest import entries
from converter.write.folder.whole import write_text

Datasets = Mapping[str, AnyDataset]
Issues = tuple[Issue, ...]
ISSUES: Form[Issues] = Form(
    lambda issues, folder: save_issues(issues, folder / "issues.json"),
    lambda folder: load_issues(folder / "issues.json"),
)


def nothing() -> dict[str, Any]:
    """Give nothing, where there is nothing."""
    return {}


@dataclass(frozen=True)
class Package:
    """What a package of datasets is written from: its name, its plan, its datasets, and a digest of these.

    `displays` gives the files of each display that its define.xml refers to, `tabulations` the SDTM datasets that
    analysis datasets are checked against; `shown` and `tabulated` have digests of both. `whole` says how
    the study was made of raw tables.
    """

    name: str
    plan: Plan
    datasets: Callable[[], Datasets]
    rests_on: Rests
    displays: Callable[[], Mapping[str, tuple[str, ...]]] = nothing
    shown: Rests = field(default_factory=dict)
    tabulations: Callable[[], Datasets] = nothing
    tabulated: Rests = field(default_factory=dict)
    whole: Whole | None = None


@dataclass(frozen=True)
class Shipped:
    """The datasets of a package as they are described, and its files."""

    datasets: Datasets
    files: Files


def files_stage(work: Work, package: Package, rests: Rests, study_folder: Path) -> Made[Shipped]:
    """Describe the datasets of a package by the facts of their data, and write them."""
    plan = package.plan
    documents = entries(documents_of(plan, study_folder).files.items())
    stamped = {**_stamped(plan), **{f"document {one.file}": one.sha256 for one in documents}}

    def run(folder: Path) -> Shipped:
        given = package.datasets()
        facts = {name: _facts(dataset) for name, dataset in given.items()}
        datasets = describe(given, facts)
        return Shipped(datasets, write_files(datasets, facts, plan, study_folder, folder / package.name))

    def save(made: Shipped, folder: Path) -> None:
        save_specs({name: one.spec for name, one in made.datasets.items()}, folder / "specs.json")
        save_specs(made.files.specs, folder / "parts.json")
        facts = {name: to_json(one) for name, one in made.files.facts.items()}
        save_json({"names": made.files.names, "facts": facts}, folder / "files.json")

    def load(folder: Path) -> Shipped:
        said = load_json(folder / "files.json")
        facts = {name: from_json(one) for name, one in said["facts"].items()}
        files = Files(load_specs(folder / "parts.json"), facts, said["names"])
        specs, given = load_specs(folder / "specs.json"), package.datasets()
        return Shipped({name: given[name].with_spec(spec) for name, spec in specs.items()}, files)

    return work.made(f"files/{package.name}", {**rests, **package.rests_on, **stamped}, run, Form(save, load))


def _facts(dataset: AnyDataset) -> DatasetFacts:
    """Give the facts of a dataset; of one in parts they are known."""
    return dataset.facts if isinstance(dataset, StoredDataset) else facts_of(dataset)


def _stamped(plan: Plan) -> dict[str, str]:
    return {"the time stamp": stamp(plan).isoformat()}


def define_stage(work: Work, package: Package, rests: Rests, files: Made[Shipped], study_folder: Path) -> Made[Issues]:
    """Write define.xml of a package; give what it leaves out."""
    rests = {**rests, **package.shown, **_stamped(package.plan), files.name: files.digest("state/")}

    def run(folder: Path) -> Issues:
        made = files.value.files
        return write_description(made, package.plan, study_folder, folder / package.name, package.displays())

    return work.made(f"define/{package.name}", rests, run, ISSUES)


def check_stage(work: Work, package: Package, rests: Rests, files: Made[Shipped]) -> Made[Issues]:
    """Read the shipped files of a package again, and check them."""
    rests = {**rests, **package.tabulated, files.name: files.digest()}

    def run(_: Path) -> Issues:
        return tuple(_checked(files.value.datasets, package, work.package / package.name))

    return work.made(f"check/{package.name}", rests, run, ISSUES)


def _checked(datasets: Datasets, package: Package, folder: Path) -> Iterator[Issue]:
    parts, beside = stored(datasets), stored(package.tabulations())
    if parts is None or beside is None or package.whole is None:
        return check_files(datasets, package.plan, folder, package.tabulations())
    return check_in_ranges(parts, beside, package.name, folder, package.whole)


def check_define_stage(
    work: Work, package: Package, rests: Rests, files: Made[Shipped], define: Made[Issues]
) -> Made[Issues]:
    """Check define.xml of a package against its files."""
    rests = {"the converter": engine(), **rests, files.name: files.digest(), define.name: define.digest()}

    def run(_: Path) -> Issues:
        specs = {name: one.spec for name, one in files.value.datasets.items()}
        return tuple(check_description(specs, package.plan, work.package / package.name, files.value.files.facts))

    return work.made(f"check/{package.name}-define", rests, run, ISSUES)


def described(plan: Plan) -> dict[str, str]:
    """Give a digest of what says how datasets look and what is expected of them."""
    said = [plan.study, plan.domains, plan.analysis.datasets, plan.define]
    return {"study.yaml and what it describes": fingerprint(said, SHOWN)}


def issues_stage(work: Work, rests: Rests, found: Callable[[], Issues]) -> Made[Issues]:
    """Name the raw rows behind what was found, and leave out what only follows from something else."""
    return work.made("issues", rests, lambda _: found(), ISSUES)


def trace_stage(work: Work, plan: Plan, rests: Rests, datasets: Callable[[], Datasets], form: TraceForm) -> Made[None]:
    """Write the trace: which records and which rules stand behind each record, and where these are said."""

    def run(folder: Path) -> None:
        made, place = datasets(), folder / "trace"
        place.mkdir()
        write_text(place / "variables.csv", csv_text(variables_table(plan)))
        write_text(place / "digests.csv", csv_text(digests_table(plan)))
        write_text(place / "steps.csv", csv_text(steps_table(made, plan)))
        conversions = conversions_table(made, plan)
        if len(conversions):
            write_text(place / "conversions.csv", csv_text(conversions))
        for name, dataset in made.items():
            _write_sources(sources_of(dataset), below(place, f"{name.lower()}.{form}"))

    return work.made(
        "trace", {**rests, "the form of the trace": form}, run, Form(lambda _, to: to.mkdir(), lambda _: None)
    )


def page_stage(work: Work, rests: Rests, seen: Callable[[], Reviewed]) -> Made[Mapping[str, str]]:
    """Pack the parts of the review page that hold data."""

    def save(held: Mapping[str, str], folder: Path) -> None:
        save_json(held, folder / "held.json")

    def load(folder: Path) -> Mapping[str, str]:
        return dict(load_json(folder / "held.json"))

    return work.made("page", rests, lambda _: packed_data(seen()), Form(save, load))


def _write_sources(sources: Iterator[Frame], path: Path) -> None:
    """Write the sources of the records of a dataset in the form that the name of the file says."""
    if path.suffix == ".csv":
        write_csv(sources, path)
    else:
        write_sources(sources, path)
