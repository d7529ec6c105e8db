"""Grade values of one toxicity term: the highest grade whose threshold holds, missing where one cannot be judged."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce

import pandas as pd

from converter.compute.numbers.rounding import COMPARE
from converter.compute.units.conversion import wanted_unit
from converter.compute.units.units import convert_units
from converter.dataset import Frame
from converter.spec.endpoints.toxicity import Threshold, ToxicityTerm
from converter.spec.study import Unit

MEASURED = ("value", "unit", "LLN", "ULN", "BASE")
"""What is known of a value: itself, its unit, the limits of its normal range and its baseline, all in that unit."""


def grades(term: ToxicityTerm, measured: Frame, units: Sequence[Unit]) -> pd.Series:
    """Give the grade of each value (columns MEASURED) by one term, NaN where it cannot be given.

    Grade 0 is that of a value for which no threshold holds. Where a threshold cannot be judged, for want of a limit or
    a unit that it knows, only a higher grade that holds for certain is given.
    """
    scaled = _scaled(term, measured, units)
    grade = pd.Series(0.0, index=measured.index)
    for number in sorted(term.grades):
        holds = _holds(term.grades[number], scaled)
        grade = grade.mask(holds.fillna(value=False).astype(bool), float(number)).mask(holds.isna())
    return grade


def targets(term: ToxicityTerm, units: pd.Series, table: Sequence[Unit]) -> pd.Series:
    """Give the unit of the thresholds in which each value is judged: its own, else one it converts to, else blank.

    The conversions of the criteria go before those of units that ship.
    """
    known = {unit: wanted_unit(unit, term.units, term.term, table) for unit in units.unique()}
    return units.map(known).astype("str")


def unknown_limits(term: ToxicityTerm, measured: Frame) -> pd.Series:
    """Name the limits that a term reads and that are missing or not above zero, such as 'LLN, BASE'."""
    names = pd.Series("", index=measured.index, dtype="str")
    for limit in term.limits:
        names = names.mask(~(measured[limit] > 0), names + f"{limit}, ")
    return names.str.removesuffix(", ").astype("str")


def _scaled(term: ToxicityTerm, measured: Frame, units: Sequence[Unit]) -> Frame:
    """Add the unit of the thresholds (`target`), and in it the value and the limits that it is compared with there."""
    if not term.units:
        return measured
    rows = measured.assign(target=targets(term, measured["unit"], units))
    read = dict.fromkeys(["value", *(one.above for one in term.single if one.above)])
    return rows.assign(**{f"scaled {name}": _converted(term, rows[name], rows, units) for name in read})


def _converted(term: ToxicityTerm, numbers: pd.Series, rows: Frame, units: Sequence[Unit]) -> pd.Series:
    """Convert numbers to the unit of the thresholds; few need it, and only those are touched."""
    other = (rows["unit"] != rows["target"]) & (rows["target"] != "")
    if not other.any():
        return numbers
    some = rows[other]
    tests = pd.Series(term.term, index=some.index, dtype="str")
    converted = convert_units(numbers[other], some["unit"], some["target"], tests, units).values
    return numbers.mask(other, converted)


def _holds(threshold: Threshold, rows: Frame) -> pd.Series:
    """Tell where a threshold holds, <NA> where that cannot be known; joined ones by three-valued logic."""
    if threshold.all_:
        return reduce(operator.and_, (_holds(part, rows) for part in threshold.all_))
    if threshold.any_:
        return reduce(operator.or_, (_holds(part, rows) for part in threshold.any_))
    left, right = _sides(threshold, rows)
    holds = COMPARE[threshold.comparison[0]](left, right).astype("boolean")
    return holds.mask(left.isna() | right.isna())


def _sides(threshold: Threshold, rows: Frame) -> tuple[pd.Series, pd.Series]:
    """Give both sides of a comparison: in the value's own unit with limits, in that of the threshold with numbers."""
    bound = threshold.comparison[1]
    if isinstance(bound, str):
        return rows[threshold.of or "value"], rows[bound]
    if isinstance(bound, float):
        limit = rows[threshold.times]
        return rows[threshold.of or "value"], bound * limit.where(limit > 0)
    value = rows["scaled value"]
    if threshold.above:
        value = value - rows[f"scaled {threshold.above}"]
    return value, rows["target"].map(bound).astype("float64")
