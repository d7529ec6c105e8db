"""The trace as tables, and back: which records stand behind a record, which steps made it and set its values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from converter.dataset import NO_STEP, AnyDataset, Frame, Making
from converter.report.why.trace_file import SOURCES
from converter.steps import AnalysisStep, Plan, RecordsStep, Step

NONE = "none"
"""In place of records where there is none."""
STEPS = ["dataset", "step", "rule", "place", "made", "variables", "records"]


def sources_of(dataset: AnyDataset) -> Iterator[Frame]:
    """Give part by part the sources of each record: record number, step, raw table or dataset, row there, item."""
    for lineage in dataset.lineages():
        trace = lineage.assign(record=lineage["row"] + 1)[SOURCES]
        yield trace if trace["record"].is_monotonic_increasing else trace.sort_values("record", kind="stable")


def steps_table(datasets: Mapping[str, AnyDataset], plan: Plan) -> Frame:
    """Give one row for each step and what it did: the records it made, the variables it set, and of which records.

    Records are numbers such as '1-20 25'. Blank `records`: the variables were set of all the records that the step
    made, or, where it made none, of all that there were.
    """
    rows = [
        (name, step, *_named(plan, name, step), made, variables, records)
        for name, dataset in datasets.items()
        for step, made, variables, records in steps_of(dataset.making)
    ]
    return pd.DataFrame(rows, columns=STEPS)


def changed_steps(table: Frame, plan: Plan) -> str:
    """Name the first step of a table that is another one in the plan; blank where all are the same."""
    for name, step, rule, place in table[["dataset", "step", "rule", "place"]].itertuples(index=False, name=None):
        steps = plan.analysis.steps if name in plan.analysis.specs else plan.steps
        if step >= len(steps) or _named(plan, name, step) != (rule, place) or steps[step].dataset != name:
            return f"{name}: {rule} {place}".strip()
    return ""


def _named(plan: Plan, dataset: str, number: int) -> tuple[str, str]:
    """Give the rule of a step and where the specification says it; of a raw table 'records' and its name."""
    step = step_numbered(plan, dataset, number)
    return ("records", step.records.table) if isinstance(step, RecordsStep) else (step.rule.name, step.rule.place)


def steps_of(making: Making) -> Iterator[tuple[int, str, str, str]]:
    """Give what each step did: its number, the records it made, variables that it set, and of which records."""
    by = making.made_by.to_numpy()
    for step, variables in sorted(making.gave.items()):
        whole = [name for name in variables if (step, name) not in making.only]
        made = ranges(by == step)
        if made or whole:
            yield step, made, " ".join(whole), ""
        for name in variables:
            if name not in whole:
                yield step, "", name, ranges(making.only[step, name].to_numpy()) or NONE


@dataclass(frozen=True, eq=False)
class Made:
    """Which steps made the records of a dataset and set its values, as `steps_table` says; read where it is asked for.

    `made` tells by step the records that it made; `gave` and `only` are as in `Making`, records as ranges.
    """

    made: Mapping[int, str]
    gave: Mapping[int, tuple[str, ...]]
    only: Mapping[tuple[int, str], str]

    def step_of(self, variable: str, row: int, before: int) -> int:
        """Find the last step before another one that set a variable of a record, NO_STEP where none did."""
        made_by = self._maker(row)
        steps = (step for step, names in self.gave.items() if step < before and variable in names)
        return max((step for step in steps if self._set(step, variable, row, made_by)), default=NO_STEP)

    def _set(self, step: int, variable: str, row: int, made_by: int) -> bool:
        if step == made_by:
            return True
        marks = self.only.get((step, variable))
        return made_by < step and step not in self.made and (marks is None or self._holds(marks, row))

    def _maker(self, row: int) -> int:
        return next((step for step, records in self.made.items() if self._holds(records, row)), NO_STEP)

    @cached_property
    def _parts(self) -> Callable[[str], list[str]]:
        return cache(str.split)

    def _holds(self, text: str, row: int) -> bool:
        """Tell whether ranges such as '1-3 7' hold a row (from 0)."""
        parts = self._parts(text) if text != NONE else []
        at = bisect_right(parts, row + 1, key=_first) - 1
        return at >= 0 and row + 1 <= int(parts[at].rpartition("-")[2])


def _first(part: str) -> int:
    return int(part.partition("-")[0])


def made_of(table: Frame) -> Made:
    """Give back what `steps_table` says of one dataset."""
    made: dict[int, str] = {}
    gave: dict[int, tuple[str, ...]] = {}
    only: dict[tuple[int, str], str] = {}
    for step, records, variables, of in table[["step", "made", "variables", "records"]].itertuples(
        index=False, name=None
    ):
        made |= {step: records} if records else {}
        gave[step] = (*gave.get(step, ()), *variables.split())
        only |= {(step, name): of for name in variables.split() if of}
    return Made(made, gave, only)


def ranges(marks: np.ndarray) -> str:
    """Write the numbers (from 1) of what is marked: '1-3 7'."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype("int8"), [0]))))
    pairs = zip(edges[::2] + 1, edges[1::2], strict=True)
    return " ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in pairs)


def marked(records: str, count: int) -> np.ndarray:
    """Mark of so many records those that ranges such as '1-3 7' name."""
    marks = np.zeros(count, dtype=np.bool_)
    for part in records.split() if records != NONE else ():
        first, _, last = part.partition("-")
        marks[int(first) - 1 : int(last or first)] = True
    return marks


def step_numbered(plan: Plan, dataset: str, number: int) -> Step | AnalysisStep:
    """Give a step by its number: among those of analysis for an analysis dataset, else among those of SDTM."""
    steps: Sequence[Step | AnalysisStep] = plan.analysis.steps if dataset in plan.analysis.specs else plan.steps
    return steps[number]
