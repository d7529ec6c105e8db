"""Findings of Pointblank's conformance check of SDTM, in Python or R, as a list of JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from converter.issues import Issue
from converter.read.opinions.finding import Finding, dataset_named, issues_of, number_of, text_at

POINTBLANK = "Pointblank"
NEEDED = {"rule_id", "dataset", "checked_column"}
"""What each of its findings has."""


def told_by_pointblank(body: Any) -> bool:  # noqa: ANN401 - what JSON holds
    """Tell whether JSON is a list of findings of Pointblank."""
    return isinstance(body, list) and all(isinstance(one, dict) and set(one) >= NEEDED for one in body)


def read_pointblank(body: Sequence[Mapping[str, Any]]) -> tuple[Issue, ...]:
    """Read the findings: `row_index` counts records from 0 (Python), `row` from 1 (R)."""
    return issues_of(POINTBLANK, _findings(body))


def _findings(body: Sequence[Mapping[str, Any]]) -> Iterable[Finding]:
    for one in body:
        column = text_at(one, "checked_column")
        from_0 = one.get("row_index")
        yield Finding(
            rule=text_at(one, "rule_id"),
            dataset=dataset_named(text_at(one, "dataset")),
            message=text_at(one, "description", "message"),
            row=number_of(one.get("row", "")) if from_0 is None else number_of(from_0) + 1,
            subject=text_at(one, "usubjid"),
            variables=(column,) if column else (),
            values=(text_at(one, "checked_value"),) if column else (),
        )
