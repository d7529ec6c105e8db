"""The chain of one range of subjects: its raw rows to SDTM and ADaM, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from converter.adam.build import build_adam
from converter.dataset import Frame, RawTable
from converter.errors import SpecError
from converter.pipeline.stages.disk.forms import (
    load_json,
    save_datasets,
    save_findings,
    save_issues,
    save_json,
    save_told,
)
from converter.pipeline.stages.disk.frames import ROWS, load_frame, save_frame
from converter.pipeline.stages.ranges.bounds import Ranges
from converter.pipeline.stages.ranges.parts import FACTS, facts_told
from converter.pipeline.stages.ranges.unlike import kinds_of, read_of_subjects
from converter.pipeline.stages.ranges.whole import appear
from converter.pipeline.stages.specified import Specified
from converter.sdtm.build import Screening, map_sdtm
from converter.sdtm.rows.kept import Kept, Screened
from converter.sdtm.rows.ledger import fates_by_row
from converter.steps import Plan

SUBJECT = "\0subject"
"""The column of a raw part that holds USUBJID."""
TABLES, RAW, MADE, RECORD, FATES = "tables", "raw", "made", "record.json", "fates.parquet"
SPILLED = 2 * ROWS
"""Rows that are held to be spilled together: the fewer, the smaller the files of many ranges."""
FIRST = "first"
"""Where ranges lie that have been made once, until they are taken."""


@dataclass(frozen=True)
class Task:
    """The range to make, all in words: how the study is described, where the parts lie, and its number.

    `several` names datasets that have several records of subjects in other ranges. `to` is the folder among the parts
    in which workers let the range appear, another one for each time that ranges are made.
    """

    study: Specified
    parts: str
    number: int
    several: tuple[str, ...] = ()
    to: str = FIRST

    def __str__(self) -> str:
        return f"range {self.number + 1}"


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


def record_of(task: Task) -> Mapping[str, Any]:
    """Read what a range tells of its data that others have to know."""
    record: Mapping[str, Any] = load_json(_place(task) / RECORD)
    return record


def take(task: Task) -> None:
    """Take a range that is there for one of the study: what workers who are late still bring changes it no more."""
    taken = Path(task.parts) / MADE / _place(task).name
    taken.parent.mkdir(exist_ok=True)
    _place(task).rename(taken)


def _place(task: Task) -> Path:
    return Path(task.parts) / task.to / f"{task.number:05d}"


def run_range(plan: Plan, task: Task) -> str:
    """Make SDTM and ADaM of one range; gives what a step fails with."""
    place = _place(task)
    try:
        appear(place, lambda to: _make(plan, Path(task.parts) / RAW / place.name, to, task.several))
    except SpecError as error:
        return str(error)
    return ""


def _make(plan: Plan, raw: Path, to: Path, several: Sequence[str]) -> None:
    tables = _tables(plan, raw)
    sdtm = map_sdtm(tables, plan, ranged=True)
    adam = build_adam(sdtm.datasets, plan, several)
    for package, datasets in (("sdtm", sdtm.datasets), ("adam", adam.datasets)):
        save_datasets(datasets, to / package)
        save_json({name: facts_told(one) for name, one in datasets.items()}, to / package / FACTS)
    save_issues(sdtm.issues, to / "sdtm" / "issues.json")
    save_issues(adam.issues, to / "adam" / "issues.json")
    save_findings(sdtm.found, to / "sdtm" / "found.json")
    save_told(sdtm.told, to / "sdtm" / "told.json")
    collected = {name: table.frame for name, table in tables.items()}
    kinds = kinds_of(plan, collected, {**sdtm.datasets, **adam.datasets})
    record = {"kinds": kinds, "several": sorted(adam.several & read_of_subjects(plan))}
    save_json(record, to / RECORD)
    save_frame(fates_by_row(sdtm.datasets, sdtm.fates, plan), to / "sdtm" / FATES)
