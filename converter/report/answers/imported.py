"""What an import of a specification read, what it took otherwise or did not keep, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.issues import Issue
    from converter.spec.described.description import Submission

PLACES, VALUES = 5, 10
"""Places and values of a note that are listed."""


def imported_text(
    files: Sequence[str], submission: Submission, issues: Sequence[Issue], study: str, left: Sequence[str] = ()
) -> str:
    """Write import.md; `left` are the edits of what the study says otherwise, which are not written."""
    variables = sum(len(one.variables) for one in submission.datasets.values())
    slices = sum(len(one.value_level) for one in submission.datasets.values())
    lost = [one for one in issues if one.severity != "note"]
    taken = [one for one in issues if one.severity == "note"]
    read = (
        f"Read: {len(submission.datasets)} datasets ({', '.join(submission.datasets)}), {variables} variables, "
        f"{slices} slices of values, {len(submission.codelists)} codelists, "
        f"{len(submission.dictionaries)} dictionaries, {len(submission.define.documents)} documents."
    )
    parts = [
        f"# Import of {', '.join(files)}",
        read,
        _section("Not kept, or leads nowhere", lost),
        _section("Taken otherwise", taken),
        _left(left, files, study),
        _next(study),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _left(left: Sequence[str], files: Sequence[str], study: str) -> str:
    if not left:
        return ""
    how = f"`converter spec diff {study} {files[0]} --apply` writes them."
    return f"## Said otherwise by the study, which stays as it is\n\n{how}\n\n" + "\n".join(f"- {one}" for one in left)


def _section(title: str, issues: Sequence[Issue]) -> str:
    if not issues:
        return f"## {title}\n\nNothing."
    return f"## {title}\n\n" + "\n".join(map(_line, issues))


def _line(issue: Issue) -> str:
    places, values = issue.sources, [cell.value for cell in issue.occurrences() if cell.value]
    distinct = list(dict.fromkeys(" ".join(value.split()) for value in values))
    said = ", ".join(distinct[:VALUES]) + (f" and {len(distinct) - VALUES} more" if len(distinct) > VALUES else "")
    where = f" ({issue.place} {', '.join(places[:PLACES])}{' ...' if len(places) > PLACES else ''})" if places else ""
    return f"- {issue.count} x {issue.message}: {said}{where}"


def _next(study: str) -> str:
    return f"""## Next

- `converter check {study}` tells whether the specification is right.
- `converter check DATA --spec {study}` checks datasets against it, `converter define --data DATA --spec {study}`
  describes them.
- A dataset with `status: described` is not made. Write its rules, delete that line, and `converter convert` makes it;
  what is described stays as it is said."""
