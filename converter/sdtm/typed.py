"""Give mapped values the type of their variable: text without missing, or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from converter.compute.numbers.numbers import Decimals, may_be_decimal, number_text, read_numbers
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
    findings = (*result.findings, *unreadable(values, wrong), *doubtful(values, numbers))
    return replace(result, values=numbers, findings=findings)


def unreadable(values: pd.Series, mask: pd.Series, decimal: Decimals = ".") -> tuple[Finding, ...]:
    """Report text that is no number, and was left missing; where the other decimal sign would read it, that is said."""
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
        hint=hint(values[mask], {"decimal": decimal}),
    )
    return (finding,)


def hint(values: pd.Series, arguments: Mapping[str, Any]) -> str:
    """Say what to do with text that is no number: where the other decimal sign would read all of it, that is said."""
    other: Decimals = "," if arguments.get("decimal", ".") == "." else "."
    if read_numbers(values, other)[1].any():
        return "correct it at the source, or map the variable with a rule that reads this text"
    return f"if '{other}' is the decimal sign, say number: {{column: ..., decimal: '{other}'}}; else correct it"


def doubtful(values: pd.Series, numbers: pd.Series, decimal: Decimals = ".") -> tuple[Finding, ...]:
    """Report numbers read with one group of thousands (1,234), whose sign may be a decimal sign in truth."""
    doubted = may_be_decimal(values, decimal) & numbers.notna()
    if not doubted.any():
        return ()
    group = "," if decimal == "." else "."
    finding = Finding(
        rule="number-grouped",
        severity="warning",
        rows=values.index[doubted],
        values=values[doubted],
        message=f"the '{group}' is read as a group of thousands, and may be a decimal sign",
        written="read as " + number_text(numbers[doubted]),
        hint=f"write it without groups at the source; if '{group}' is the decimal sign here, say decimal: '{group}'",
    )
    return (finding,)
