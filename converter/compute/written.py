"""The order of values by what their text means: numbers by value, dates by time, else text; outer blanks aside."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import pandas as pd

from converter.compute.dates.collected_date import parse_datetimes
from converter.compute.dates.iso8601 import is_valid_dtc
from converter.compute.distinct import by_distinct
from converter.compute.numbers.numbers import looks_numeric, read_numbers

Kind: TypeAlias = Literal["number", "date", "text"]
_DAYS = ("DD-MON-YYYY", "DDMONYYYY", "DD MON YYYY", "MON DD, YYYY", "YYYY/MM/DD", "YYYY-MM-DD")
_CLOCKS = ("", " HH:MI", " HH:MI:SS", ":HH:MI", ":HH:MI:SS")
FORMATS = tuple(f"{day}{clock}" for day in _DAYS for clock in _CLOCKS)
"""Writings of dates that can be read in one way only."""
_YEAR = re.compile("[0-9]{4}")
"""What every one of these writings holds."""
_SWAPPED = r"\s*[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})(?:\s.*)?"


def iso_text(values: pd.Series) -> pd.Series:
    """Give each text that is a date in one reading only as ISO 8601; blank for any other text."""
    return by_distinct(values.str.strip(), _iso_text)


def _iso_text(values: pd.Series) -> pd.Series:
    valid = is_valid_dtc(values)
    with_year = ~valid & values.str.contains(_YEAR)
    if not with_year.any():
        return values.where(valid, "")
    read = parse_datetimes(values[with_year], FORMATS)
    return values.where(valid, "").mask(with_year, read.iso.where(read.reason == "", "").reindex(values.index))


def kind_of(text: str) -> Kind:
    """Tell what one text is: a number, a date, or a word."""
    value = pd.Series([text], dtype="str")
    if read_numbers(value)[0].notna().iloc[0]:
        return "number"
    return "date" if iso_text(value).iloc[0] else "text"


def as_kind(values: pd.Series, kind: Kind) -> pd.Series:
    """Give text as what it is to be compared as: numbers, ISO 8601 text, or stripped text; missing where it is none."""
    if kind == "number":
        return read_numbers(values)[0]
    text = iso_text(values) if kind == "date" else values.str.strip()
    return text.where(text != "")


def order_keys(values: pd.Series) -> pd.Series:
    """Give what a column of raw text is sorted by: numbers or dates where every filled value is one, else its text."""
    if pd.api.types.is_numeric_dtype(values):
        return values
    blank = values.str.strip() == ""
    for kind in ("number", "date"):
        if as_kind(values[~blank].iloc[:1], kind).notna().all():  # words are known by the first, and soon
            keys = as_kind(values, kind)
            if (keys.notna() | blank).all():
                return keys
    return as_kind(values, "text")


def order_unclear(values: pd.Series) -> bool:
    """Tell whether a column is sorted by its text though values in it look like numbers or dates."""
    if pd.api.types.is_numeric_dtype(values) or not pd.api.types.is_string_dtype(order_keys(values)):
        return False
    dates = iso_text(values) != ""
    filled = values.str.strip() != ""
    return bool((looks_numeric(values) | values.str.fullmatch(_SWAPPED) | dates).any() and not dates[filled].all())
