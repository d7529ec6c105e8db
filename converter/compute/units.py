"""Convert numbers between units by a table of factors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.compute.distinct import distinct_rows, each_distinct
from converter.compute.ibm import representable
from converter.compute.numbers import significant
from converter.compute.signs import spelled
from converter.spec.study import Unit

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
) -> Converted:
    """Convert numbers to their standard unit: value x factor + offset, rounded to `digits` significant digits.

    All series are aligned; a table row for the test goes before one for all tests; equal units need none, and leave the
    number as it is. Signs of units are compared as they are spelled in ASCII (ug for both signs of micro).
    """
    rows = list(table)
    units, standard = (each_distinct(one, spelled, "str") for one in (units, standard))
    codes, keys = distinct_rows(pd.DataFrame({"from": units, "to": standard, "test": tests}))
    factors = _factors(keys, rows).take(codes).set_axis(numbers.index)
    same = (units == standard) | (units == "") & (standard == "")
    factor = factors["factor"].where(~same, 1.0)
    offset = factors["offset"].where(~same, 0.0)
    product = numbers * factor + offset
    values = numbers.where(same, significant(product, digits))
    unheld = values.notna() & ~representable(np.asarray(values, dtype=np.float64))
    return Converted(values.mask(unheld), numbers.notna() & values.isna(), unheld)


def _factors(keys: pd.DataFrame, rows: list[Unit]) -> pd.DataFrame:
    """Look up factor and offset of each row: its own test first, then all tests."""
    names = ["from", "to", "test"]
    known = pd.DataFrame(
        [(spelled(u.from_), spelled(u.to), u.test, u.factor, u.offset) for u in rows],
        columns=[*names, "factor", "offset"],
    )
    known = known.astype({"factor": "float64", "offset": "float64"}).astype(dict.fromkeys(names, "str"))
    known = known.drop_duplicates(names)
    own = keys.merge(known, how="left", on=names).set_axis(keys.index)
    for_all = keys.assign(test="").merge(known, how="left", on=names).set_axis(keys.index)
    return own[["factor", "offset"]].where(own["factor"].notna(), for_all[["factor", "offset"]])
