"""Values that a codelist governs: of a result only its words, for numbers are no terms."""

from __future__ import annotations

import pandas as pd

from converter.compute.numbers.numbers import split_results

RESULTS = ("ORRES", "STRESC", "AVALC", "BASEC")
"""How the names of result variables end."""


def coded_values(values: pd.Series, name: str) -> pd.Series:
    """Give the values that a codelist governs: of a result (--STRESC, AVALC) only the text ones, numbers blanked."""
    return values.mask(has_number(values), "") if name.endswith(RESULTS) else values


def has_number(values: pd.Series) -> pd.Series:
    """Tell which results hold a number, such as 12 or <0.5."""
    return split_results(values)["number"].notna()
