"""Give mapped values the type of their variable: text without missing, or numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from converter.compute.numbers import number_text, read_numbers
from converter.steps import Finding, Mapped


def typed(result: Mapped, kind: Literal["Char", "Num"]) -> Mapped:
    """Turn numbers into their shortest text for a Char variable, and text into numbers for a Num variable.

    Text that is no number becomes missing and is reported as `number-unreadable`.
    """
    values = result.values
    if kind == "Char":
        text = number_text(values) if pd.api.types.is_numeric_dtype(values) else values.astype("str").fillna("")
        return replace(result, values=text)
    if pd.api.types.is_numeric_dtype(values):
        return replace(result, values=values.astype("float64"))
    numbers, wrong = read_numbers(values)
    return replace(result, values=numbers, findings=(*result.findings, *unreadable(values, wrong)))


def unreadable(values: pd.Series, mask: pd.Series) -> tuple[Finding, ...]:
    """Report text that is no number, and was left missing."""
    if not mask.any():
        return ()
    rows = values.index[mask]
    finding = Finding(
        rule="number-unreadable",
        severity="error",
        rows=rows,
        values=values[mask],
        message="not a number; the variable is numeric",
        written="left missing",
        hint="correct it at the source, or map the variable with a rule that reads this text",
    )
    return (finding,)
