"""Two columns whose cells stand in each other's place: the rows in which they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from converter.sdtm.habits.coded import HALF, Coded
from converter.steps import Finding

if TYPE_CHECKING:
    from converter.sdtm.habits.coded import Watched
    from converter.spec.study import Habits
    from converter.steps import Source

DISTINCT = 4
LETTER = re.compile(r"[^\W\d_]")
MANY, FEW = 2, 2
"""A text of another column stands there more often than this; so many displaced cells a column are doubted."""
ANSWERS = frozenset(
    {
        *("u", "x", "na", "n/a", "nd", "unk", "unknown", "none", "other", "done", "not done", "not applicable"),
        *("missing", "normal", "abnormal", "negative", "positive"),
    }
)
"""Words that answer any question."""
YES_OR_NO = frozenset({"y", "n", "yes", "no", "true", "false"})
"""Words that answer any question of their kind, and no other."""


def swapped_cells(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows in which two columns each hold what no other row has there, and several rows have in the other.

    Such as a system organ class for the term, and the term for it. The two columns have four texts and more, and share
    none but those; columns of dates, and those in which most texts stand once, are not looked at.
    """
    if len(table) < habits.rows:
        return
    several = [column for column in table.varied if DISTINCT <= column.size <= len(table) * HALF]
    for one, other in combinations([column for column in several if not column.dated], 2):
        rows = _strange(one, other) & _strange(other, one)
        shared = {text for text in one.texts if text.strip()} & set(other.texts)
        if rows and len(shared) == 2 * len(rows) and not {one.name, other.name}.isdisjoint(source.columns):
            message = f"what other rows hold in {other.name}, and there what they hold here"
            hint = "correct the row at the source; if it is right, name it under accepted:"
            yield one.name, _finding("cells-swapped", table, one, rows, message, hint)


def displaced_cells(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report cells that hold what no other row has there and many have in another column, whose own cell lacks it.

    Such as an outcome in the column beside it, where cells have moved. The two columns share no other text; the other
    column's cell is blank, or holds what no other row has in it. Numbers, and words that answer any question, meet by
    chance and are not looked at; cells in each other's place are told as swapped.
    """
    if len(table) < habits.rows:
        return
    several = [one for one in table.varied if one.size <= len(table) * HALF and not one.dated]
    for one, other in permutations(several, 2):
        if {one.name, other.name}.isdisjoint(source.columns):
            continue
        strange = _strange(one, other, MANY)
        if not strange:
            continue
        rows = _lacking(other, strange)
        if min(one.size, other.size) >= DISTINCT:
            rows -= _strange(other, one)
        moved = _texts(one, rows)
        if not 0 < len(rows) <= FEW or not all(_telling(text, one) for text in moved):
            continue
        shared = {text for text in one.texts if text.strip()} & set(other.texts)
        if shared <= moved | _texts(other, rows):
            message = f"what other rows hold in {other.name}, where this one has none of it"
            hint = "the cells of the row may have moved; correct it at the source, or name it under accepted:"
            yield one.name, _finding("cell-displaced", table, one, rows, message, hint)


def _finding(rule: str, table: Watched, column: Coded, rows: Iterable[int], message: str, hint: str) -> Finding:
    values = table.values(column.name, np.array(sorted(rows)))
    return Finding(rule=rule, severity="warning", rows=values.index, values=values, message=message, hint=hint)


def _telling(text: str, column: Coded) -> bool:
    """Tell whether a text says that it does not belong to a column; yes and no do where the column asks for no such."""
    word = text.casefold()
    others = {one.casefold() for one in column.texts if one.strip()} - {word}
    if word in YES_OR_NO:
        return bool(others) and others.isdisjoint(YES_OR_NO)
    return LETTER.search(text) is not None and word not in ANSWERS


def _texts(column: Coded, rows: Iterable[int]) -> frozenset[str]:
    """Give the texts that a column holds in some rows (positions)."""
    return frozenset(column.texts[column.codes[row]] for row in rows)


def _lacking(column: Coded, rows: Iterable[int]) -> frozenset[int]:
    """Find which rows (positions) are blank in a column, or hold a text that no other row has."""
    lacking = (column.counts == 1) | ~column.given
    return frozenset(row for row in rows if lacking[column.codes[row]])


def _strange(column: Coded, other: Coded, more: int = 1) -> frozenset[int]:
    """Find the rows (positions) whose text stands once in a column, and more than so many times in another."""
    shared = column.single.keys() & other.times.keys()
    return frozenset(column.single[text] for text in shared if other.times[text] > more)
