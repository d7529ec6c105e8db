"""SDTM and ADaM of a large study: made in ranges of its subjects, here or by workers, and put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from converter.adam.build import Adam, build_adam
from converter.dataset import Collected
from converter.pipeline.stages.ranges.bounds import Ranges, ranges_of
from converter.pipeline.stages.ranges.chain import Task, record_of, run_range, spill, take
from converter.pipeline.stages.ranges.merged import fates_of, merged_adam, merged_sdtm, told_of
from converter.pipeline.stages.ranges.unlike import UnlikeWholeError, refuse_kinds
from converter.pipeline.stages.ranges.whole import Whole
from converter.pipeline.tell import Tell
from converter.sdtm.build import Mapped, Screening, Sdtm, accounted, in_one_piece, screened
from converter.sdtm.found import Findings
from converter.write.folder.full import full_is

AGAIN = "again"
"""Where ranges lie that have been made once more, until they are taken."""


@dataclass(frozen=True)
class Chained:
    """SDTM and ADaM of one study; `adam` is made when it is asked for."""

    sdtm: Sdtm
    adam: Callable[[], Adam]


def chained(raw: Mapping[str, Collected], study: Whole, tell: Tell) -> Chained:
    """Map raw tables to SDTM and derive ADaM: in ranges of subjects where the study is large and no step hinders it.

    `tell` hears why a large study is made in one piece.
    """
    plan = study.plan
    screening = screened(raw, plan)
    rows = sum(len(table.index) for table in raw.values())
    ranges = ranges_of(plan, screening.subjects, study.crew.ways.ranges_of(rows))
    if len(ranges) > 1:
        try:
            return _in_ranges(raw, screening, study, ranges)
        except UnlikeWholeError as error:
            ranges = Ranges(why=str(error))
    if ranges.why:
        tell(f"map in one range ({ranges.why})")
    sdtm = in_one_piece(raw, screening, plan)
    return Chained(sdtm, lambda: build_adam(sdtm.datasets, plan))


def _in_ranges(raw: Mapping[str, Collected], screening: Screening, study: Whole, ranges: Ranges) -> Chained:
    plan, parts, count = study.plan, study.parts, len(ranges)
    tasks = [Task(study.specified, str(parts), number) for number in range(count)]
    with full_is(study.named):
        spill(screening, ranges, parts)
        _make(tasks, study)
        sdtm = merged_sdtm(plan, parts, count)
    adam = merged_adam(plan, parts, count, sdtm)
    of = tuple(told_of(parts, count, sdtm))
    made = Mapped(sdtm.datasets, (), sdtm.issues, Findings(), of)  # what rules found is told already
    ledger = fates_of(parts, count)
    return Chained(accounted(raw, screening, made, ledger, plan), lambda: Adam(adam.datasets, adam.issues))


def _make(tasks: Sequence[Task], study: Whole) -> None:
    """Make ranges, those again that did not know of several records of subjects in others; raises UnlikeWholeError."""
    _run(tasks, study)
    told = [frozenset(record_of(task)["several"]) for task in tasks]
    several = frozenset[str]().union(*told)
    known = [_knowing(task, several) if several - one else task for task, one in zip(tasks, told, strict=True)]
    _run([task for task in known if task.to == AGAIN], study)
    refuse_kinds(study.plan, [record_of(task)["kinds"] for task in known])
    for task in known:
        take(task)


def _knowing(task: Task, several: frozenset[str]) -> Task:
    return replace(task, several=tuple(sorted(several)), to=AGAIN)


def _run(tasks: Sequence[Task], study: Whole) -> None:
    if failure := study.run(run_range, tasks):
        raise UnlikeWholeError(failure)
