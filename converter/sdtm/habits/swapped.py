"""Two columns whose cells stand in each other's place: the rows in which they do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.sdtm.habits.coded import HALF, Coded, columns_of, dated
from converter.steps import Finding

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.spec.study import Habits
    from converter.steps import Source

DISTINCT = 4


def swapped_cells(frame: Frame, _: pd.Series, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows in which two columns each hold what no other row has there, and several rows have in the other.

    Such as a system organ class for the term, and the term for it. The two columns have four texts and more, and share
    none but those; columns of dates, and those in which most texts stand once, are not looked at.
    """
    if len(frame) < habits.rows:
        return
    coded = [one for one in columns_of(frame, map(str, frame)) if DISTINCT <= one.size <= len(frame) * HALF]
    for one, other in combinations([column for column in coded if not dated(column)], 2):
        rows = _strange(one, other) & _strange(other, one)
        shared = {text for text in one.texts if text.strip()} & set(other.texts)
        if rows and len(shared) == 2 * len(rows) and not {one.name, other.name}.isdisjoint(source.columns):
            index = frame.index[sorted(rows)]
            finding = Finding(
                rule="cells-swapped",
                severity="warning",
                rows=index,
                values=frame.loc[index, one.name],
                message=f"what other rows hold in {other.name}, and there what they hold here",
                hint="correct the row at the source; if it is right, name it under accepted:",
            )
            yield one.name, finding


def _strange(column: Coded, other: Coded) -> frozenset[int]:
    """Find the rows (positions) whose text stands once in a column, and more than once in another."""
    counts, theirs = (np.bincount(one.codes, minlength=one.size) for one in (column, other))
    common = {text for text, many in zip(other.texts, theirs > 1, strict=True) if many and text.strip()}
    codes = [code for code, text in enumerate(column.texts) if counts[code] == 1 and text in common]
    return frozenset(map(int, np.flatnonzero(np.isin(column.codes, codes))))
