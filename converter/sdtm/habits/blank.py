"""Columns that are always filled: the rows in which they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from converter.steps import Finding

if TYPE_CHECKING:
    from converter.sdtm.habits.coded import Watched
    from converter.spec.study import Habits
    from converter.steps import Source


def unusual_blanks(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report blank cells of columns that are filled in all rows but one, or one in a hundred.

    Not where the row says why: by a column that is filled in hardly any other row, or by a code of its own.
    """
    for name in source.columns:
        blank = np.flatnonzero(table.columns[name].blank & ~table.said_why)
        if len(table) >= habits.rows and 0 < len(blank) <= max(1, habits.exceptions * len(table)):
            finding = Finding(
                rule="blank-unusual",
                severity="note",
                rows=table.index[blank],
                values=table.values(name, blank),
                message=f"blank, and filled in the other {len(table) - len(blank)} rows",
                hint="complete it at the source; if it is rightly blank, name the row under accepted:",
            )
            yield name, finding
