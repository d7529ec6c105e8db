"""Issues as lists hold them: bounded, with what was left out counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.issues import (
    OURS,
    ROWS_NAMED,
    SUBJECTS_NAMED,
    VALUE_NAMED,
    VALUES_NAMED,
    shortened,
)
from converter.report.pasted import accept_line, mend_lines
from converter.spec.library import load_mends

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.issues import Issue
    from converter.spec.checks.mends import Mend


def issue_bodies(issues: Sequence[Issue]) -> Iterator[dict[str, Any]]:
    """Give each issue with its number and every field, bounded, and the lines that mend or accept it.

    `rows`, `subjects`, `sources` and `values` name the first ones; `more` counts those that are not named.
    """
    mends = load_mends()
    near: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        if not issue.accepted:
            near.setdefault((issue.rule, issue.place), []).append(issue)
    for number, issue in enumerate(issues, start=1):
        others = near.get((issue.rule, issue.place), [])
        accept = "" if issue.accepted else accept_line(issue, others)
        yield {"issue": number, **_body(issue, mends.of(issue.rule)), "accept": accept}


def _body(issue: Issue, mend: Mend) -> dict[str, Any]:
    values = issue.values()
    rows, sources = issue.rows[:ROWS_NAMED], issue.sources[:ROWS_NAMED]
    subjects = issue.subjects[:SUBJECTS_NAMED]
    named = [[shortened(value, VALUE_NAMED), n] for value, n in [*values.items()][:VALUES_NAMED]]
    more = {
        "rows": len(issue.rows) - len(rows),
        "subjects": len(issue.subjects) - len(subjects),
        "values": len(values) - len(named),
        "sources": len(issue.sources) - len(sources),
    }
    return {
        **{name: getattr(issue, name) for name in ("severity", "rule", "place", "variable", "message")},
        "value": shortened(issue.value, VALUE_NAMED),
        "values": named,
        "count": issue.count,
        "rows": list(rows),
        "subjects": list(subjects),
        "sources": list(sources),
        "more": {name: n for name, n in more.items() if n},
        **{name: getattr(issue, name) for name in ("written", "hint", "accepted")},
        **({"by": issue.by} if issue.by != OURS else {}),
        "under": mend.under,
        "lines": list(mend_lines(issue, mend)),
    }
