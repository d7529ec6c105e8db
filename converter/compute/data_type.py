"""Widths, and the data types of Define-XML 2.1."""

from __future__ import annotations

import pandas as pd

from converter.compute.iso8601 import is_complete_date
from converter.compute.numbers import number_text
from converter.spec.dataset import DataType

INTEGER = r"-?(?:0|[1-9]\d*)"
FLOAT = rf"{INTEGER}(?:\.\d+)?"


def byte_width(values: pd.Series) -> int:
    """Give the longest value in bytes, at least 1."""
    if values.empty:
        return 1
    return max(int(byte_lengths(values).max()), 1)


def byte_lengths(values: pd.Series) -> pd.Series:
    """Give the length of each text in bytes."""
    return values.str.len() if values.str.isascii().all() else values.map(lambda text: len(text.encode()))


def number_type(values: pd.Series) -> DataType:
    """Tell whether numbers are whole; missing ones do not count."""
    return "integer" if (values.dropna() % 1 == 0).all() else "float"


def text_type(values: pd.Series) -> DataType:
    """Tell the data type of filled texts that all read alike: whole numbers, numbers, complete dates, else text.

    A number as a person may write it ('007', '+5', '1,000', '<5') is text: its text is more than its value.
    """
    if values.empty:
        return "text"
    if values.str.fullmatch(INTEGER).all():
        return "integer"
    if values.str.fullmatch(FLOAT).all():
        return "float"
    return "date" if is_complete_date(values).all() else "text"


def date_type(values: pd.Series) -> DataType:
    """Tell the data type that holds all of these filled ISO 8601 texts."""
    if values.str.contains("/").any():
        return "intervalDatetime"
    if values.str.contains(r"--|-T|T-|:-").any():
        return "incompleteDatetime"
    if values.str.contains("T").any():
        complete = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*")
        return "datetime" if complete.all() else "partialDatetime"
    return "date" if is_complete_date(values).all() else "partialDate"


def digits(values: pd.Series, kind: DataType) -> dict[str, int]:
    """Count digits: `length`, the longest number without sign and point, and for floats the most decimals.

    `values` are numbers, or texts that are numbers; trailing zeros of a text count.
    """
    numeric = pd.api.types.is_numeric_dtype(values)
    distinct = values.dropna().drop_duplicates()
    texts = number_text(distinct) if numeric else distinct
    if texts.empty:
        texts = pd.Series(["0"], dtype="str")
    length = {"length": int(texts.str.count(r"\d").max())}
    if kind == "integer":
        return length
    return {**length, "significant_digits": int(texts.str.partition(".")[2].str.len().max())}
