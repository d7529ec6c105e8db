"""Work out formulas on columns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from converter.compute.numbers.rounding import cancels
from converter.spec.values.formula import Formula, syntax

Number: TypeAlias = "pd.Series | float"


def work_out(formula: Formula, values: Mapping[str, pd.Series]) -> pd.Series:
    """Work out a formula row by row; `values` has aligned numbers for each of its names.

    A sum that is nothing but the noise of binary numbers, such as 0.1 + 0.2 - 0.3, is 0, so a root of it is 0 and
    nothing is divided by it. Missing where a number is missing, where something is divided by 0, where a root or a
    broken power of a negative number, or the logarithm of one not above 0, is asked for, or where the answer is beyond
    all numbers. The least and the greatest want all their numbers.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        answer = _of(syntax(formula.text), values)
    first = values[formula.names[0]]
    return pd.Series(answer, index=first.index, dtype="float64").replace([np.inf, -np.inf], np.nan)


def _of(node: ast.expr, values: Mapping[str, pd.Series]) -> pd.Series | float:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp):
        inner = _of(node.operand, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        return _joined(node.op, _of(node.left, values), _of(node.right, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id]([_of(one, values) for one in node.args])
    message = f"'{ast.unparse(node)}' is not arithmetic"
    raise ValueError(message)


def _joined(sign: ast.operator, left: pd.Series | float, right: pd.Series | float) -> pd.Series | float:
    if isinstance(sign, ast.Add):
        return _sum(left, right)
    if isinstance(sign, ast.Sub):
        return _sum(left, -right)
    if isinstance(sign, ast.Mult):
        return left * right
    if isinstance(sign, ast.Pow):
        return _power(left, right)
    if isinstance(right, pd.Series):
        return left / right.where(right != 0)
    return left / right if right else left * np.nan


def _sum(left: pd.Series | float, right: pd.Series | float) -> pd.Series | float:
    """Add two numbers; where they cancel but for the noise of binary arithmetic, nothing is left."""
    answer = left + right
    if isinstance(answer, pd.Series):
        return answer.mask(cancels(left, right), 0.0)
    return 0.0 if cancels(left, right) else answer


def _ln(value: Number) -> Number:
    answer = np.log(np.asarray(value, dtype="float64"))
    return _like([value], np.where(np.isfinite(answer), answer, np.nan))


def _exp(value: Number) -> Number:
    return _like([value], np.exp(np.asarray(value, dtype="float64")))


def _extreme(pick: Callable[..., Any], values: Sequence[Number]) -> Number:
    """Give the least or greatest of several numbers, missing where one is: `pick` is np.minimum or np.maximum."""
    return _like(values, reduce(pick, [np.asarray(one, dtype="float64") for one in values]))


def _like(values: Sequence[Number], answer: Any) -> Number:  # noqa: ANN401 - an array, or a number of numpy
    """Give an answer on the index of the column among the values, or as one number where there is none."""
    index = next((one.index for one in values if isinstance(one, pd.Series)), None)
    return float(answer) if index is None else pd.Series(answer, index=index)


FUNCTIONS: Mapping[str, Callable[[Sequence[Number]], Number]] = {
    "sqrt": lambda values: _power(values[0], 0.5),
    "ln": lambda values: _ln(values[0]),
    "exp": lambda values: _exp(values[0]),
    "abs": lambda values: _like(values, np.abs(np.asarray(values[0], dtype="float64"))),
    "min": lambda values: _extreme(np.minimum, values),
    "max": lambda values: _extreme(np.maximum, values),
}
"""What each function of a formula does: read this table, know them all."""


def _power(base: pd.Series | float, exponent: pd.Series | float) -> pd.Series | float:
    """Raise to a power; a broken one of a negative number is missing, a negative one of 0, and any of a missing one."""
    answer = np.power(np.asarray(base, dtype="float64"), np.asarray(exponent, dtype="float64"))
    known = ~(np.isnan(np.asarray(base, dtype="float64")) | np.isnan(np.asarray(exponent, dtype="float64")))
    numbers = np.where(known & np.isfinite(answer), answer, np.nan) + 0.0  # zero has no sign
    return _like([base, exponent], numbers)
