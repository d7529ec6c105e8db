"""Columns that hold the same, or one of them within the other: the rows in which they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.compute.piecewise import pieces, spread
from converter.sdtm.habits.coded import pairs
from converter.steps import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from converter.sdtm.habits.coded import Coded, Watched
    from converter.spec.study import Habits
    from converter.steps import Source

DISTINCT = 4
SHORTEST = 2
HALF = 0.5
SPREAD = 20
"""One in so many rows is looked at first, which shows most columns to be none of a pair."""
WITHIN = "does not begin with"


def unusual_twins(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows in which two columns differ that hold the same text wherever both are filled.

    Such as a date and the text it was typed as. A column that makes the subject is looked at for the site within it:
    reported is a row whose site is not the one that its subject begins with. Of these, and of columns that their names
    call twins (BRTHDAT and BRTHDAT_RAW), half as many rows are enough. Two rows may differ, or one in a hundred.
    """
    every = [column for column in table.varied if column.size >= DISTINCT]
    several = [column for column in every if max(map(len, column.texts)) > SHORTEST]
    numbers = _numbers(several)
    for one, other in combinations(several, 2):
        read = one.name in source.columns or other.name in source.columns
        if read and _may_be_alike(one, other, numbers):
            yield from _differing(table, one, other, _alike(one, other, numbers), "is not", habits)
    subject = [name for name in table.columns if source.subject == f"{{{name}}}"]
    for name in subject:
        whose = table.columns[name]
        for part in _parts(table, name):
            if not _differ_often(whose, part, habits):
                yield from _differing(table, whose, part, _begins(whose, part), WITHIN, habits)


def _numbers(columns: Sequence[Coded]) -> dict[str, NDArray[np.int64]]:
    """Number the texts of all columns, so that one text has one number wherever it stands."""
    numbers = pd.factorize(pd.Series([text for column in columns for text in column.texts], dtype="str"))[0]
    ends = np.cumsum([column.size for column in columns])
    return dict(zip((column.name for column in columns), np.split(numbers, ends[:-1]), strict=True)) if columns else {}


def _differ_often(whose: Coded, part: Coded, habits: Habits) -> bool:
    """Tell from some of the rows whether more of all do not begin with another text than can be exceptions."""
    rows = slice(None, None, SPREAD)
    some, other = whose.of(rows), part.of(rows)
    wrong = whose.given[some.codes] & part.given[other.codes] & ~_begins(some, other)
    return bool(wrong.sum() > max(2, habits.exceptions * len(whose.codes)))


def _begins(texts: Coded, parts: Coded) -> NDArray[np.bool_]:
    """Tell in which rows a text begins with another: of each two that stand beside each other once."""
    codes, distinct = pairs(texts, parts)
    beside = (divmod(int(pair), parts.size) for pair in distinct)
    within = [texts.texts[text].startswith(parts.texts[part]) for text, part in beside]
    return spread(np.array(within, dtype=np.bool_), codes)


def _may_be_alike(one: Coded, other: Coded, numbers: Mapping[str, NDArray[np.int64]]) -> bool:
    """Tell from how often each text stands in two columns whether they may be twins; most pairs share no text at all.

    They are none where they can hold the same in less than half of the rows, and in less than three in four of those in
    which both are filled.
    """
    _, here, there = np.intersect1d(numbers[one.name], numbers[other.name], assume_unique=True, return_indices=True)
    same = np.minimum(one.counts[here], other.counts[there])
    given = int(same[one.given[here]].sum())
    both = int(one.counts[one.given].sum()) + int(other.counts[other.given].sum()) - len(one.codes)
    return bool(same.sum() >= HALF * len(one.codes)) or (given > 0 and 3 * both <= 4 * given)


def _alike(one: Coded, other: Coded, numbers: Mapping[str, NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Tell where two columns hold the same, or one of them more of it: Unscheduled beside Unscheduled (2)."""
    here, there = numbers[one.name], numbers[other.name]
    parts = (here[one.codes[rows]] == there[other.codes[rows]] for rows in pieces(len(one.codes)))
    same: NDArray[np.bool_] = np.concatenate([np.zeros(0, dtype=np.bool_), *parts])
    if same.mean() < HALF:
        return same
    return _begins(one, other) | _begins(other, one)


def _parts(table: Watched, subject: str) -> list[Coded]:
    """Name the columns that may be the beginning of the subject: shorter than it, and never the same for all."""
    return [
        column
        for column in table.varied
        if column.name != subject
        and all(len(text) != 1 for text in column.texts)
        and max(map(len, column.texts)) > SHORTEST
    ]


def _differing(
    table: Watched, one: Coded, other: Coded, alike: NDArray[np.bool_], words: str, habits: Habits
) -> Iterator[tuple[str, Finding]]:
    both = ~(one.blank | other.blank)
    wrong = np.flatnonzero(both & ~alike)
    close = words == WITHIN or one.name.startswith(other.name) or other.name.startswith(one.name)
    few = max(2, habits.exceptions * both.sum())
    if both.sum() < habits.rows / (2 if close else 1) or not 0 < len(wrong) <= min(few, both.sum() / 4):
        return
    values = table.values(one.name, wrong)
    finding = Finding(
        rule="twin-differs",
        severity="warning",
        rows=values.index,
        values=values,
        message=f"{words} {other.name}, as in the other {int(both.sum() - len(wrong))} rows that have both",
        hint="correct the one that is wrong at the source; if both are right, name the row under accepted:",
    )
    yield one.name, finding
