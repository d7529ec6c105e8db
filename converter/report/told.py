"""Issues as they are told: losses first, every kind before any kind twice, each with what to do about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from converter.issues import SEVERITIES
from converter.spec.checks.mends import LOSSES
from converter.spec.library import load_mends

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.issues import Issue
    from converter.spec.checks.mends import Mends


def told(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Put issues in the order in which they are told, and give those that know no better the mend of their rule.

    Open ones before accepted ones, errors before warnings before notes; every rule once before any rule twice; what
    loses rows before what loses values before the rest; then by how many rows have it.
    """
    mends = load_mends()
    known = [one if one.hint else replace(one, hint=mends.of(one.rule).mend) for one in issues]
    ordered = sorted(known, key=lambda one: (bool(one.accepted), *_weight(one, mends)))
    turns: Counter[tuple[bool, str, str]] = Counter()
    rounds: dict[int, list[Issue]] = defaultdict(list)
    for issue in ordered:
        kind = bool(issue.accepted), issue.severity, issue.rule
        rounds[turns[kind]].append(issue)
        turns[kind] += 1
    by_turn = [issue for turn in sorted(rounds) for issue in rounds[turn]]
    return tuple(sorted(by_turn, key=lambda one: (bool(one.accepted), SEVERITIES.index(one.severity))))


def _weight(issue: Issue, mends: Mends) -> tuple[int, int, int]:
    return SEVERITIES.index(issue.severity), LOSSES.index(mends.of(issue.rule).loses), -issue.count
