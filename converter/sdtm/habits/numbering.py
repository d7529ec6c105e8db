"""Rows that are numbered 1, 2, 3, ...: the rows behind a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from converter.compute.piecewise import numbered, spread
from converter.steps import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from converter.compute.piecewise import Codes
    from converter.sdtm.habits.coded import Coded, Watched
    from converter.spec.study import Habits
    from converter.steps import Source

MOSTLY = 2 / 3
WHOLE = re.compile("[0-9]{1,9}")
NONE = np.iinfo("int32").max
"""In place of a number where a text is none: more than nine digits."""


def gaps_in_numbers(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows whose number leaves out one or more, where the key's last column numbers a subject's rows 1, 2, 3.

    A table numbers its rows where those of two in three subjects are numbered without a gap.
    """
    if not source.table.key or source.table.key[-1] not in table.columns or len(table) < habits.rows:
        return
    name = source.table.key[-1]
    column = table.columns[name]
    of_texts = np.array([int(text) if WHOLE.fullmatch(text) else NONE for text in column.texts], dtype="int32")
    if (of_texts == NONE).all():
        return
    numbers = spread(of_texts, column.codes)
    groups = _groups([table.subject, *(table.columns[key] for key in source.table.key[:-1])])
    gap = _gaps(numbers, groups)
    several = np.bincount(groups) > 1
    whole = np.bincount(groups, weights=gap) == 0
    if several.sum() < 2 or whole[several].mean() < MOSTLY:  # noqa: PLR2004
        return
    if gap.any():
        values = table.values(name, np.flatnonzero(gap))
        finding = Finding(
            rule="number-gap",
            severity="warning",
            rows=values.index,
            values=values,
            message="leaves out a number: a row before this one may be missing",
            hint="ask for the missing row; if it was deleted at the source, name this one under accepted:",
        )
        yield name, finding


def _groups(columns: Sequence[Coded]) -> Codes:
    """Code the rows that hold the same in some columns."""
    codes = columns[0].codes
    for column in columns[1:]:
        codes = numbered(partial(_beside, codes, column), len(codes))[0]
    return codes


def _beside(codes: Codes, column: Coded, rows: slice) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = codes[rows].astype(np.int64) * column.size + column.codes[rows]
    return numbers


def _gaps(numbers: NDArray[np.int32], groups: Codes) -> NDArray[np.bool_]:
    """Tell which rows leave out a number after that before it in their group; the first of a group follows 0."""
    order = np.lexsort((numbers, groups))
    own, group = numbers[order], groups[order]
    before = np.zeros_like(own)
    before[1:] = np.where(group[1:] == group[:-1], own[:-1], 0)
    gap = np.empty(len(numbers), dtype=np.bool_)
    gap[order] = (own != NONE) & (own - before > 1)
    return gap
