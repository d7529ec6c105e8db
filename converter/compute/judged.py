"""Judge conditions by three-valued logic: what is missing judges nothing, neither as met nor as not met."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import pandas as pd

from converter.compute.condition import evaluate, is_missing
from converter.compute.numbers import read_numbers
from converter.compute.subject import with_subject_values
from converter.compute.written import as_kind, kind_of
from converter.dataset import Frame
from converter.spec.condition import Condition, Reference

ORDER = ("lt", "le", "gt", "ge")
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
    answer = evaluate(condition, frame).astype("boolean")
    return answer.mask(_open(condition, frame))


def _parts(conditions: Iterable[Condition], frame: Frame) -> Iterable[pd.Series]:
    return (_judged(one, frame) for one in conditions)


def _open(condition: Condition, frame: Frame) -> pd.Series:
    """Tell where one comparison has nothing to compare: a missing value, or text that is no such thing."""
    comparator, operand = condition.comparison or ("missing", True)
    if comparator == "missing":
        return pd.Series(data=False, index=frame.index)
    values = frame[str(condition.variable)]
    if isinstance(operand, Reference):
        others = frame[operand.variable]
        missing = is_missing(values) | is_missing(others)
        return missing | _in_no_order(values, others) if comparator in ORDER else missing
    if comparator in ORDER:
        number = isinstance(operand, int | float) or pd.api.types.is_numeric_dtype(values)
        return as_kind(values, "number" if number else kind_of(str(operand))).isna()
    return is_missing(values)


def _in_no_order(values: pd.Series, others: pd.Series) -> pd.Series:
    """Tell where two values are of different kinds: a number and a word, or a word and a date."""
    columns = (values, others)
    if any(pd.api.types.is_numeric_dtype(one) for one in columns):
        return read_numbers(values)[0].isna() | read_numbers(others)[0].isna()
    numbers, dates = ([as_kind(one, kind).notna() for one in columns] for kind in ("number", "date"))
    return (numbers[0] != numbers[1]) | (dates[0] != dates[1])
