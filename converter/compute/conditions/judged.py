"""Judge conditions by three-valued logic: what is missing judges nothing, neither as met nor as not met."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import pandas as pd

from converter.compute.conditions.condition import evaluate, is_missing
from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.spec.condition import Condition, Reference

OPPOSITE_ORDER = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
NONE = -1
"""The position where no condition holds."""


def judged(condition: Condition, rows: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    """Tell where a condition holds (boolean), <NA> where a missing value leaves it open.

    A comparison with a missing value is open, `ne` and `notin` too, and so is its `not`; `missing` is always known.
    `all` is false where one part is, `any` true where one part is, whatever the others. So judge SQL, and admiral by
    the NA of R; a SAS data step takes a missing number for the lowest. The condition may read the subject's value of
    another dataset ('ADSL.SAFFL').
    """
    return _judged(condition, with_subject_values(rows, datasets, condition.variables))


def met(condition: Condition | None, rows: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    """Tell where a condition is known to hold; without one it holds everywhere."""
    read = condition.variables if condition else ()
    return met_by(condition, with_subject_values(rows, datasets, read))


def met_by(condition: Condition | None, rows: Frame) -> pd.Series:
    """Tell where a condition is known to hold of rows that have all it reads (`with_subject_values`)."""
    if condition is None:
        return pd.Series(data=True, index=rows.index)
    return _judged(condition, rows).fillna(value=False).astype(bool)


def first_met(rows: Frame, conditions: Sequence[Condition | None]) -> pd.Series:
    """Give the position of the first condition that is known to hold for each row, -1 where none is; None holds.

    `rows` has the variables that the conditions read, those of other datasets as well (`with_subject_values`).
    """
    position = pd.Series(NONE, index=rows.index, dtype="int64")
    for number, when in enumerate(conditions):
        position = position.mask(met_by(when, rows) & (position == NONE), number)
    return position


def _judged(condition: Condition, frame: Frame) -> pd.Series:
    if condition.all_:
        return reduce(operator.and_, _parts(condition.all_, frame))
    if condition.any_:
        return reduce(operator.or_, _parts(condition.any_, frame))
    if condition.not_:
        return ~_judged(condition.not_, frame)
    answer = evaluate(condition, frame)
    return answer.astype("boolean").mask(_open(condition, answer, frame))


def _parts(conditions: Iterable[Condition], frame: Frame) -> Iterable[pd.Series]:
    return (_judged(one, frame) for one in conditions)


def _open(condition: Condition, holds: pd.Series, frame: Frame) -> pd.Series:
    """Tell where one comparison judges nothing: a value is missing, or neither it nor its opposite is sure."""
    comparator, operand = condition.comparison or ("missing", True)
    if comparator == "missing":
        return pd.Series(data=False, index=frame.index)
    if comparator in OPPOSITE_ORDER:
        opposite = {"variable": condition.variable, OPPOSITE_ORDER[comparator]: operand}
        return ~holds & ~evaluate(Condition.model_validate(opposite), frame)
    missing = is_missing(frame[str(condition.variable)])
    return missing | is_missing(frame[operand.variable]) if isinstance(operand, Reference) else missing
