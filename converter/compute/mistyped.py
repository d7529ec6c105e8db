"""Text where a rule wants numbers, or numbers where it wants text: known only once the variables are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from converter.dataset import Frame

TYPE_ERRORS = (AttributeError, TypeError, ValueError)
"""What a rule may raise where text stands in place of numbers."""


def mistyped(error: Exception) -> bool:
    """Tell whether a rule failed for the type of a variable: arithmetic with text, or a number compared with a word."""
    return isinstance(error, TypeError) or any(sign in str(error) for sign in (".str accessor", "string to float"))


def types_of(variables: Iterable[str], rows: Frame, datasets: Mapping[str, Frame]) -> str:
    """Name the types of the variables that a rule reads, such as 'ADT is a number, LBDTC is text'."""
    told = []
    for written in dict.fromkeys(variables):
        dataset, _, name = written.rpartition(".")
        frame = datasets.get(dataset, rows) if dataset else rows
        if name in frame and name != "USUBJID":
            told.append(f"{written} is {'a number' if pd.api.types.is_numeric_dtype(frame[name]) else 'text'}")
    return ", ".join(told)
