"""What the descriptions of results share: the dataset, the columns and the program of a result."""

from __future__ import annotations

from converter.spec.display import Display, DisplayColumn, DisplayRow
from converter.steps import ResultStep

SUBJECTS = "ADSL"


def dataset_of(step: ResultStep) -> str:
    """Name the dataset that a result analyses: the one its rule was given, else that of the subjects."""
    return str(step.rule.arguments.get("dataset") or SUBJECTS)


def columns_of(display: Display, row: DisplayRow) -> tuple[DisplayColumn, ...]:
    """Give the columns in which a row has a result."""
    return tuple(column for column in display.columns if not row.columns or column.id in row.columns)


def program(step: ResultStep) -> str:
    """Name the rule and the place of the specification that makes the result: that is its program."""
    return f"{step.rule.name} ({step.rule.place})"
