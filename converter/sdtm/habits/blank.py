"""Columns that are always filled: the rows in which they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from converter.steps import Finding

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.spec.study import Habits
    from converter.steps import Source

CODES, RARE, SELDOM = 10, 0.01, 0.1
"""A column of so few texts holds codes; a code, or a column, in so small a share of rows says why."""


def unusual_blanks(frame: Frame, _: pd.Series, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report blank cells of columns that are filled in all rows but one, or one in a hundred.

    Not where the row says why: by a column that is filled in hardly any other row, or by a code of its own.
    """
    said = said_why(frame)
    for name in source.columns:
        blank = (frame[name].str.strip() == "") & ~said
        if len(frame) >= habits.rows and 0 < blank.sum() <= max(1, habits.exceptions * len(frame)):
            rows = frame.index[blank]
            finding = Finding(
                rule="blank-unusual",
                severity="note",
                rows=rows,
                values=pd.Series("", index=rows, dtype="str"),
                message=f"blank, and filled in the other {len(frame) - len(rows)} rows",
                hint="complete it at the source; if it is rightly blank, name the row under accepted:",
            )
            yield name, finding


def said_why(frame: Frame) -> pd.Series:
    """Find the rows that fill a column which is blank in most rows, or hold a code that hardly any other row holds."""
    said = pd.Series(data=False, index=frame.index)
    for name in map(str, frame):
        counts = frame[name].map(frame[name].value_counts())
        rare = (frame[name] != "") & (frame[name].nunique() <= CODES) & (counts <= max(1, RARE * len(frame)))
        said |= rare | ((frame[name] != "") & ((frame[name] != "").mean() <= SELDOM))
    return said
