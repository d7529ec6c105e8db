"""Evaluate conditions on frames."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.dates.span import certainly_before, surely_on_or_before
from converter.compute.numbers.numbers import read_numbers
from converter.compute.numbers.rounding import COMPARE
from converter.compute.written import Kind, as_kind, kind_of
from converter.dataset import Frame
from converter.spec.condition import Condition, Reference

ORDER: Mapping[str, Callable[[pd.Series, Any], pd.Series]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
"""Comparisons of text; those of numbers are `rounding.COMPARE`."""
IN_TIME: Mapping[str, Callable[[pd.Series, pd.Series], pd.Series]] = {
    "lt": certainly_before,
    "le": surely_on_or_before,
    "gt": lambda left, right: certainly_before(right, left),
    "ge": lambda left, right: surely_on_or_before(right, left),
}
"""Comparisons of dates in ISO 8601: what their unknown parts leave open holds neither way."""


def evaluate(condition: Condition, frame: Frame) -> pd.Series:
    """Tell for each row whether the condition holds.

    eq, ne, in and notin compare text with text to the letter, outer blanks aside; text with a number by its value (5.0
    is 5). lt, le, gt and ge compare numbers where the operand is one, dates where it is one (ISO 8601, or a writing
    that can be read in one way, such as 05FEB2024), else text; what is no number or no date then meets none of them. Of
    dates the time of day counts where both have one, and a partial one meets what is sure: 2024-05 is before 2024-06.
    Numbers compare as in SAS: noise of binary arithmetic is no difference (`rounding.same`). The operand may be another
    column: two texts are compared by what both of them are. Nothing but `missing`, `ne` and `notin` is true of a
    missing value. A column that the frame lacks raises ValueError.
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
        return ~_alike(values, others) & ~(missing & other_missing)
    holds = _alike(values, others) if comparator == "eq" else _in_order(values, comparator, others)
    return holds & ~missing & ~other_missing


def _alike(values: pd.Series, others: pd.Series) -> pd.Series:
    """Tell where two columns have one value: text to the letter, outer blanks aside; with a number by its value."""
    if _is_number(values) or _is_number(others):
        return COMPARE["eq"](read_numbers(values)[0], read_numbers(others)[0])
    return values.str.strip() == others.str.strip()


def _in_order(values: pd.Series, comparator: str, others: pd.Series) -> pd.Series:
    """Compare two columns by what both values are; a number and a word, or a word and a date, are in no order."""
    if _is_number(values) or _is_number(others):
        return _held(COMPARE[comparator](read_numbers(values)[0], read_numbers(others)[0]))
    answer = known = pd.Series(data=False, index=values.index)
    words = ~known
    compare: Mapping[Kind, Mapping[str, Callable[[pd.Series, Any], pd.Series]]] = {"number": COMPARE, "date": IN_TIME}
    for kind, comparisons in compare.items():
        left, right = as_kind(values, kind), as_kind(others, kind)
        both = left.notna() & right.notna() & ~known
        answer = answer.mask(both, _held(comparisons[comparator](left, right)))
        known, words = known | both, words & left.isna() & right.isna()
    return answer.mask(words, _held(ORDER[comparator](values.str.strip(), others.str.strip())))


def _compared(values: pd.Series, comparator: str, operand: Any) -> pd.Series:  # noqa: ANN401 - a YAML value
    if comparator == "missing":
        return is_missing(values) if operand else ~is_missing(values)
    if comparator in {"eq", "in"}:
        same = _equal(values, operand)
        return same & ~is_missing(values) if _names_blank(operand) else same
    if comparator in {"ne", "notin"}:
        return ~_equal(values, operand)
    missing = is_missing(values)
    kind = "number" if isinstance(operand, int | float) or _is_number(values) else kind_of(operand)
    if kind == "number":
        return _held(COMPARE[comparator](read_numbers(values)[0], _number(operand))) & ~missing
    wanted = as_kind(pd.Series([operand] * len(values), index=values.index, dtype="str"), kind)
    return _held((IN_TIME if kind == "date" else ORDER)[comparator](as_kind(values, kind), wanted)) & ~missing


def _names_blank(operand: Any) -> bool:  # noqa: ANN401 - a YAML value
    """Tell whether one of the texts that are asked for is blank: nothing else can be the same as what is missing."""
    return any(
        isinstance(one, str) and not one.strip() for one in (operand if isinstance(operand, tuple) else (operand,))
    )


def _equal(values: pd.Series, operand: Any) -> pd.Series:  # noqa: ANN401 - a YAML value
    wanted = list(operand) if isinstance(operand, tuple) else [operand]
    if _is_number(values):
        return _is_one_of(values, [_number(item) for item in wanted])
    numbers = [float(item) for item in wanted if isinstance(item, int | float)]
    texts = pa.array([item.strip() for item in wanted if isinstance(item, str)], type=pa.large_string())
    same = _marks(pc.is_in(_stripped(values), value_set=texts), values.index)
    return same | _is_one_of(read_numbers(values)[0], numbers) if numbers else same


def _number(operand: Any) -> float:  # noqa: ANN401 - a YAML value
    """Read what numbers are compared with; raises ValueError for what is none."""
    if isinstance(operand, int | float):
        return float(operand)
    number = float(read_numbers(pd.Series([operand], dtype="str"))[0].iloc[0])
    if number != number:  # noqa: PLR0124 - NaN alone differs from itself
        message = f"could not convert string to float: '{operand}'"
        raise ValueError(message)
    return number


def _is_one_of(values: pd.Series, numbers: Sequence[float]) -> pd.Series:
    nothing = pd.Series(data=False, index=values.index)
    return reduce(operator.or_, (COMPARE["eq"](values, number) for number in numbers), nothing)


def _held(answer: pd.Series) -> pd.Series:
    """Take a comparison with something missing for one that does not hold."""
    return answer.fillna(value=False).astype(bool)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values)


def is_missing(values: pd.Series) -> pd.Series:
    """Tell which values are missing: blank text (outer blanks aside), or NaN."""
    return values.isna() if _is_number(values) else _marks(pc.equal(_stripped(values), ""), values.index)


def _stripped(values: pd.Series) -> pa.Array:
    """Give text without outer blanks to Arrow, which many conditions ask: without a series for each step."""
    return pc.utf8_trim_whitespace(pa.array(values, type=pa.large_string(), from_pandas=True))


def _marks(answer: pa.Array, index: pd.Index) -> pd.Series:
    told = answer.fill_null(False) if answer.null_count else answer  # noqa: FBT003
    return pd.Series(np.asarray(told), index=index)
