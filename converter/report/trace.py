"""The trace as tables, and back: which records stand behind a record, which steps made it and set its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from converter.dataset import NO_STEP, Dataset, Frame, Making
from converter.steps import AnalysisStep, Plan, RecordsStep, Step

SOURCES = ["record", "step", "table", "source_row", "item"]
NONE = "none"
"""In place of records where there is none."""
STEPS = ["dataset", "step", "rule", "place", "made", "variables", "records"]


def trace_tables(datasets: Mapping[str, Dataset]) -> Iterator[tuple[str, Frame]]:
    """Give for each dataset the sources of each record: record number, step, raw table or dataset, row there, item."""
    for name, dataset in datasets.items():
        trace = dataset.lineage.assign(record=dataset.lineage["row"] + 1)
        yield name, trace[SOURCES]


def steps_table(datasets: Mapping[str, Dataset], plan: Plan) -> Frame:
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


def making_of(table: Frame, records: int) -> Making:
    """Give back what `steps_table` says of one dataset with so many records."""
    made_by = np.full(records, NO_STEP, dtype="int32")
    gave: dict[int, tuple[str, ...]] = {}
    only: dict[tuple[int, str], pd.Series] = {}
    told = table[["step", "made", "variables", "records"]].itertuples(index=False, name=None)
    for step, made, variables, of in told:
        made_by[marked(made, records)] = step
        gave[step] = (*gave.get(step, ()), *variables.split())
        only |= {(step, name): pd.Series(marked(of, records)) for name in variables.split() if of}
    return Making(pd.Series(made_by), gave, only)


def ranges(marks: np.ndarray) -> str:
    """Write the numbers (from 1) of what is marked: '1-3 7'."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype("int8"), [0]))))
    pairs = zip(edges[::2] + 1, edges[1::2], strict=True)
    return " ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in pairs)


def marked(text: str, records: int) -> np.ndarray:
    """Mark what `ranges` has written."""
    marks = np.zeros(records, dtype="bool")
    for part in text.split() if text != NONE else ():
        first, _, last = part.partition("-")
        marks[int(first) - 1 : int(last or first)] = True
    return marks


def step_numbered(plan: Plan, dataset: str, number: int) -> Step | AnalysisStep:
    """Give a step by its number: among those of analysis for an analysis dataset, else among those of SDTM."""
    steps: Sequence[Step | AnalysisStep] = plan.analysis.steps if dataset in plan.analysis.specs else plan.steps
    return steps[number]
