"""Round and compare computed numbers as SAS does: what binary arithmetic leaves beyond the decimals decides nothing.

0.1 + 0.2 is 0.30000000000000004 in binary numbers, and the mean of 2.3 and 2.4 is 2.3499999999999996. SAS takes a value
that is approximately halfway as halfway (ROUND "fuzzes"; ROUNDZ does not, ROUNDE goes to the even one), and compares by
`abs(x - y) <= 1e-12 * max(abs(x), abs(y))`. Sources: SAS Functions and CALL Routines, ROUND ("Testing for Approximate
Equality", "Computing Results When the Value Is Halfway"), ROUNDZ (its table: 2.5 - 1E-11 gives 2, 2.5 - 1E-12 gives 3),
FLOOR and FUZZ (within 1E-12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from math import ceil, isfinite
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.distinct import each_distinct
from converter.spec.values.number import plain_number

SAME = 1e-12
"""Relative difference up to which two numbers are the same."""
NOTHING = 1e-14
"""What is as good as zero: adding and subtracting values up to a hundred leaves no more of it."""
MOST = 0.1
"""The most that two numbers that are the same may differ by: whole numbers of any size are exact."""
NEAR_HALF = Decimal("1e-9")
"""How near a half may be, in units of the last digit kept; cancelling leaves this much of numbers of eight digits."""
NOISE = Decimal("1e-15")
"""The noise of a large number, relative: half a dozen steps of binary numbers."""
FARTHEST = Decimal("1e-3")
"""How far from a half a number is never taken for it, however many digits are kept of it."""
CERTAIN = 12
"""Significant digits up to which a number is what it says: arithmetic leaves noise only beyond them."""
HALF = Decimal("0.5")

Numbers: TypeAlias = "pd.Series | float"
Compare: TypeAlias = Callable[[pd.Series, Numbers], pd.Series]


def round_half_away(values: pd.Series, digits: int = 0) -> pd.Series:
    """Round to `digits` decimals, halves away from zero, as the ROUND function of SAS.

    So 2.5 gives 3, 1.005 gives 1.01, and the mean of 2.3 and 2.4 gives 2.4. Zero has no sign; missing stays as it is.
    """
    numbers = values.astype("float64")
    rounded = each_distinct(numbers, lambda one: rounded_number(one, digits), "float64")
    return rounded.where(numbers.notna(), numbers)


def rounded_number(value: float, digits: int = 0) -> float:
    """Round one number as `round_half_away` does; what is not finite stays as it is."""
    if not isfinite(value):
        return value
    exact = Decimal(repr(float(value)))
    scaled = abs(exact).scaleb(digits)
    whole = scaled.to_integral_value(ROUND_FLOOR)
    nearest = (whole + 1 if _reaches_half(scaled, whole) else whole).scaleb(-digits)
    return float(-nearest if exact < 0 and nearest else nearest)


def _reaches_half(scaled: Decimal, whole: Decimal) -> bool:
    short_of = HALF - (scaled - whole)
    if short_of <= 0 or short_of > min(NEAR_HALF + scaled * NOISE, FARTHEST):
        return short_of <= 0
    return len(scaled.normalize().as_tuple().digits) > CERTAIN


def same(left: pd.Series, right: Numbers) -> pd.Series:
    """Tell where two numbers are the same but for the noise of binary arithmetic; a missing one is the same as none."""
    one, other = np.asarray(left, dtype="float64"), np.asarray(right, dtype="float64")
    with np.errstate(invalid="ignore"):  # infinite less infinite is no number, and near none
        size = np.maximum(np.abs(one), np.abs(other))
        near = np.isfinite(size) & (np.abs(one - other) <= np.clip(SAME * size, NOTHING, MOST))
    return pd.Series(near | (one == other), index=left.index)


def cancels(left: Numbers, right: Numbers) -> NDArray[np.bool_]:
    """Tell where the sum of two numbers is 0 but for the noise of binary arithmetic, however small they are."""
    one, other = np.asarray(left, dtype="float64"), np.asarray(right, dtype="float64")
    size = np.maximum(np.abs(one), np.abs(other))
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = np.isfinite(size) & (np.abs(one + other) <= np.minimum(SAME * size, MOST))
    return near


COMPARE: Mapping[str, Compare] = {
    "eq": same,
    "lt": lambda left, right: (left < right) & ~same(left, right),
    "le": lambda left, right: (left < right) | same(left, right),
    "gt": lambda left, right: (left > right) & ~same(left, right),
    "ge": lambda left, right: (left > right) | same(left, right),
}
"""Comparisons of numbers; a missing one meets none."""


def compared(left: float, comparator: str, right: float) -> bool:
    """Compare two numbers as `COMPARE` does."""
    return bool(COMPARE[comparator](pd.Series([left], dtype="float64"), right).iloc[0])


def whole_part(values: pd.Series) -> pd.Series:
    """Take what is left of the point, as INT of SAS: a number within 1E-12 of a whole one is that one.

    Zero has no sign.
    """
    nearest = values.round()
    answer: pd.Series = nearest.where(same(values, nearest), np.trunc(values)) + 0.0
    return answer


def ceiling(value: float) -> float:
    """Give the next whole number, as CEIL of SAS: a number within 1E-12 of a whole one is that one."""
    return float(round(value) if compared(value, "eq", round(value)) else ceil(value))


def settled(values: pd.Series) -> pd.Series:
    """Give numbers that are the same one value: that with the shortest text, so that they are one level and one tie."""
    distinct = np.sort(values.dropna().unique())
    if not (distinct[np.isfinite(distinct)] % 1).any():  # whole numbers, such as dates, are exact
        return values
    changed: dict[float, float] = {}
    for group in _alike(distinct.tolist()):
        chosen = _shortest(group)
        changed |= {value: chosen for value in group if value != chosen}
    if not changed:
        return values
    others = values.map(changed)
    answer: pd.Series = values.where(others.isna(), others)
    return answer


def _alike(ascending: Sequence[float]) -> Iterator[list[float]]:
    """Put numbers together that are the same as the first of their group; groups do not chain."""
    group: list[float] = []
    for value in ascending:
        if group and value - group[0] <= min(max(SAME * max(abs(value), abs(group[0])), NOTHING), MOST):
            group.append(value)
        else:
            if group:
                yield group
            group = [value]
    if group:
        yield group


def _shortest(group: Sequence[float]) -> float:
    """Give the number of a group with the shortest text; the decimal without noise, where it is the same, is one."""
    decimal = float(f"{group[0]:.{CERTAIN}g}")
    known = [*group, decimal] if abs(decimal - group[0]) <= abs(group[0]) * NOTHING else group
    return known[0] if len(set(known)) == 1 else min(known, key=lambda value: len(plain_number(value)))
