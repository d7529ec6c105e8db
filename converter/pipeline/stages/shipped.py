"""The stages that ship and judge: datasets with their description, what is wrong with them, and their trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.compute.describe import describe
from converter.dataset import Dataset, Frame
from converter.issues import Issue
from converter.pipeline.package import check_written, documents_of, stamp, write
from converter.pipeline.stages.data import SHOWN
from converter.pipeline.stages.fingerprint import PLACES, fingerprint
from converter.pipeline.stages.forms import Form, described_again, load_issues, save_issues, save_specs
from converter.pipeline.stages.work import Made, Work
from converter.report.tables import csv_text, variables_table
from converter.report.trace import steps_table, trace_tables
from converter.spec.study import Study
from converter.steps import Plan
from converter.write.manifest import entries
from converter.write.whole import write_text

Datasets = Mapping[str, Dataset]
Issues = tuple[Issue, ...]
UNACCEPTED = {**PLACES, Study: SHOWN[Study]}
"""What makes no difference to the files of a package, and to what is wrong with them."""
ISSUES: Form[Issues] = Form(
    lambda issues, folder: save_issues(issues, folder / "issues.json"),
    lambda folder: load_issues(folder / "issues.json"),
)


def nothing() -> dict[str, Any]:
    """Give nothing, where there is nothing."""
    return {}


@dataclass(frozen=True)
class Package:
    """What a package of datasets is written from: its name, its plan, its datasets, and digests of what these rest on.

    `displays` gives the files of each display that its define.xml refers to, `tabulations` the frames of the SDTM
    datasets that analysis datasets are checked against.
    """

    name: str
    plan: Plan
    datasets: Callable[[], Datasets]
    rests_on: Mapping[str, str]
    displays: Callable[[], Mapping[str, tuple[str, ...]]] = nothing
    tabulations: Callable[[], Mapping[str, Frame]] = nothing


def files_stage(work: Work, package: Package, rests: Mapping[str, str], study_folder: Path) -> Made[Datasets]:
    """Describe the datasets of a package by their data, and write them with define.xml; give them as described."""
    plan = package.plan
    documents = entries(documents_of(plan, study_folder).values())
    stamped = {"the time stamp": stamp(plan).isoformat(), **{one.file: one.sha256 for one in documents}}

    def run(folder: Path) -> Datasets:
        described = describe(package.datasets())
        (folder / "dataset-json").mkdir(exist_ok=True)
        write(described, plan, study_folder, folder / package.name, package.displays())
        return described

    def save(made: Datasets, folder: Path) -> None:
        save_specs({name: one.spec for name, one in made.items()}, folder / "specs.json")

    def load(folder: Path) -> Datasets:
        return described_again(package.datasets(), folder / "specs.json")

    return work.made(f"files/{package.name}", {**rests, **package.rests_on, **stamped}, run, Form(save, load))


def check_stage(work: Work, package: Package, rests: Mapping[str, str], files: Made[Datasets]) -> Made[Issues]:
    """Read the shipped files of a package again, and check them."""
    rests = {**rests, **package.rests_on, files.name: files.digest()}

    def run(_: Path) -> Issues:
        return tuple(check_written(files.value, package.plan, work.package / package.name, package.tabulations()))

    return work.made(f"check/{package.name}", rests, run, ISSUES)


def described(plan: Plan) -> dict[str, str]:
    """Give a digest of what says how datasets look and what is expected of them."""
    said = [plan.study, plan.domains, plan.analysis.datasets]
    return {"study.yaml and what it describes": fingerprint(said, UNACCEPTED)}


def issues_stage(work: Work, rests: Mapping[str, str], found: Callable[[], Issues]) -> Made[Issues]:
    """Name the raw rows behind what was found, and leave out what only follows from something else."""
    return work.made("issues", rests, lambda _: found(), ISSUES)


def trace_stage(work: Work, plan: Plan, rests: Mapping[str, str], datasets: Callable[[], Datasets]) -> Made[None]:
    """Write the trace: which records and which rules stand behind each record, and where these are said."""

    def run(folder: Path) -> None:
        made = datasets()
        texts = {
            "variables": csv_text(variables_table(plan)),
            "steps": csv_text(steps_table(made, plan)),
            **{name.lower(): csv_text(table) for name, table in trace_tables(made)},
        }
        (folder / "trace").mkdir()
        for name, text in texts.items():
            write_text(folder / "trace" / f"{name}.csv", text)

    return work.made("trace", rests, run, Form(lambda _, folder: folder.mkdir(), lambda _: None))
