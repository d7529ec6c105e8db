"""Lines to paste into a specification: where the mend is one, and to accept an issue as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.compute.issues.acceptance import concerns, covers
from converter.issues import VALUES_NAMED
from converter.spec.study import Accepted
from converter.spec.text.yaml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.issues import Issue
    from converter.spec.checks.mends import Mend

REASON = "REASON"


def mend_lines(issue: Issue, mend: Mend) -> tuple[str, ...]:
    """Give the lines to paste under the mend's key: one, or one for each of the first values of the issue."""
    if not mend.line:
        return ()
    texts = [*issue.values()][:VALUES_NAMED] if "{value}" in mend.line else [""]
    return tuple(mend.line.format(value=quoted(text), variable=quoted(issue.variable)) for text in texts)


def accept_line(issue: Issue, others: Iterable[Issue]) -> str:
    """Give the line that accepts this issue under `accepted:` and none of the others; nothing where there is none.

    It names the values of the issue, or its rows where it has no value, if they are not too many, so that what later
    data bring stays open.
    """
    near = [one for one in others if one is not issue and (one.rule, one.place) == (issue.rule, issue.place)]
    known = {"rule": issue.rule, "place": issue.place, "variable": issue.variable, **_narrow(issue)}
    for more in ({}, {"message": issue.message}):
        fields = {**known, **more, "reason": REASON}
        if issue.causes == 1 and not any(_touches(Accepted.model_validate(fields), one) for one in near):
            return "- {" + ", ".join(f"{name}: {_written(value)}" for name, value in fields.items() if value) + "}"
    return ""


def _narrow(issue: Issue) -> dict[str, str | tuple[str, ...] | tuple[int, ...]]:
    values = tuple(dict.fromkeys(cell.value for cell in issue.occurrences()))
    if values == ("",):
        return {"rows": issue.rows if len(issue.rows) <= VALUES_NAMED else ()}
    if len(values) == 1:
        return {"value": values[0]}
    return {"value": values if len(values) <= VALUES_NAMED else ""}


def _touches(accepted: Accepted, issue: Issue) -> bool:
    return concerns(accepted, issue) and any(covers(accepted, cell) for cell in issue.occurrences())


def _written(value: str | tuple[str, ...] | tuple[int, ...]) -> str:
    if isinstance(value, str):
        return quoted(value)
    return "[" + ", ".join(str(one) if isinstance(one, int) else quoted(one) for one in value) + "]"
