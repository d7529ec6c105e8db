"""What stays of a raw table after screening."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.dataset import Collected, Frame

Marks: TypeAlias = npt.NDArray[np.bool_]
"""One truth value for each row of a raw table."""


@dataclass(frozen=True)
class Screened:
    """One raw table after screening: the rows that stay, and the subject (USUBJID) of each."""

    table: Collected
    frame: Frame
    subjects: pd.Series


@dataclass(frozen=True)
class Kept:
    """What stays of a raw table: which of its rows, and the subject (USUBJID, a category) of each of these."""

    table: Collected
    stays: Marks
    subjects: pd.Series

    @cached_property
    def all_stay(self) -> bool:
        """Whether every row stays."""
        return bool(self.stays.all())

    def column(self, name: str) -> pd.Series:
        """Give one column of the rows that stay."""
        values = self.table.column(name)
        return values if self.all_stay else values[self.stays]

    def pieces(self) -> Iterator[Screened]:
        """Give the rows that stay, piece by piece."""
        at, given = 0, 0
        for piece in self.table.pieces():
            stays = self.stays[at : at + len(piece)]
            rows = piece if self.all_stay else piece[stays]
            yield Screened(self.table, rows, self.subjects.iloc[given : given + len(rows)].astype("str"))
            at, given = at + len(piece), given + len(rows)

    def whole(self) -> Screened:
        """Give all rows that stay, in memory."""
        pieces = list(self.pieces())
        rows = pieces[0].frame if len(pieces) == 1 else pd.concat([one.frame for one in pieces])
        return Screened(self.table, rows, self.subjects.astype("str"))
