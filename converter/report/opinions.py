"""What another validator says beside us: what both tell of, only they, only we, rule by rule and dataset by dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.issues import OURS, Issue, with_cells
from converter.report.aligned import table
from converter.spec.checks.answers import Answer

PARTS = ("both", "only they", "only we")


@dataclass(frozen=True)
class Opinion:
    """One line: of which part, by whom, which rule of theirs and of ours, in which dataset, how many records, and why.

    `rows` names the records, where they have numbers.
    """

    part: str
    by: str
    rule: str
    ours: str
    place: str
    count: int
    why: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The opinions, and the issues of others that are not ours as well."""

    opinions: tuple[Opinion, ...]
    others: tuple[Issue, ...]


def compared(
    ours: Sequence[Issue],
    theirs: Sequence[Issue],
    answers: Mapping[str, Answer],
    functions: Mapping[str, Sequence[str]],
) -> Compared:
    """Compare our issues with those of others, record by record.

    A rule of theirs is compared with the rules of ours that answer it: checks of the catalogue, or what a function
    tells of (`functions`); one that we do not know with all that we tell of its variables.
    """
    own: dict[str, list[Issue]] = {}
    for issue in ours:
        own.setdefault(issue.place, []).append(issue)
    opinions: list[Opinion] = []
    rest: list[Issue] = []
    met: set[tuple[str, str, int]] = set()
    for issue in theirs:
        same = [one for one in own.get(issue.place, ()) if _answers(one, issue, answers.get(issue.rule), functions)]
        both = _shared(issue, same)
        met |= {(one.rule, one.place, row) for one in same for row in one.rows or (0,) if row in both}
        rules = ", ".join(dict.fromkeys(one.rule for one in same))
        if both:
            opinions.append(_opinion("both", issue, rules, both, ""))
        left = [cell for cell in issue.occurrences() if cell.row not in both]
        if left:
            others = with_cells(issue, left) if issue.cells else issue
            rest.append(others)
            why = _why(answers.get(issue.rule), functions, issue.by)
            opinions.append(_opinion("only they", others, rules, set(others.rows), why))
    by = ", ".join(dict.fromkeys(issue.by for issue in theirs)) or "others"
    opinions += _only_we(ours, met, by, answers, functions)
    return Compared(tuple(sorted(opinions, key=lambda one: PARTS.index(one.part))), tuple(rest))


def _answers(ours: Issue, theirs: Issue, answer: Answer | None, functions: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether one of our issues answers one of theirs."""
    if answer is None:
        return bool(_names(ours) & _names(theirs))
    return ours.rule in _rules(answer, functions)


def _rules(answer: Answer, functions: Mapping[str, Sequence[str]]) -> Collection[str]:
    return {*answer.checks, *functions.get(answer.function, ())}


def _names(issue: Issue) -> set[str]:
    return set(issue.variable.split(", ")) - {""}


def _shared(theirs: Issue, ours: Iterable[Issue]) -> set[int]:
    """Give the records of which both tell: 0 where one of them tells of the whole dataset."""
    mine = {row for one in ours for row in one.rows or (0,)}
    rows = {cell.row for cell in theirs.occurrences()}
    return rows if 0 in mine else ({0} if rows == {0} and mine else rows & mine)


def _opinion(part: str, issue: Issue, ours: str, rows: set[int], why: str) -> Opinion:
    numbers = tuple(sorted(rows - {0}))
    count = len(numbers) or issue.count
    return Opinion(part, issue.by, issue.rule, ours, issue.place, count, why, numbers)


def _why(answer: Answer | None, functions: Mapping[str, Sequence[str]], by: str) -> str:
    """Say why we do not tell of it."""
    if answer is None:
        return f"we do not know this rule of {by}"
    rules = ", ".join(sorted(_rules(answer, functions)))
    if rules:
        return f"{rules} answers it and tells of none of them"
    return f"no check of ours: {answer.reason or answer.function}"


def _only_we(
    ours: Iterable[Issue],
    met: set[tuple[str, str, int]],
    by: str,
    answers: Mapping[str, Answer],
    functions: Mapping[str, Sequence[str]],
) -> Iterator[Opinion]:
    """Tell of what nobody else does, with the rules of theirs that should."""
    named: dict[str, list[str]] = {}
    for answer in answers.values():
        if answer.authority in by:
            for rule in _rules(answer, functions):
                named.setdefault(rule, []).append(answer.rule)
    for issue in ours:
        left = [row for row in issue.rows or (0,) if (issue.rule, issue.place, row) not in met]
        if left and "." not in issue.place:
            rules = named.get(issue.rule, [])
            why = f"not told by {', '.join(rules[:3])}" if rules else f"{by} lists no such rule"
            rows = tuple(row for row in left if row)
            yield Opinion("only we", OURS, "", issue.rule, issue.place, len(rows) or issue.count, why, rows)


def opinions_text(opinions: Sequence[Opinion], *, shown: int | None = None) -> str:
    """Word the opinions as a table, the first `shown` lines of each part (None: all); blank where there are none."""
    if not opinions:
        return ""
    parts = {part: [one for one in opinions if one.part == part] for part in PARTS}
    told = ", ".join(f"{part} {sum(one.count for one in own):,}" for part, own in parts.items())
    lines = [
        (one.part, one.by, one.rule, one.ours, one.place, f"{one.count:,}", one.why)
        for own in parts.values()
        for one in own[:shown]
    ]
    head = ("told by", "", "their rule", "our rule", "dataset", "records", "")
    left = {part: len(own) - len(own[:shown]) for part, own in parts.items()}
    more = [f"... and {n:,} more lines of {part}; --verbose shows them" for part, n in left.items() if n]
    return "\n".join([f"second opinions, by records: {told}", table(head, lines, right={5}), *more])
