"""One cause, one issue: what has the same cause is put together, and no cause drowns the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from converter.issues import CAUSES_NAMED, VALUE_SHOWN, VALUES_SHOWN, Cell, Issue, shortened, with_cells

Cause: TypeAlias = tuple[str, ...]


def by_cause(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Put issues together that have the same cause: rule, severity, place, variable, message, explanation.

    They stand in the order of their words, and so do the occurrences of each, by rows: it makes no difference in which
    order they were found. Of more than CAUSES_NAMED causes of a rule in one place the further ones become one issue, so
    that the number of issues is bounded by the specification, not by the data.
    """
    causes: dict[Cause, list[Issue]] = defaultdict(list)
    for issue in sorted(map(_by_rows, issues), key=_words):
        causes[(*_kind(issue), issue.variable, issue.message)].append(issue)
    kinds: dict[Cause, list[Issue]] = defaultdict(list)
    for same in causes.values():
        kinds[_kind(same[0])].append(_together(same))
    return tuple(one for kind in kinds.values() for one in _bounded(kind))


def _words(issue: Issue) -> tuple[bool | str, ...]:
    """Give what issues are sorted by: those of files stand before those of datasets, whose names have no dot."""
    return "." not in issue.place, issue.place, issue.variable, issue.rule, issue.message, issue.value, issue.hint


def _by_rows(issue: Issue) -> Issue:
    cells = tuple(sorted(issue.cells))
    return issue if cells == issue.cells else with_cells(issue, cells)


def _kind(issue: Issue) -> Cause:
    return issue.rule, issue.severity, issue.place, issue.accepted, issue.by


def _together(issues: Sequence[Issue]) -> Issue:
    if len(issues) == 1:
        return issues[0]
    cells = sorted({cell for issue in issues for cell in issue.occurrences()})
    return with_cells(replace(issues[0], hint=_hints(issues)), cells)


def _hints(issues: Sequence[Issue]) -> str:
    """Give the one hint of issues, or the hints of the first of their values."""
    hints = dict.fromkeys((issue.value, issue.hint) for issue in issues if issue.hint)
    if len({hint for _, hint in hints}) <= 1:
        return next((hint for _, hint in hints), "")
    first = [*hints][:VALUES_SHOWN]
    return "; ".join(f"'{shortened(value, VALUE_SHOWN)}': {hint}" if value else hint for value, hint in first)


def _bounded(issues: Sequence[Issue]) -> Iterator[Issue]:
    """Give issues of one rule in one place: the first ones as they are, the others, if there are too many, as one."""
    if len(issues) <= CAUSES_NAMED:
        yield from issues
        return
    yield from issues[: CAUSES_NAMED - 1]
    others = issues[CAUSES_NAMED - 1 :]
    cells = [cell for issue in others for cell in _named(issue)]
    message = f"{len(others):,} more causes of this kind, the first of them: {others[0].message}"
    yield with_cells(replace(others[0], variable="", message=message, causes=len(others)), cells)


def _named(issue: Issue) -> Iterator[Cell]:
    """Give the occurrences of an issue, each with the variable that the issue is about in its value."""
    for cell in issue.occurrences():
        value = " ".join(part for part in (issue.variable, cell.value) if part)
        yield cell._replace(value=value or issue.message)
