"""One column that tells another: the few rows in which it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from converter.compute.piecewise import counted, pieces, spread
from converter.sdtm.habits.coded import HALF, Coded, filled, side_by_side, together
from converter.steps import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from converter.sdtm.habits.coded import Watched
    from converter.spec.study import Habits
    from converter.steps import Source

GROUP, DECIDED = 3, 2 / 3
MINORITY, UNEXPLAINED = 20, 0.05
"""How many rows must differ from a column's usual value before another can be said to tell it, and how many of these
may stay unexplained."""
TWINS, TWINS_UNEXPLAINED = 3, 0.34
"""The same of columns whose names say that they are twins, such as SEX and SEX_STD."""
CODES = 20
"""A column of so few texts holds codes: one that stands nowhere else is not wrong for that."""
CELLS = 4_000_000
FIRST = 20
"""The first rows, one in so many, are counted first, which shows most columns not to tell each other."""


@dataclass(frozen=True)
class Habit:
    """`teller` tells `told` in all but a few rows (positions): `usual` has the code expected beside each of its own."""

    teller: Coded
    told: Coded
    rows: NDArray[np.int64]
    usual: NDArray[np.int64]


def unusual_pairs(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows whose value contradicts another column that tells it everywhere else.

    Such as a visit name beside another visit's code, a unit that no other row of the test has, another date than the
    other results of a subject's visit, an end date of what is ongoing. A column tells another where, in groups of three
    rows and more, it leaves at most one in twenty of the rows unexplained that differ from the most frequent value, one
    row of a group (or one in a hundred) does otherwise, and what it holds is usual in another group. A row that holds a
    code of its own in some column is of another kind, and not judged, but where twins differ: SEX and SEX_STD are one
    answer in every kind of row.
    """
    every = [column for column in table.varied if column.size <= len(table) * HALF]
    blank = [filled(column) for column in table.varied if not column.given.all()]
    read = [column for column in blank if set(column.base) <= set(source.columns)]
    others = [column for column in every if not subject_of(column, source)] if table.subject.size > 1 else []
    most = min(
        CELLS // 2, len(table) * 2 // 3
    )  # with more, it tells nothing, or most rows stand in groups of one or two
    both = filter(None, (together(table.subject, column, most) for column in others))
    tellers = chain((column for column in every if not column.dated), blank, both)
    told = [column for column in (*every, *read) if minority_of(column) >= TWINS]
    found = [habit for teller in tellers for one in told if (habit := _habit(teller, one, habits)) is not None]
    yield from _told(found, table, np.union1d(of_another_kind(every), np.flatnonzero(table.said_why)))


def subject_of(column: Coded, source: Source) -> bool:
    """Tell whether the subject of a row is made from a column."""
    return all(f"{{{name}}}" in source.subject for name in column.base)


def _habit(teller: Coded, told: Coded, habits: Habits) -> Habit | None:
    """Tell whether a column tells another in all but a few rows, and in which it does not."""
    if set(teller.base) & set(told.base) or teller.size * told.size > CELLS or min(teller.size, told.size) < 2:  # noqa: PLR2004
        return None
    first = slice(len(teller.codes) // FIRST)
    errors = _errors(*_counts(teller.of(first), told.of(first))[1:])
    if errors > max(1, habits.exceptions * len(teller.codes)):
        return None
    counts, sizes, best = _counts(teller, told)
    large = sizes >= GROUP
    covered, errors = int(sizes[large].sum()), _errors(sizes, best)
    if not 0 < errors <= max(1, habits.exceptions * covered) or covered < HALF * len(teller.codes):
        return None
    minority = covered - int(counts[large].sum(axis=0).max())
    needed, unexplained = _needed(teller, told)
    isolated = ((sizes - best)[large] <= np.maximum(1, habits.exceptions * sizes[large])).all()
    if covered < habits.rows or minority < needed or errors > unexplained * minority or not isolated:
        return None
    if (best < DECIDED * sizes)[large & (best < sizes)].any():
        return None
    usual = counts.argmax(axis=1)
    wrong = spread(large, teller.codes) & (told.codes != spread(usual.astype(told.codes.dtype), teller.codes))
    wrong &= spread(told.given[usual], teller.codes)
    if told.size <= CODES and not told.dated:
        known = np.isin(np.arange(told.size), usual[large]) | ~told.given
        wrong &= spread(known, told.codes) & spread(best >= GROUP, teller.codes)
    return Habit(teller, told, np.flatnonzero(wrong), usual)


def _counts(teller: Coded, told: Coded) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Count the rows of each two codes, of each code of the teller, and of the most frequent code beside that one."""
    groups = int(teller.codes.max(initial=0)) + 1
    parts = (side_by_side(teller.of(rows), told.of(rows)) for rows in pieces(len(teller.codes)))
    counts = counted(parts, groups * told.size).reshape(groups, told.size)
    return counts, counts.sum(axis=1), counts.max(axis=1)


def _errors(sizes: NDArray[np.int64], best: NDArray[np.int64]) -> int:
    """Count the rows in groups that do not hold what most rows of their group hold.

    Some of the rows have no more of them than all.
    """
    return int((sizes - best)[sizes >= GROUP].sum())


def minority_of(column: Coded) -> int:
    """Count the rows that do not hold the most frequent text."""
    return len(column.codes) - int(column.counts.max())


def _needed(teller: Coded, told: Coded) -> tuple[int, float]:
    """Ask for less where the names say that two columns are twins."""
    return (TWINS, TWINS_UNEXPLAINED) if _twins(teller, told) else (MINORITY, UNEXPLAINED)


def _twins(teller: Coded, told: Coded) -> bool:
    """Tell whether the names of two columns say that they hold one answer, such as SEX and SEX_STD."""
    one, other = sorted([*teller.base, *told.base], key=len)[:2]
    return len(teller.base) == 1 and other.startswith(one)


def of_another_kind(columns: Sequence[Coded]) -> NDArray[np.int64]:
    """Find the rows that hold a code which no other row holds, in a column of few codes."""
    of_codes = [column for column in columns if column.size <= CODES and not column.dated]
    found = [np.flatnonzero(spread(column.given & (column.counts == 1), column.codes)) for column in of_codes]
    return np.unique(np.concatenate([np.array([], dtype="int64"), *found]))


def _told(found: Sequence[Habit], table: Watched, others: NDArray[np.int64]) -> Iterator[tuple[str, Finding]]:
    """Tell each row once, of the column that is in most of the contradictions; `others` are of another kind."""
    votes: dict[int, list[Habit]] = {}
    for habit in found:
        judged = habit.rows if _twins(habit.teller, habit.told) else np.setdiff1d(habit.rows, others)
        for row in map(int, judged):
            votes.setdefault(row, []).append(habit)
    for row, several in sorted(votes.items()):
        parts = Counter(name for habit in several for name in (*habit.told.base, *habit.teller.base))
        habit = max(several, key=lambda one: (parts[one.told.base[0]], -len(one.rows), -len(one.teller.base)))
        yield habit.told.base[0], _finding(habit, row, table)


def _finding(habit: Habit, row: int, table: Watched) -> Finding:
    teller, told = habit.teller, habit.told
    beside = int(teller.codes[row])
    usual = int(habit.usual[beside])
    same = int(((teller.codes == beside) & (told.codes == usual)).sum())
    values = table.values(told.base[0], np.array([row]))
    return Finding(
        rule="value-unusual",
        severity="warning",
        rows=values.index,
        values=values,
        message=f"expected {told.words(usual)}, as in {same} rows where {teller.says(beside)}",
        hint="correct the one that is wrong at the source; if both are right, name the row under accepted:",
    )
