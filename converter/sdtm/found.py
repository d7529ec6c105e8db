"""What rules found in raw rows, told when all rows are known: of one range of subjects it could be another thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from converter.issues import Cell, Issue, with_cells
from converter.sdtm import typed
from converter.sdtm.values import lookup, recode
from converter.steps import DeriveStep, Plan, RecordsStep

if TYPE_CHECKING:
    from converter.steps import BoundRule

Rule: TypeAlias = tuple[int, str]
"""A rule of a plan: the number of its step, and the variable that it makes."""
Hint: TypeAlias = Callable[[pd.Series, Mapping[str, Any]], str]

HINTS: Mapping[str, Hint] = {
    "code-unmapped": recode.hint,
    "lookup-unmapped": lookup.hint,
    "number-unreadable": typed.hint,
}
"""What is advised by all values together that a rule of a variable could not read."""
DOZEN = 12
"""Rows that make a habit of a table (`habits:` in study.yaml has the same)."""


@dataclass(frozen=True)
class Found:
    """What the rule of one variable found."""

    step: int
    variable: str
    issue: Issue


@dataclass(frozen=True)
class Unanswered:
    """An item of an unpivoted table, and what was collected of it where it has no result.

    `rows` counts the rows of the table, `said` has up to two texts of each column of the item in them; `filled` are the
    columns that `cells` hold something of. Two of them add up.
    """

    step: int
    item: str
    place: str
    required: str
    rows: int
    said: Mapping[str, tuple[str, ...]]
    filled: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()

    def __add__(self, other: Unanswered) -> Unanswered:
        """Give what is known of these rows and of others."""
        said = {name: tuple(dict.fromkeys((*texts, *other.said[name])))[:2] for name, texts in self.said.items()}
        filled = tuple(name for name in said if name in {*self.filled, *other.filled})
        cells = (*self.cells, *other.cells)
        return replace(self, rows=self.rows + other.rows, said=said, filled=filled, cells=cells)

    def issues(self) -> Iterator[Issue]:
        """Report what no record holds: what a form prints in every row is noted, and nothing is in a dozen rows."""
        printed = all(len(self.said[name]) == 1 for name in self.filled)
        if not self.cells or (printed and self.rows >= DOZEN):
            return
        issue = Issue(
            rule="item-without-result",
            severity="note" if printed else "warning",
            place=self.place,
            variable=", ".join(self.filled),
            message=f"filled for {self.item}, which has no result ({self.required})",
            hint="complete the result at the source, or name the variable under required: so that it makes a record",
        )
        yield with_cells(issue, sorted(self.cells))


@dataclass(frozen=True)
class Findings:
    """What rules found in some rows: in those of the whole study, or of a range of its subjects.

    `usual` has the terms that rows of a rule write exactly.
    """

    found: tuple[Found, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    usual: Mapping[Rule, frozenset[str]] = field(default_factory=dict)

    def __add__(self, other: Findings) -> Findings:
        """Give what was found in these rows and in others."""
        rules = {**self.usual, **other.usual}
        nothing: frozenset[str] = frozenset()
        usual = {rule: self.usual.get(rule, nothing) | other.usual.get(rule, nothing) for rule in rules}
        return Findings((*self.found, *other.found), (*self.unanswered, *other.unanswered), usual)


def told(findings: Findings, plan: Plan) -> tuple[Issue, ...]:
    """Tell what was found in all rows: each cause of a variable once, with what is advised by all its values."""
    causes: dict[tuple[Any, ...], list[Issue]] = defaultdict(list)
    for one in findings.found:
        issue = one.issue if one.issue.rule not in HINTS else replace(one.issue, hint="")
        cause = issue.rule, issue.severity, issue.place, issue.message, issue.hint
        causes[(one.step, one.variable, *cause)].append(issue)
    whole: list[Found] = []
    for (step, variable, *_), issues in causes.items():
        known = _usual(_together(issues), findings.usual.get((step, variable), frozenset()))
        if known is not None:
            whole.append(Found(step, variable, _advised(known, _rule(plan, step, variable))))
    return (*_of_variables(whole, plan), *_of_items(findings.unanswered))


def _together(issues: Sequence[Issue]) -> Issue:
    """Put the issues of one cause together, in the order of its rows."""
    if len(issues) == 1 and not issues[0].cells:
        return issues[0]
    return with_cells(issues[0], sorted({cell for issue in issues for cell in issue.occurrences()}))


def _usual(issue: Issue, usual: Collection[str]) -> Issue | None:
    """Leave out the codes that no row writes otherwise."""
    if issue.rule != recode.OTHER_CASE:
        return issue
    cells = [cell for cell in issue.cells if cell.written.removeprefix(recode.TAKEN) in usual]
    return with_cells(issue, cells) if cells else None


def _advised(issue: Issue, rule: BoundRule | None) -> Issue:
    if issue.rule not in HINTS or rule is None:
        return issue
    values = pd.Series([cell.value for cell in issue.cells], dtype="str")
    return replace(issue, hint=HINTS[issue.rule](values, rule.arguments))


def _rule(plan: Plan, number: int, variable: str) -> BoundRule | None:
    step = plan.steps[number]
    if isinstance(step, RecordsStep):
        return step.rules.get(variable)
    return step.rule if isinstance(step, DeriveStep) else None


def _of_variables(found: Iterable[Found], plan: Plan) -> Iterator[Issue]:
    """Put findings together that say the same of the same raw cells: one cause, though several variables read it."""
    named: dict[tuple[Any, ...], list[str]] = {}
    first: dict[tuple[Any, ...], Issue] = {}
    for one in found:
        rule, issue = _rule(plan, one.step, one.variable), one.issue
        cells = rule.columns if rule else (), tuple((cell.row, cell.value) for cell in issue.cells)
        cause = one.step, issue.rule, issue.severity, issue.place, issue.message, issue.hint, *cells
        named.setdefault(cause, []).append(one.variable)
        first.setdefault(cause, issue)
    for cause, names in named.items():
        yield replace(first[cause], variable=", ".join(names))


def _of_items(unanswered: Iterable[Unanswered]) -> Iterator[Issue]:
    items: dict[tuple[int, str], Unanswered] = {}
    for one in unanswered:
        key = one.step, one.item
        items[key] = items[key] + one if key in items else one
    for whole in items.values():
        yield from whole.issues()
