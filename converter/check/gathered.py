"""Put together what checks found in ranges of subjects: in one order, however the study was cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from converter.issues import Issue, with_cells

Cause: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Found:
    """What each check found in a range, by its name, and the variables of each dataset, in their order."""

    issues: Mapping[str, tuple[Issue, ...]]
    variables: Mapping[str, tuple[str, ...]]


def gathered(parts: Iterable[Found]) -> tuple[Issue, ...]:
    """Give the issues of all ranges, in the order of checks, of datasets, of their variables, of rules and messages.

    Issues of one cause become one, with the records of all. What is told of a dataset or of a subject, and not of
    records, is told once.
    """
    found: dict[str, dict[Cause, list[Issue]]] = {}
    variables: Mapping[str, tuple[str, ...]] = {}
    for part in parts:
        variables = part.variables
        for check, issues in part.issues.items():
            causes = found.setdefault(check, {})
            for issue in issues:
                causes.setdefault(_cause(issue), []).append(issue)
    places = {name: number for number, name in enumerate(variables)}
    positions = {(place, name): number for place, names in variables.items() for number, name in enumerate(names)}

    def order(issue: Issue) -> tuple[int, int, str, str]:
        place = places.get(issue.place, len(places))
        return place, positions.get((issue.place, issue.variable), -1), issue.rule, issue.message

    return tuple(one for causes in found.values() for one in sorted(map(_one, causes.values()), key=order))


def _cause(issue: Issue) -> Cause:
    cause = issue.rule, issue.severity, issue.place, issue.variable, issue.message, issue.hint
    return cause if issue.rows else (*cause, issue.value, issue.subjects)


def _one(issues: list[Issue]) -> Issue:
    first = issues[0]
    if len(issues) == 1 or not first.rows:
        return first
    cells = dict.fromkeys(cell for issue in issues for cell in issue.occurrences())
    return with_cells(first, sorted(cells, key=lambda cell: cell.row))
