"""Columns that hold the same, or one of them within the other: the rows in which they do not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.sdtm.habits.coded import columns_of
from converter.steps import Finding

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.spec.study import Habits
    from converter.steps import Source

DISTINCT = 4
SHORTEST = 2
HALF = 0.5
WITHIN = "does not begin with"


def unusual_twins(frame: Frame, _: pd.Series, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows in which two columns differ that hold the same text wherever both are filled.

    Such as a date and the text it was typed as. A column that makes the subject is looked at for the site within it:
    reported is a row whose site is not the one that its subject begins with. Of these, and of columns that their names
    call twins (BRTHDAT and BRTHDAT_RAW), half as many rows are enough. Two rows may differ, or one in a hundred.
    """
    every = [column for column in columns_of(frame, map(str, frame)) if column.size >= DISTINCT]
    names = [column.name for column in every if max(map(len, column.texts)) > SHORTEST]
    for one, other in combinations(names, 2):
        if one in source.columns or other in source.columns:
            yield from _differing(frame, one, other, _alike(frame[one], frame[other]), "is not", habits)
    subject = [name for name in map(str, frame) if source.subject == f"{{{name}}}"]
    for name in subject:
        for part in _parts(frame, name):
            within = _begins(frame[name], frame[part])
            yield from _differing(frame, name, part, within, WITHIN, habits)


def _begins(texts: pd.Series, parts: pd.Series) -> pd.Series:
    within = [text.startswith(part) for text, part in zip(texts, parts, strict=True)]
    return pd.Series(within, index=texts.index)


def _alike(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell where two columns hold the same, or one of them more of it: Unscheduled beside Unscheduled (2)."""
    if (one == other).mean() < HALF:
        return one == other
    return _begins(one, other) | _begins(other, one)


def _parts(frame: Frame, subject: str) -> list[str]:
    """Name the columns that may be the beginning of the subject: shorter than it, and never the same for all."""
    return [
        column.name
        for column in columns_of(frame, map(str, frame))
        if column.name != subject
        and all(len(text) != 1 for text in column.texts)
        and max(map(len, column.texts)) > SHORTEST
    ]


def _differing(
    frame: Frame, one: str, other: str, alike: pd.Series, words: str, habits: Habits
) -> Iterator[tuple[str, Finding]]:
    both = ((frame[one] != "") & (frame[other] != "")).to_numpy()
    wrong = both & ~alike.to_numpy()
    close = words == WITHIN or one.startswith(other) or other.startswith(one)
    few = max(2, habits.exceptions * both.sum())
    if both.sum() < habits.rows / (2 if close else 1) or not 0 < wrong.sum() <= min(few, both.sum() / 4):
        return
    rows = frame.index[np.flatnonzero(wrong)]
    finding = Finding(
        rule="twin-differs",
        severity="warning",
        rows=rows,
        values=frame.loc[rows, one],
        message=f"{words} {other}, as in the other {int(both.sum() - wrong.sum())} rows that have both",
        hint="correct the one that is wrong at the source; if both are right, name the row under accepted:",
    )
    yield one, finding
