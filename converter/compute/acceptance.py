"""What a study says of issues: other severities, and explanations of those it accepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from converter.issues import Issue
from converter.spec.study import Accepted, Study


def accept(issues: Iterable[Issue], study: Study) -> tuple[Issue, ...]:
    """Give each issue the severity the study sets for its rule, and the explanation of what the study accepts."""
    return tuple(_judged(issue, study) for issue in issues)


def _judged(issue: Issue, study: Study) -> Issue:
    severity = study.severities.get(issue.rule, issue.severity)
    reason = next((accepted.reason for accepted in study.accepted if _matches(accepted, issue)), "")
    return replace(issue, severity=severity, accepted=reason)


def _matches(accepted: Accepted, issue: Issue) -> bool:
    """Match by rule, and by place, variable, value and rows where they are given; all rows must be covered."""
    if accepted.rule != issue.rule or (accepted.rows and not set(issue.rows) <= set(accepted.rows)):
        return False
    given = ((accepted.place, issue.place), (accepted.variable, issue.variable), (accepted.value, issue.value))
    return all(not wanted or wanted == found for wanted, found in given)
