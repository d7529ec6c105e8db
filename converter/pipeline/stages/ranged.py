"""SDTM and ADaM of a large study: made in ranges of its subjects, here or by workers, and put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from converter.adam.build import Adam, build_adam
from converter.dataset import Collected
from converter.pipeline.stages.bounds import Ranges, ranges_of
from converter.pipeline.stages.chain import Last, Task, record_of, spill, unmake
from converter.pipeline.stages.merged import fates_of, merged_adam, merged_sdtm, told_of
from converter.pipeline.stages.unlike import UnlikeWholeError, refuse_kinds
from converter.pipeline.stages.workers import Ways, run_tasks
from converter.pipeline.tell import Tell
from converter.sdtm.build import Mapped, Screening, Sdtm, accounted, in_one_piece, screened
from converter.sdtm.found import Findings
from converter.steps import Plan


@dataclass(frozen=True)
class Chained:
    """SDTM and ADaM of one study; `adam` is made when it is asked for."""

    sdtm: Sdtm
    adam: Callable[[], Adam]


@dataclass(frozen=True)
class Whole:
    """A study to be made: where it is described, its plan, how far it goes.

    `parts` is a folder, not there yet, for what ranges are made of and what they make.
    """

    folder: Path
    plan: Plan
    last: Last
    parts: Path


def chained(raw: Mapping[str, Collected], study: Whole, ways: Ways, tell: Tell) -> Chained:
    """Map raw tables to SDTM and derive ADaM: in ranges of subjects where the study is large and no step hinders it.

    `tell` hears why a large study is made in one piece.
    """
    plan = study.plan
    screening = screened(raw, plan)
    ranges = ranges_of(plan, screening.subjects, ways.ranges)
    if len(ranges) > 1:
        try:
            return _in_ranges(raw, screening, study, ranges, ways)
        except UnlikeWholeError as error:
            ranges = Ranges(why=str(error))
    if ranges.why:
        tell(f"map in one range ({ranges.why})")
    sdtm = in_one_piece(raw, screening, plan)
    return Chained(sdtm, lambda: build_adam(sdtm.datasets, plan))


def _in_ranges(raw: Mapping[str, Collected], screening: Screening, study: Whole, ranges: Ranges, ways: Ways) -> Chained:
    plan, parts, count = study.plan, study.parts, len(ranges)
    spill(screening, ranges, parts)
    tasks = [Task(str(study.folder), study.last, str(parts), number) for number in range(count)]
    _make(tasks, plan, ways)
    sdtm = merged_sdtm(plan, parts, count)
    adam = merged_adam(plan, parts, count, sdtm)
    of = tuple(told_of(parts, count, sdtm))
    made = Mapped(sdtm.datasets, (), sdtm.issues, Findings(), of)  # what rules found is told already
    ledger = fates_of(parts, count)
    return Chained(accounted(raw, screening, made, ledger, plan), lambda: Adam(adam.datasets, adam.issues))


def _make(tasks: Sequence[Task], plan: Plan, ways: Ways) -> None:
    """Make ranges, those again that did not know of several records of subjects in others; raises UnlikeWholeError."""
    failure = run_tasks(tasks, plan, ways)
    if not failure:
        several = {name for task in tasks for name in record_of(task)["several"]}
        again = [task for task in tasks if several - {*record_of(task)["several"]}]
        for task in again:
            unmake(task)
        failure = run_tasks([replace(task, several=tuple(sorted(several))) for task in again], plan, ways)
    if failure:
        raise UnlikeWholeError(failure)
    refuse_kinds(plan, [record_of(task)["kinds"] for task in tasks])
