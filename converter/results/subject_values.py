"""Conditions of results that read one value of a subject where a dataset has several of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd

from converter.compute.conditions.subject import of_several_values
from converter.compute.issues.offenders import issue_of
from converter.dataset import Framed
from converter.issues import Issue
from converter.results.reading import SUBJECT
from converter.spec.display import Display
from converter.steps import Plan, ResultStep

HINT = "narrow the records of that dataset by among: or linked:, or make a variable of the subject"


def several_values(adam: Mapping[str, Framed], plan: Plan) -> Iterator[Issue]:
    """Report variables of another dataset that a display reads as the one of a subject who has several.

    Only the first is read; one issue for each display and variable. No other variables are looked at.
    """

    @cache
    def several(variable: str) -> pd.Series:
        dataset, _, name = variable.rpartition(".")
        parts = (part.drop_duplicates() for part in adam[dataset].frames((SUBJECT, name)))
        return of_several_values({dataset: pd.concat(parts)}, variable)

    for name, display in plan.results.displays.items():
        steps = [step for step in plan.results.steps if step.display == name]
        for variable in dict.fromkeys((*_of_display(display), *(one for step in steps for one in _of_step(step)))):
            subjects = several(variable)
            if len(subjects):
                offenders = pd.DataFrame({"row": 0, "subject": subjects, "value": variable})
                message = f"{variable} has several values of the subject, of which the first is read"
                yield issue_of(
                    offenders, rule="subject-value-several", severity="error", place=name, message=message, hint=HINT
                )


def _of_step(step: ResultStep) -> Iterator[str]:
    """Give the variables that a result reads as the subject's; those that link records are the record's own."""
    links = {one.link for one in step.rule.arguments.get("linked", ())}
    yield from (name for name in step.rule.of_subject if name not in links)


def _of_display(display: Display) -> Iterator[str]:
    columns = (one for column in display.columns for one in (column.subjects, column.records) if one is not None)
    for condition in (display.population.where, *columns):
        yield from (name for name in condition.variables if "." in name)
