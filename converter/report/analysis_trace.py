"""Which step made a value of an analysis dataset, and which records it read."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.dataset import Frame
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule

KEYS = ("STUDYID", "USUBJID")


def step_behind(plan: AnalysisPlan, dataset: str, variable: str, record: pd.Series, before: int) -> int:
    """Find the last step before another one that makes a variable of a record, else the step that made the record.

    A step that makes the rows of one parameter counts for that parameter alone, and no step counts before the record
    was made. -1 where there is none.
    """
    made = _step_of_record(plan, dataset, record)
    steps = enumerate(plan.steps[:before])
    mine = (number for number, step in steps if step.dataset == dataset and variable in step.makes and number >= made)
    return max((number for number in mine if _is_of(plan.steps[number].rule, record)), default=made)


def _step_of_record(plan: AnalysisPlan, dataset: str, record: pd.Series) -> int:
    """Find the step that made a record: the first that makes rows of its parameter, else the first that makes rows."""
    makers = [number for number, step in enumerate(plan.steps) if step.dataset == dataset and step.makes_rows]
    own = [number for number in makers if parameter(plan.steps[number].rule) == record.get("PARAMCD", "")]
    return next(iter(own or makers), -1)


def parameter(rule: BoundRule) -> object:
    """Name the parameter whose rows a rule makes; None where it is not said."""
    return (rule.arguments.get("set_values") or {}).get("PARAMCD")


def _is_of(rule: BoundRule, record: pd.Series) -> bool:
    return parameter(rule) in {None, record.get("PARAMCD", parameter(rule))}


def own_variables(step: AnalysisStep) -> tuple[str, ...]:
    """List what a step read of the same record, keys aside; one that makes rows reads none."""
    own = (name.rpartition(".") for name in step.rule.variables)
    return () if step.makes_rows else tuple(name for owner, _, name in own if not owner and name not in KEYS)


def records_behind(step: AnalysisStep, variable: str, trace: Frame) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Give the records of other datasets behind a value: dataset, record number, the variables that were read.

    `trace` has the sources of the record of the value. A step that does not make the variable took it from the record
    of the same dataset that it made this one of.
    """
    if variable not in step.makes:
        copied = trace[(trace["item"] == "") & (trace["table"] == step.dataset)]
        yield from ((step.dataset, int(number), (variable,)) for number in copied["source_row"])
        return
    mine = trace[trace["item"] == variable]
    mine = mine if len(mine) or not step.makes_rows else trace[trace["item"] == ""]
    for table, number in zip(mine["table"], mine["source_row"], strict=True):
        yield str(table), int(number), variables_read(step, variable, str(table))


def variables_read(step: AnalysisStep, variable: str, dataset: str) -> tuple[str, ...]:
    """List what a step read of another dataset to make a variable: its predecessor alone, else all but the keys.

    Of variables that are brought together (`variables: {new: old}`) each has read its own. A step that makes rows of
    rows made so far reads these without naming their dataset; the variable itself, where it is read, says enough.
    """
    before = step.predecessors.get(variable, "").rpartition(".")
    if before[2]:
        return (before[2],) if before[0] == dataset else ()
    read = [name.rpartition(".") for name in step.rule.variables]
    brought = step.rule.arguments.get("variables")
    others = set(brought.values()) - {brought.get(variable)} if isinstance(brought, dict) else set()
    names = tuple(name for owner, _, name in read if owner == dataset and name not in {*KEYS, *others})
    if step.makes_rows and not names and dataset == step.dataset:
        own = tuple(name for owner, _, name in read if not owner)
        names = (variable,) if variable in own else own
    return names or ("USUBJID",)


def subject_record(frame: Frame, subject: object) -> int:
    """Find the first record of a subject (1-based), 0 where there is none."""
    mine: pd.Series = frame["USUBJID"] == subject
    return int(mine.to_numpy().argmax()) + 1 if mine.any() else 0
