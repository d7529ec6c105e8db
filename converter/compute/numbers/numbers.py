"""Numbers as people write them, and numbers as text."""

from __future__ import annotations

import re
from functools import lru_cache
from math import floor, isfinite, log10, nan
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.distinct import by_distinct, each_distinct
from converter.compute.numbers.ibm import representable
from converter.compute.numbers.rounding import CERTAIN, rounded_number
from converter.dataset import Frame
from converter.spec.values.number import plain_number

KEPT = 2**16
"""Texts of which the number is kept."""
MANY = 2_000
"""So many numbers are written sooner by Arrow than one by one."""

Decimals = Literal[".", ","]
COMPARATORS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_DIGITS = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIGN = r"\s*(?:<=|>=|=<|=>|<|>|≤|≥)?\s*"
_RESULT = re.compile(rf"^\s*(?P<comparator><=|>=|=<|=>|<|>|≤|≥)?\s*(?P<number>{_DIGITS})\s*$")
_NOT_ZERO = re.compile(r"^[^eE]*[1-9]")
"""A number that is not zero, however small: 1E-400 is not, and binary numbers have none so small."""
_GROUP = {".": "[,\u00a0]", ",": "[. \u00a0]"}
"""What stands between groups of thousands, by the decimal sign."""
_GROUPED = {
    decimal: re.compile(rf"^({_SIGN}[+-]?[1-9][0-9]{{0,2}})((?:{group}[0-9]{{3}})+)({re.escape(decimal)}[0-9]*)?\s*$")
    for decimal, group in _GROUP.items()
}
"""A number whose thousands are grouped: what stands before them, they, and what stands behind the decimal sign."""
_MINUS = re.compile(rf"^({_SIGN})[\u2212\u2013](?=[0-9.])")
"""A sign of minus as word processors write it."""
_LOOKS = re.compile(rf"{_SIGN}[+\u2212\u2013-]?[\d][\d.,'\s]*(?:[eE][+-]?\d+)?\s*")


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

    Only whole groups of three digits before the decimal sign are groups of thousands: 1,234.5 is a number, 1234,567 and
    1.234,5 are none where the point is the decimal sign. What no transport file holds (1E400, 1E-90, 1E-400) is none:
    such a cell is told on its row.
    """
    codes, distinct = pd.factorize(values)
    found = [_split(str(text), decimal) for text in distinct.tolist()]
    numbers = np.array([number for _, number in found], dtype="float64")
    numbers[~representable(numbers)] = nan
    comparator = pd.Series([sign for sign, _ in found], dtype="str")
    return pd.DataFrame({"comparator": comparator.array.take(codes), "number": numbers[codes]}, index=values.index)


@lru_cache(maxsize=KEPT)
def _split(text: str, decimal: Decimals) -> tuple[str, float]:
    """Split one result: a result is asked for by each variable that comes of it."""
    match = _RESULT.match(_plain(_MINUS.sub(r"\1-", text), decimal))
    if match is None:
        return "", nan
    sign = match["comparator"] or ""
    return COMPARATORS.get(sign, sign), _number(match["number"])


def _number(text: str) -> float:
    """Read the digits of a number; what is not zero, and is so small that it would be read as such, is missing."""
    number = float(text)
    return number if number or not _NOT_ZERO.match(text) else nan


def looks_numeric(values: pd.Series) -> pd.Series:
    """Tell which texts look like a number of some writing, readable or not: 1,9, 1.234,5, 1E400, or other digits."""
    return each_distinct(values, lambda text: _LOOKS.fullmatch(text) is not None, "bool")


def may_be_decimal(values: pd.Series, decimal: Decimals = ".") -> pd.Series:
    """Tell which numbers have one group of thousands, such as 1,234, whose sign may be a decimal sign in truth."""
    sign = re.escape("," if decimal == "." else ".")
    one_group = re.compile(rf"{_SIGN}[+-]?[1-9][0-9]{{0,2}}{sign}[0-9]{{3}}\s*")
    return each_distinct(values, lambda text: one_group.fullmatch(text) is not None, "bool")


def _plain(text: str, decimal: Decimals) -> str:
    """Write a number with a decimal point and without groups of thousands; 0,391 has none, nothing groups a zero.

    Text that has the other sign elsewhere than between groups is left as it is, and is no number.
    """
    found = _GROUPED[decimal].match(text)
    plain = found[1] + re.sub(_GROUP[decimal], "", found[2]) + (found[3] or "") if found else text
    return plain if decimal == "." else _with_point(plain)


def _with_point(text: str) -> str:
    """Write a decimal comma as a point; a point that groups nothing makes a text no number."""
    return "" if "." in text else re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text, count=1)


def number_text(values: pd.Series) -> pd.Series:
    """Write numbers as their shortest exact decimal text, without exponent; missing is blank, zero has no sign."""
    numbers = values.astype("float64")
    if len(numbers) < MANY:
        return each_distinct(numbers, plain_number, "str")
    return by_distinct(numbers, _number_text)


def _number_text(values: pd.Series) -> pd.Series:
    """Write many numbers: Arrow writes the same shortest text, but of zero, of what is missing, and with exponents."""
    texts = pd.Series(pc.cast(pa.array(values.to_numpy()), pa.string()).to_pandas(), dtype="str")
    other = (values == 0) | texts.str.contains("[a-z]")
    return texts.mask(other, values[other].map(plain_number).astype("str").reindex(texts.index, fill_value=""))


def significant(values: pd.Series, digits: int) -> pd.Series:
    """Round to significant digits, halves away from zero; what arithmetic on binary numbers adds is noise."""
    return each_distinct(values, lambda value: _significant(value, digits), "float64")


def _significant(value: float, digits: int) -> float:
    rough = float(f"{value:.{digits}g}")
    if digits >= CERTAIN or not rough or not isfinite(value):
        return rough
    return rounded_number(value, digits - 1 - floor(log10(abs(value))))
