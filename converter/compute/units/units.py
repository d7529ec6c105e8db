"""Convert numbers between units by a table of factors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.compute.distinct import distinct_rows
from converter.compute.numbers.ibm import representable
from converter.compute.numbers.numbers import significant
from converter.compute.numbers.rounding import SAME, round_half_away
from converter.compute.terms.signs import spelled
from converter.compute.terms.terms import recognise
from converter.compute.units.conversion import Conversion, conversion
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Unit
from converter.spec.values.rounding import Rounding

DIGITS = 12
"""Significant digits kept of a product: binary noise stands beyond them, no laboratory measures so finely."""


@dataclass(frozen=True)
class Converted:
    """Converted numbers, and two masks of numbers whose value is missing.

    `unconverted`: no table row converts the unit; `unheld`: no transport file holds the product, such as 7E75 x 88.42.
    """

    values: pd.Series
    unconverted: pd.Series
    unheld: pd.Series


def convert_units(
    numbers: pd.Series,
    units: pd.Series,
    standard: pd.Series,
    tests: pd.Series,
    table: Iterable[Unit],
    digits: int = DIGITS,
    rounding: Rounding | None = None,
) -> Converted:
    """Convert numbers to their standard unit: value x factor + offset, rounded to `digits`, or as `rounding` says.

    All series are aligned; a table row for the test goes before one for all tests, and both before the units and
    analytes that ship; equal units need none, and leave the number as it is. Signs of units are compared as they are
    spelled in ASCII (ug for both signs of micro).
    """
    codes, keys = distinct_rows(pd.DataFrame({"from": units, "to": standard, "test": tests}))
    factor, offset, same = (part.to_numpy()[codes] for part in _factors(keys, list(table)))
    product = numbers * factor + offset
    product = product.mask(product.abs() <= SAME * np.abs(offset), 0.0)  # 273.15 - 273.15 is zero, not noise
    values = numbers.where(same, rounded(product.mask(same), tests, rounding or Rounding(), digits))
    unheld = values.notna() & ~representable(np.asarray(values, dtype=np.float64))
    return Converted(values.mask(unheld), numbers.notna() & values.isna(), unheld)


def named_units(units: pd.Series, codelist: Codelist | None) -> pd.Series:
    """Name collected units by the terms of the codelist, as collected where it does not know them."""
    found = recognise(units, codelist).terms
    return found.where(found.notna(), units.str.strip()).astype("str")


def rounded(values: pd.Series, tests: pd.Series, rounding: Rounding, digits: int = DIGITS) -> pd.Series:
    """Round to decimals or significant digits, of each test as said, else to `digits`; halves go away from zero."""
    answer = _rounded(values, rounding, digits)
    for test, own in rounding.tests.items():
        mine = tests == test
        answer = answer.where(~mine, _rounded(values[mine], own, digits).reindex(values.index))
    return answer


def _rounded(values: pd.Series, rounding: Rounding, digits: int) -> pd.Series:
    if rounding.decimals is not None:
        return round_half_away(values, rounding.decimals)
    return significant(values, rounding.digits or digits)


def _factors(keys: pd.DataFrame, rows: list[Unit]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Look up factor and offset of each row, and whether its units are equal, so that its number stays as it is."""
    units, wanted = keys["from"].map(spelled), keys["to"].map(spelled)
    found = [
        Conversion(1.0, 0.0, "") if unit == to else conversion(unit, to, str(test), rows)
        for unit, to, test in zip(units, wanted, keys["test"], strict=True)
    ]
    factors = [(one.factor, one.offset) if one else (np.nan, np.nan) for one in found]
    read = pd.DataFrame(factors, columns=["factor", "offset"], index=keys.index, dtype="float64")
    return read["factor"], read["offset"], units == wanted
