"""Widths, and the data types of Define-XML 2.1."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.dates.iso8601 import is_complete_date
from converter.spec.dataset import DataType, VariableSpec

INTEGER = r"-?(?:0|[1-9]\d*)"
FLOAT = rf"{INTEGER}(?:\.\d+)?"
COMPLETE = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*"
NUMBERS: frozenset[DataType] = frozenset({"integer", "float"})


def byte_width(values: pd.Series) -> int:
    """Give the longest value in bytes, at least 1."""
    if values.empty:
        return 1
    return max(int(byte_lengths(values).max()), 1)


def byte_lengths(values: pd.Series) -> pd.Series:
    """Give the length of each text in bytes."""
    return pd.Series(np.asarray(pc.binary_length(pa.array(values))), index=values.index)


def is_date(variable: VariableSpec) -> bool:
    """Tell whether the values of a variable are dates, date-times or intervals in ISO 8601."""
    return variable.described.startswith("ISO 8601 date")


def number_types(values: pd.Series) -> pd.Series:
    """Tell of each number whether it is whole."""
    return pd.Series(np.where(values % 1 == 0, "integer", "float"), index=values.index, dtype="str")


def text_types(values: pd.Series) -> pd.Series:
    """Tell what each filled text reads as: a whole number, a number, a complete date or date-time, else text.

    A number as a person may write it ('007', '+5', '1,000', '<5') is text: its text is more than its value.
    """
    number = values.str.fullmatch(FLOAT)
    kinds = pd.Series(np.where(number, "float", "text"), index=values.index, dtype="str")
    kinds[values.str.fullmatch(INTEGER)] = "integer"
    words = values[~number]
    dated = words[is_complete_date(words)]
    if len(dated):
        kinds[dated.index] = date_types(dated)
    return kinds


def date_types(values: pd.Series) -> pd.Series:
    """Tell the data type of each filled ISO 8601 text; one that is no complete date is a partial one."""
    timed, complete = values.str.contains("T"), values.str.fullmatch(COMPLETE)
    kinds = pd.Series(np.where(complete, "datetime", "partialDatetime"), index=values.index, dtype="str")
    days = values[~timed]
    kinds[days.index] = np.where(is_complete_date(days), "date", "partialDate")
    kinds[values.str.contains(r"--|-T|T-|:-")] = "incompleteDatetime"
    kinds[values.str.contains("/")] = "intervalDatetime"
    return kinds


def common_type(kinds: Collection[DataType], nothing: DataType) -> DataType:
    """Give the data type that holds values of all these data types; `nothing` where there are no values."""
    if len(kinds) <= 1:
        return next(iter(kinds), nothing)
    if NUMBERS.issuperset(kinds):
        return "float"
    widest: tuple[DataType, ...] = ("text", "intervalDatetime", "incompleteDatetime")
    for kind in widest:
        if kind in kinds:
            return kind
    if not NUMBERS.isdisjoint(kinds):
        return "text"
    return "partialDate" if set(kinds) == {"date", "partialDate"} else "partialDatetime"
