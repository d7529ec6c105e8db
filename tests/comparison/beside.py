"""Two datasets as their files have them, for tests that lay them beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from converter.dataset import FoundDataset, FoundVariable

LABELS = {"USUBJID": "Unique Subject Identifier", "AESEQ": "Sequence Number", "AETERM": "Reported Term"}
DATES = {"ADT": "DATE9"}


def found(name: str, rows: Mapping[str, Sequence[Any]], *, attributes: bool = True) -> FoundDataset:
    """Make a dataset of columns: numbers are Num, text is Char with the width of the longest."""
    frame = pd.DataFrame({key: pd.Series(values, dtype=_dtype(values)) for key, values in rows.items()})
    variables = tuple(_variable(name, frame[name]) for name in map(str, frame))
    return FoundDataset(name, f"Label of {name}", f"{name.lower()}.xpt", frame, variables, attributes=attributes)


def _dtype(values: Sequence[Any]) -> str:
    return "float64" if len(values) and not isinstance(values[0], str) else "str"


def _variable(name: str, values: pd.Series) -> FoundVariable:
    if pd.api.types.is_numeric_dtype(values):
        return FoundVariable(name, LABELS.get(name, name), "Num", 8, DATES.get(name, ""))
    return FoundVariable(name, LABELS.get(name, name), "Char", int(values.str.len().max() or 1), "")
