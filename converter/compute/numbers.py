"""Numbers as people write them, and numbers as text."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

from converter.compute.distinct import by_distinct
from converter.compute.ibm import representable
from converter.dataset import Frame
from converter.spec.number import plain_number

Decimals = Literal[".", ","]
COMPARATORS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_GROUPED = r"(?<=\d)(?<!(?<!\d)0)"
_RESULT = re.compile(rf"^\s*(?P<comparator><=|>=|=<|=>|<|>|≤|≥)?\s*(?P<number>{_NUMBER})\s*$")


def read_numbers(values: pd.Series, decimal: Decimals = ".") -> tuple[pd.Series, pd.Series]:
    """Read text as numbers: float64 values, and a mask of filled cells that are no number.

    With `decimal` ',' a point or a blank groups thousands (1.234,5); with '.' a comma does (1,234.5).
    """
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64"), pd.Series(data=False, index=values.index)
    parts = split_results(values, decimal)
    numbers = parts["number"].where(parts["comparator"] == "")
    return numbers, numbers.isna() & (values.str.strip() != "")


def split_results(values: pd.Series, decimal: Decimals = ".") -> Frame:
    """Split results such as '<0.01' into `comparator` ('' for none) and `number` (NaN where there is none).

    What no transport file holds (1E400, 1E-90) is no number: one such cell is told on its row.
    """
    codes, distinct = pd.factorize(values)
    found = _plain(pd.Series(distinct, dtype="str"), decimal).str.extract(_RESULT).astype("str")
    comparator = found["comparator"].fillna("").replace(COMPARATORS)
    numbers = pd.to_numeric(found["number"]).astype("float64")
    numbers = numbers.where(representable(np.asarray(numbers, dtype=np.float64)))
    parts = pd.DataFrame({"comparator": comparator, "number": numbers})
    return parts.take(codes).set_axis(values.index)


def _plain(values: pd.Series, decimal: Decimals) -> pd.Series:
    """Write numbers with a decimal point and without groups of thousands; 0,391 has none, nothing groups a zero."""
    if decimal == ",":
        grouped = values.str.replace(rf"{_GROUPED}[. \u00a0](?=\d{{3}}(?:\D|$))", "", regex=True)
        return grouped.str.replace(r"(?<=\d),(?=\d)", ".", regex=True)
    return values.str.replace(rf"{_GROUPED}[,\u00a0](?=\d{{3}}(?:\D|$))", "", regex=True)


def number_text(values: pd.Series) -> pd.Series:
    """Write numbers as their shortest exact decimal text, without exponent; missing is blank, zero has no sign."""
    return by_distinct(values.astype("float64"), lambda distinct: distinct.map(plain_number).astype("str"))


def significant(values: pd.Series, digits: int) -> pd.Series:
    """Round to significant digits; what arithmetic on binary numbers adds beyond them is noise."""
    return values.map(lambda value: value if pd.isna(value) else float(f"{value:.{digits}g}"))
