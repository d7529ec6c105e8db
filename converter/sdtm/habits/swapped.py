"""Two columns whose cells stand in each other's place: the rows in which they do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from converter.sdtm.habits.coded import HALF, Coded
from converter.steps import Finding

if TYPE_CHECKING:
    from converter.sdtm.habits.coded import Watched
    from converter.spec.study import Habits
    from converter.steps import Source

DISTINCT = 4


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
            values = table.values(one.name, np.array(sorted(rows)))
            finding = Finding(
                rule="cells-swapped",
                severity="warning",
                rows=values.index,
                values=values,
                message=f"what other rows hold in {other.name}, and there what they hold here",
                hint="correct the row at the source; if it is right, name it under accepted:",
            )
            yield one.name, finding


def _strange(column: Coded, other: Coded) -> frozenset[int]:
    """Find the rows (positions) whose text stands once in a column, and more than once in another."""
    common = {text for text, many in zip(other.texts, other.counts > 1, strict=True) if many and text}
    codes = [code for code, text in enumerate(column.texts) if column.counts[code] == 1 and text in common]
    return frozenset(map(int, np.flatnonzero(np.isin(column.codes, codes))))
