"""What another validator found about one record, or one dataset; what is of one cause becomes one issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from converter.issues import Cell, Issue, Severity, with_cells

WHOLE = re.compile(r"\d+(\.0+)?")


@dataclass(frozen=True)
class Finding:
    """A finding: its rule, dataset, record (from 1; 0: of all of it), subject, the variables with their values."""

    rule: str
    dataset: str
    message: str
    row: int = 0
    subject: str = ""
    variables: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    severity: Severity = "warning"


def issues_of(by: str, findings: Iterable[Finding]) -> tuple[Issue, ...]:
    """Give the findings of a validator as issues: one for each rule, dataset, message and set of variables."""
    causes: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        causes.setdefault((one.rule, one.severity, one.dataset, one.message, *one.variables), []).append(one)
    return tuple(_issue(by, same) for same in causes.values())


def _issue(by: str, same: list[Finding]) -> Issue:
    first = same[0]
    cells = sorted({Cell(one.row, one.subject, _value(one)) for one in same})
    issue = Issue(first.rule, first.severity, first.dataset, first.message, ", ".join(first.variables), by=by)
    return with_cells(issue, cells)


def _value(one: Finding) -> str:
    """Write the values of a finding: that of one variable alone, of several each after its name."""
    if len(one.variables) != len(one.values) or len(one.values) == 1:
        return ", ".join(value for value in one.values if value)
    return ", ".join(f"{name} {value or 'blank'}" for name, value in zip(one.variables, one.values, strict=True))


def dataset_named(text: str) -> str:
    """Name the dataset that a report calls by its file (ae.xpt) or its name."""
    return text.replace("\\", "/").rpartition("/")[2].partition(".")[0].upper()


def number_of(value: object) -> int:
    """Give the record number of a report, 0 where it has none: reports leave it out, or say that it is of all."""
    text = str(value).strip()
    return int(float(text)) if WHOLE.fullmatch(text) else 0


def listed(value: object) -> tuple[str, ...]:
    """Take what a report lists: as a list, or as text between commas."""
    if isinstance(value, list | tuple):
        return tuple("" if one is None else str(one).strip() for one in value)
    return tuple(part.strip() for part in str(value or "").split(",")) if value else ()


def text_at(row: Mapping[str, object], *names: str) -> str:
    """Give the text under the first of several names that a report may use, blank where it has none."""
    found = next((row[name] for name in names if row.get(name) not in {None, ""}), "")
    return str(found).strip()
