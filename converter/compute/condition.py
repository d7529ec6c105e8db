"""Evaluate conditions on frames."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import pandas as pd

from converter.compute.numbers import read_numbers
from converter.compute.rounding import COMPARE
from converter.dataset import Frame
from converter.spec.condition import Condition, Reference

TEXT: Mapping[str, Callable[[pd.Series, Any], pd.Series]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
"""Comparisons of text; those of numbers are `rounding.COMPARE`."""


def evaluate(condition: Condition, frame: Frame) -> pd.Series:
    """Tell for each row whether the condition holds.

    eq, ne, in and notin compare text (a number with its shortest text); lt, le, gt and ge compare numbers where the
    operand is one, else text (ISO 8601 dates compare as text). Numbers compare as in SAS: noise of binary arithmetic is
    no difference (`rounding.same`). The operand may be another column of the same kind.
    Nothing but `missing`, `ne` and `notin` is true of a missing value. A column that the frame lacks raises ValueError.
    """
    if condition.all_:
        return reduce(operator.and_, (evaluate(part, frame) for part in condition.all_))
    if condition.any_:
        return reduce(operator.or_, (evaluate(part, frame) for part in condition.any_))
    if condition.not_:
        return ~evaluate(condition.not_, frame)
    unknown = [name for name in condition.variables if name not in frame]
    if unknown or condition.variable is None or condition.comparison is None:
        message = f"no column '{', '.join(unknown)}' to compare"
        raise ValueError(message)
    comparator, operand = condition.comparison
    values = frame[condition.variable]
    if isinstance(operand, Reference):
        return _compared_with(values, comparator, frame[operand.variable])
    return _compared(values, comparator, operand)


def _compared_with(values: pd.Series, comparator: str, others: pd.Series) -> pd.Series:
    """Compare two columns; where one is missing no comparison but `ne` holds, and that only of one of the two."""
    missing, other_missing = is_missing(values), is_missing(others)
    if comparator == "ne":
        return ~_order(values, others)["eq"](values, others) & ~(missing & other_missing)
    holds: pd.Series = _order(values, others)[comparator](values, others).fillna(value=False).astype(bool)
    return holds & ~missing & ~other_missing


def _order(values: pd.Series, others: pd.Series) -> Mapping[str, Callable[[pd.Series, Any], pd.Series]]:
    numeric = pd.api.types.is_numeric_dtype(values) and pd.api.types.is_numeric_dtype(others)
    return COMPARE if numeric else TEXT


def _compared(values: pd.Series, comparator: str, operand: Any) -> pd.Series:  # noqa: ANN401 - a YAML value
    missing = is_missing(values)
    if comparator == "missing":
        return missing if operand else ~missing
    if comparator in {"eq", "in"}:
        return _equal(values, operand) & ~missing
    if comparator in {"ne", "notin"}:
        return ~_equal(values, operand)
    numeric = isinstance(operand, int | float)
    compared = read_numbers(values)[0] if numeric and not pd.api.types.is_numeric_dtype(values) else values
    order = COMPARE if numeric else TEXT
    return order[comparator](compared, operand).fillna(value=False).astype(bool) & ~missing


def _equal(values: pd.Series, operand: Any) -> pd.Series:  # noqa: ANN401 - a YAML value
    wanted = list(operand) if isinstance(operand, tuple) else [operand]
    if pd.api.types.is_numeric_dtype(values):
        nothing = pd.Series(data=False, index=values.index)
        return reduce(operator.or_, (COMPARE["eq"](values, float(item)) for item in wanted), nothing)
    return values.isin([_text(item) for item in wanted])


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def is_missing(values: pd.Series) -> pd.Series:
    """Tell which values are missing: blank text (outer blanks aside), or NaN."""
    return values.isna() if pd.api.types.is_numeric_dtype(values) else values.str.strip() == ""
