"""The stages that make data: raw tables, SDTM, ADaM, results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from converter.adam.build import Adam
from converter.dataset import Collected, Frame, columns_of
from converter.issues import Issue
from converter.pipeline.package import stamp, write_display, write_results
from converter.pipeline.stages.disk.forms import (
    Form,
    load_issues,
    load_json,
    load_ledger,
    load_told,
    save_datasets,
    save_issues,
    save_json,
    save_ledger,
    save_told,
)
from converter.pipeline.stages.disk.frames import load_frame, save_frame
from converter.pipeline.stages.disk.kept import load_datasets
from converter.pipeline.stages.disk.stored import load_tables, read_stored, save_tables
from converter.pipeline.stages.disk.work import Made, Work
from converter.pipeline.stages.fingerprint import DATA, NAMES, OF_STEPS, PLACES, engine, fingerprint
from converter.read.stream import read_large
from converter.read.unread import unread_parts
from converter.results.build import Results, build_results
from converter.results.reading import results_of
from converter.sdtm.build import Sdtm
from converter.spec.analysis import Analysis
from converter.spec.domain import Domain
from converter.spec.study import Study
from converter.steps import Plan, ResultPlan
from converter.write.folder.manifest import Entry

Rests = Mapping[str, str]
APART = ("study.yaml", "sdtm/", "adam/", "results/", "checks/", "define.yaml")
"""Files of a study whose parts stages rest on; any stage may read the others."""
SHOWN = {
    **PLACES,
    Study: frozenset({"accepted", "severities", "guide", "crf", "raw", "from_", *NAMES}),
    Domain: OF_STEPS,
    Analysis: OF_STEPS,
}
"""What makes no difference to what is shipped."""


@dataclass(frozen=True)
class Raw:
    """The raw tables as they were collected, and what their readers tell."""

    tables: Mapping[str, Collected]
    issues: tuple[Issue, ...]


def read(plan: Plan, folder: Path, to: Path | None = None) -> tuple[dict[str, Collected], tuple[Issue, ...]]:
    """Read every raw table of the plan: to memory, or piece by piece to a folder."""
    tables: dict[str, Collected] = {}
    issues: list[Issue] = []
    for name, source in plan.sources.items():
        tables[name], found = read_stored(source, folder, to / f"{name}.parquet") if to else read_large(source, folder)
        issues += found
    return tables, (*issues, *unread_parts(tuple(plan.sources.values()), folder))


def base(plan: Plan, specifications: tuple[Entry, ...]) -> Rests:
    """Give what every stage that makes data rests on: the converter, the study, and its functions, criteria and terms.

    Its own standards, too. What a plan binds and resolves follows from these and from the datasets' own files: it need
    not be looked at.
    """
    said = plan.study.published
    published = (said.figures, said.left_out) if said else ()
    others = (one for one in specifications if not one.file.startswith(APART) and one.file not in published)
    own = {one.file: one.sha256 for one in others}
    return {"the converter": engine(), "study.yaml": fingerprint(plan.study, DATA), **own}


def drawn(plan: Plan, rests: Rests) -> Rests:
    """Give what results rest on: the same, but all of the study that a table may print."""
    return {**rests, "study.yaml": fingerprint(plan.study, SHOWN)}


def raw_stage(work: Work, plan: Plan, exports: tuple[Entry, ...], reads: Callable[[], Raw]) -> Made[Raw]:
    """Read the raw tables; `exports` are their files as they are now."""
    rests = {"the converter": engine(), "tables of study.yaml": fingerprint(plan.sources, DATA)}
    rests |= {one.file: one.sha256 for one in exports}

    def save(raw: Raw, folder: Path) -> None:
        save_tables(raw.tables, folder / "tables")
        save_issues(raw.issues, folder / "issues.json")

    def load(folder: Path) -> Raw:
        return Raw(load_tables(folder / "tables"), load_issues(folder / "issues.json"))

    return work.made("raw", rests, lambda _: reads(), Form(save, load))


def sdtm_stage(work: Work, plan: Plan, rests: Rests, raw: Made[Raw], made: Callable[[], Sdtm]) -> Made[Sdtm]:
    """Map the raw tables to SDTM, by calling `made`."""
    rests = {**rests, **_domains(plan), "raw tables": raw.digest("state/tables/")}

    def save(sdtm: Sdtm, folder: Path) -> None:
        save_datasets(sdtm.datasets, folder / "datasets")
        save_ledger(sdtm.ledger, folder / "ledger")
        save_issues(sdtm.issues, folder / "issues.json")
        save_told(sdtm.told, folder / "told.json")

    def load(folder: Path) -> Sdtm:
        datasets = load_datasets(folder / "datasets", plan.specs)
        issues = load_issues(folder / "issues.json")
        return Sdtm(datasets, load_ledger(folder / "ledger"), issues, load_told(folder / "told.json"))

    return work.made("sdtm", rests, lambda _: made(), Form(save, load))


def _domains(plan: Plan) -> dict[str, str]:
    """Give a digest of what makes each domain."""
    return {f"sdtm/{name.lower()}.yaml": fingerprint(one, DATA) for name, one in plan.domains.items()}


def _analyses(plan: Plan) -> dict[str, str]:
    """Give a digest of what makes each analysis dataset."""
    return {f"adam/{name.lower()}.yaml": fingerprint(one, DATA) for name, one in plan.analysis.datasets.items()}


def adam_stage(work: Work, plan: Plan, rests: Rests, sdtm: Made[Any], made: Callable[[], Adam]) -> Made[Adam]:
    """Derive the analysis datasets from SDTM, by calling `made`."""
    said = {name: [one.variables, one.supplemental, one.value_level] for name, one in plan.domains.items()}
    rests = {
        **rests,
        **_analyses(plan),
        "variables of SDTM": fingerprint(said, DATA),
        "SDTM": sdtm.digest("state/datasets/frames/"),
    }

    def save(adam: Adam, folder: Path) -> None:
        save_datasets(adam.datasets, folder / "datasets")
        save_issues(adam.issues, folder / "issues.json")

    def load(folder: Path) -> Adam:
        return Adam(load_datasets(folder / "datasets", plan.analysis.specs), load_issues(folder / "issues.json"))

    return work.made("adam", rests, lambda _: made(), Form(save, load))


@dataclass(frozen=True)
class Shown:
    """The results of one display, and the names of its files."""

    rows: Frame
    behind: Frame
    files: tuple[str, ...]


def display_stage(work: Work, plan: Plan, name: str, rests: Rests, adam: Made[Adam]) -> Made[Shown]:
    """Make the results of one display, and draw it."""
    display = plan.results.displays[name]
    steps = tuple(step for step in plan.results.steps if step.display == name)
    own = replace(plan, results=ResultPlan({name: display}, steps))
    rests = {
        **rests,
        f"results/{name.lower()}.yaml": fingerprint(display),
        "ADaM": adam.digest("state/datasets/frames/"),
    }

    def run(folder: Path) -> Shown:
        made = results_of(lambda of, names: columns_of(adam.value.datasets[of], names), own)
        (folder / "results").mkdir(exist_ok=True)
        return Shown(made.rows, made.behind, write_display(display, made, folder / "results", plan))

    return work.made(f"results/{name.lower()}", rests, run, Form(_save_shown, _load_shown))


def _save_shown(shown: Shown, folder: Path) -> None:
    save_frame(shown.rows, folder / "rows.parquet")
    save_frame(shown.behind, folder / "behind.parquet")
    save_json(shown.files, folder / "files.json")


def _load_shown(folder: Path) -> Shown:
    rows, behind = load_frame(folder / "rows.parquet"), load_frame(folder / "behind.parquet")
    return Shown(rows, behind, tuple(load_json(folder / "files.json")))


def together(plan: Plan, shown: Mapping[str, Made[Shown]]) -> Results:
    """Put the results of all displays together: the sizes of their columns first, then what stands in their rows."""
    made = [one.value for one in shown.values()]
    empty = build_results({}, replace(plan, results=ResultPlan()))
    rows = pd.concat([empty.rows, *_ordered([one.rows for one in made])], ignore_index=True)
    behind = pd.concat([empty.behind, *_ordered([one.behind for one in made])], ignore_index=True)
    return Results(plan.results.displays, rows.astype(empty.rows.dtypes), behind.astype(empty.behind.dtypes))


def _ordered(frames: list[Frame]) -> Iterator[Frame]:
    yield from (frame[frame["ROW"] == ""] for frame in frames)
    yield from (frame[frame["ROW"] != ""] for frame in frames)


def results_stage(
    work: Work, plan: Plan, rests: Rests, shown: Mapping[str, Made[Shown]]
) -> Made[Mapping[str, tuple[str, ...]]]:
    """Write the results of all displays as one dataset, with the records behind them, and as ARS; give their files."""
    rests = {
        **rests,
        "the time stamp": stamp(plan).isoformat(),
        "displays": fingerprint(plan.results.displays),
        **{one.name: one.digest() for one in shown.values()},
    }

    def run(folder: Path) -> Mapping[str, tuple[str, ...]]:
        files = {name: one.value.files for name, one in shown.items()}
        if files:
            write_results(together(plan, shown), files, plan, folder / "results")
        return files

    def load(folder: Path) -> Mapping[str, tuple[str, ...]]:
        return {name: tuple(files) for name, files in load_json(folder / "files.json").items()}

    return work.made("results-all", rests, run, Form(lambda files, to: save_json(files, to / "files.json"), load))
