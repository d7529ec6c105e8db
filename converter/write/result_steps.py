"""What the descriptions of results share: the dataset, the columns and the program of a result."""

from __future__ import annotations

from converter.steps import ResultStep


def program(step: ResultStep) -> str:
    """Name the rule and the place of the specification that makes the result: that is its program."""
    return f"{step.rule.name} ({step.rule.place})"
