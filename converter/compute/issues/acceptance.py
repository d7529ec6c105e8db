"""What a study says of issues: other severities, and explanations of those it accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from converter.compute.issues.causes import by_cause
from converter.issues import Cell, Issue, file_of, with_cells
from converter.spec.study import Accepted, Study


def accept(issues: Iterable[Issue], study: Study) -> tuple[Issue, ...]:
    """Give each cause the severity the study sets for its rule, and the explanation of what the study accepts.

    Of an issue that an acceptance covers in part, that part is accepted; the rest stays open.
    """
    return by_cause(part for issue in issues for part in judged(issue, study))


def judged(issue: Issue, study: Study) -> Iterator[Issue]:
    """Split an issue into what each acceptance of the study covers, the first that does, and what none covers."""
    issue = replace(issue, severity=study.severities.get(issue.rule, issue.severity))
    for accepted in study.accepted:
        if concerns(accepted, issue):
            cells = issue.occurrences()
            taken = tuple(cell for cell in cells if covers(accepted, cell))
            if len(taken) == len(cells):
                yield replace(issue, accepted=accepted.reason)
                return
            if taken:
                yield replace(with_cells(issue, taken), accepted=accepted.reason)
                issue = with_cells(issue, [cell for cell in cells if not covers(accepted, cell)])
    yield issue


def concerns(accepted: Accepted, issue: Issue) -> bool:
    """Tell whether an acceptance is about the rule, and about place, variable and message where it names them.

    Of an issue about several variables it may name all of them or one; of a part of a file it may name the file.
    """
    given = (
        (accepted.place, (issue.place, file_of(issue.place))),
        (accepted.variable, (issue.variable, *issue.variable.split(", "))),
        (accepted.message, (issue.message,)),
    )
    return accepted.rule == issue.rule and all(not wanted or wanted in found for wanted, found in given)


def covers(accepted: Accepted, cell: Cell) -> bool:
    """Tell whether an acceptance covers an occurrence: its value and its row, where the acceptance names them."""
    values = (accepted.value,) if isinstance(accepted.value, str) else accepted.value
    return (not accepted.value or cell.value in values) and (not accepted.rows or cell.row in accepted.rows)
