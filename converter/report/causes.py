"""What share a cause is told once: one rule about one variable in however many datasets, and what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.issues import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from converter.issues import Issue, Severity

PREFIX = 2
"""Letters of a domain with which the names of its own variables begin."""


@dataclass(frozen=True)
class Cause:
    """Issues of one cause, the first told first; `others` are issues of other rules about the same values."""

    issues: tuple[Issue, ...]
    others: tuple[Issue, ...] = ()

    @property
    def first(self) -> Issue:
        """The issue that is told of it."""
        return self.issues[0]

    @property
    def rule(self) -> str:
        """The rule of its issues."""
        return self.first.rule

    @property
    def severity(self) -> Severity:
        """How severe its issues are; those of what follows from it are no more severe."""
        return self.first.severity

    @property
    def count(self) -> int:
        """How many rows have it."""
        return sum(issue.count for issue in self.issues)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whose rows have it."""
        return tuple(dict.fromkeys(one for issue in self.issues for one in issue.subjects))

    @property
    def places(self) -> tuple[str, ...]:
        """The files and datasets that have it."""
        return tuple(dict.fromkeys(issue.place for issue in self.issues))

    def values(self) -> Mapping[str, int]:
        """Count the occurrences of each value, the most frequent first."""
        counts: Counter[str] = Counter()
        for issue in self.issues:
            counts.update(issue.values())
        return dict(counts.most_common())


def causes(issues: Sequence[Issue]) -> tuple[Cause, ...]:
    """Put issues together that share a cause, in the order in which the first of each is told.

    Of one cause are issues of one rule, by one validator, about the variables of one name (--STRESN in each domain). An
    issue of another rule about the same variable, all of whose rows have the cause as well, follows from it; where it
    is the more severe it stands for itself.
    """
    follows = _follows(issues)
    kinds: dict[tuple[str, ...], list[Issue]] = {}
    for number, issue in enumerate(issues):
        if number not in follows:
            kinds.setdefault(_kind(issue), []).append(issue)
    others: dict[tuple[str, ...], list[Issue]] = {}
    for number, root in follows.items():
        others.setdefault(_kind(issues[root]), []).append(issues[number])
    return tuple(Cause(tuple(same), tuple(others.get(kind, ()))) for kind, same in kinds.items())


def roots(issues: Sequence[Issue]) -> dict[int, int]:
    """Give, by their positions, the issues that follow from another, each with that one."""
    return _follows(issues)


def _kind(issue: Issue) -> tuple[str, ...]:
    return issue.severity, issue.rule, issue.by, issue.accepted, general(issue.variable, issue.place)


def general(variable: str, place: str) -> str:
    """Name a variable of a domain as the model does: LBSTRESN of LB is --STRESN; others are called what they are."""
    domain = place.removeprefix("SUPP")
    own = len(domain) == PREFIX and variable.startswith(domain) and len(variable) > PREFIX
    return f"--{variable[PREFIX:]}" if own else variable


def _follows(issues: Sequence[Issue]) -> dict[int, int]:
    """Find what follows from what: the rows of the one are among those of the other, which is told before or as well.

    What an issue follows from does itself follow from nothing.
    """
    told: dict[tuple[str, str], list[int]] = {}
    found: dict[int, int] = {}
    rows: dict[int, frozenset[int]] = {}
    for at in sorted(range(len(issues)), key=lambda at: (*_weight(issues[at]), at)):
        issue = issues[at]
        if not issue.rows or issue.accepted or not issue.variable:
            continue
        near = [one for name in _names(issue) for one in told.get((issue.place, name), ())]
        root = next((one for one in near if issues[one].rule != issue.rule and set(issue.rows) <= rows[one]), None)
        if root is not None:
            found[at] = root
            continue
        rows[at] = frozenset(issue.rows)
        for name in _names(issue):
            told.setdefault((issue.place, name), []).append(at)
    return found


def _weight(issue: Issue) -> tuple[int, int]:
    return SEVERITIES.index(issue.severity), -len(issue.rows)


def _names(issue: Issue) -> Iterable[str]:
    return issue.variable.split(", ")
