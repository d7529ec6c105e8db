"""The chain of one range of subjects: its raw rows to SDTM and ADaM, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import Any, Literal

import numpy as np
import pandas as pd

from converter.adam.build import build_adam
from converter.compute.dataset_facts import facts_of
from converter.compute.facts import to_json
from converter.dataset import AnyDataset, Frame, RawTable
from converter.errors import SpecError
from converter.pipeline.stages.bounds import Ranges
from converter.pipeline.stages.forms import load_json, save_datasets, save_findings, save_issues, save_json, save_told
from converter.pipeline.stages.frames import ROWS, load_frame, save_frame
from converter.pipeline.stages.unlike import kinds_of, read_of_subjects
from converter.plan import make_plan
from converter.sdtm.build import Screening, map_sdtm
from converter.sdtm.kept import Kept, Screened
from converter.sdtm.ledger import fates_by_row
from converter.spec.load import load_study
from converter.steps import AnalysisPlan, Plan, ResultPlan

SUBJECT = "\0subject"
"""The column of a raw part that holds USUBJID."""
TABLES, RAW, MADE, RECORD, FATES = "tables", "raw", "made", "record.json", "fates.parquet"
SPILLED = 2 * ROWS
"""Rows that are held to be spilled together: the fewer, the smaller the files of many ranges."""
Last = Literal["sdtm", "adam", "results"]
"""Where the line may end."""


@dataclass(frozen=True)
class Task:
    """The range to make, all in words: where the study is described, how far, where the parts lie, and its number.

    `several` names datasets that have several records of subjects in other ranges.
    """

    study: str
    last: Last
    parts: str
    number: int
    several: tuple[str, ...] = ()


def spill(screening: Screening, ranges: Ranges, parts: Path) -> None:
    """Write the raw rows that stay, range by range, some pieces of a table at a time."""
    for name, kept in screening.tables.items():
        for number, held in enumerate(_by_range(kept, ranges)):
            for one, frames in held.items():
                rows = pd.concat(frames) if len(frames) > 1 else frames[0]
                save_frame(rows, parts / RAW / f"{one:05d}" / name / f"{number:05d}.parquet")


def _by_range(kept: Kept, ranges: Ranges) -> Iterator[dict[int, list[Frame]]]:
    """Give the rows that stay, with their subjects, by range: SPILLED or more at a time, the first of every range."""
    every = range(len(ranges))
    held: dict[int, list[Frame]] = {}
    for number, piece in enumerate(kept.pieces()):
        rows = piece.frame.assign(**{SUBJECT: piece.subjects})
        of = ranges.of(piece.subjects)
        for one in every if not number else np.unique(of).tolist():
            here = of == one
            held.setdefault(one, []).append(rows if here.all() else rows[here])
        if sum(len(frame) for frames in held.values() for frame in frames) >= SPILLED:
            yield held
            held = {}
    if held:
        yield held


def _tables(plan: Plan, folder: Path) -> dict[str, Screened]:
    return {name: _table(name, source.place, folder / name) for name, source in plan.sources.items()}


def _table(name: str, place: str, folder: Path) -> Screened:
    frame = pd.concat([load_frame(path) for path in sorted(folder.iterdir())])
    rows = frame.drop(columns=SUBJECT)
    return Screened(RawTable(name, place, rows), rows, pd.Series(frame[SUBJECT]))


def run_task(task: Task) -> str:
    """Make the range of a task, with the plan of its study, which is read once in a process; tell why it cannot be."""
    return run_range(_plan(task.study, task.last), task)


def is_made(task: Task) -> bool:
    """Tell whether the range of a task is there."""
    return _place(task).exists()


def record_of(task: Task) -> Mapping[str, Any]:
    """Read what a range tells of its data that others have to know."""
    record: Mapping[str, Any] = load_json(_place(task) / RECORD)
    return record


def unmake(task: Task) -> None:
    """Remove what was made of a range."""
    rmtree(_place(task))


def _place(task: Task) -> Path:
    return Path(task.parts) / MADE / f"{task.number:05d}"


@cache
def _plan(study: str, last: Last) -> Plan:
    return as_far(make_plan(load_study(Path(study), elsewhere=True)), last)


def as_far(plan: Plan, last: Last) -> Plan:
    """Leave out of a plan what comes after the last stage that is wanted."""
    if last == "sdtm":
        return replace(plan, analysis=AnalysisPlan(), results=ResultPlan())
    return replace(plan, results=ResultPlan()) if last == "adam" else plan


def run_range(plan: Plan, task: Task) -> str:
    """Make SDTM and ADaM of one range, and let its folder appear whole; where another run was sooner, its folder stays.

    The same rows give the same folder, so it makes no difference which run it is of. Gives what a step fails with.
    """
    place = _place(task)
    new = place.with_name(f".{place.name}.{token_hex(8)}")
    if place.exists():
        return ""
    try:
        _make(plan, Path(task.parts) / RAW / place.name, new, task.several)
    except SpecError as error:
        return str(error)
    try:
        new.rename(place)
    except OSError:
        if not place.exists():
            raise
        rmtree(new)
    return ""


def _facts(dataset: AnyDataset) -> dict[str, Any] | None:
    """Give the facts of a dataset; none where slices go by a variable that has no value in this range."""
    try:
        return to_json(facts_of(dataset))
    except SpecError:
        return None


def _make(plan: Plan, raw: Path, to: Path, several: Sequence[str]) -> None:
    tables = _tables(plan, raw)
    sdtm = map_sdtm(tables, plan, ranged=True)
    adam = build_adam(sdtm.datasets, plan, several)
    for package, datasets in (("sdtm", sdtm.datasets), ("adam", adam.datasets)):
        save_datasets(datasets, to / package)
        save_json({name: _facts(one) for name, one in datasets.items()}, to / package / "facts.json")
    save_issues(sdtm.issues, to / "sdtm" / "issues.json")
    save_issues(adam.issues, to / "adam" / "issues.json")
    save_findings(sdtm.found, to / "sdtm" / "found.json")
    save_told(sdtm.told, to / "sdtm" / "told.json")
    collected = {name: table.frame for name, table in tables.items()}
    kinds = kinds_of(plan, collected, {**sdtm.datasets, **adam.datasets})
    record = {"kinds": kinds, "several": sorted(adam.several & read_of_subjects(plan))}
    save_json(record, to / RECORD)
    save_frame(fates_by_row(sdtm.datasets, sdtm.fates, plan), to / "sdtm" / FATES)
