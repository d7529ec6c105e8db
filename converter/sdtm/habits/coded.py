"""Columns of a raw table as numbers, so that thousands of pairs are compared in a second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from converter.compute.piecewise import counted, numbered, pieces, small, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from converter.compute.piecewise import Codes
    from converter.sdtm.rows.kept import Kept

DATE = re.compile(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-|[0-9]{2}-?[A-Za-z]{3}-?[0-9]{4}|[0-9]{2}[./][0-9]{2}[./][0-9]{4}")
HALF = 0.5
FEW, RARE, SELDOM = 10, 0.01, 0.1
"""A column of so few texts holds codes; a code, or a column, in so small a share of rows says why."""
MARKS, MOST_MARKS = 8, 1 << 24
"""Marks by which pairs of texts are counted: so many a row, and no more than these."""


@dataclass(frozen=True)
class Coded:
    """A column of a raw table: `codes` has a number for each row, as small as they are, `texts` what each stands for.

    `base` names the raw columns that it is made of; `name` is how a person would call it; `fill` says that it tells no
    more than whether the column is filled.
    """

    name: str
    base: tuple[str, ...]
    codes: Codes
    texts: Sequence[str]
    fill: bool = False

    def says(self, code: int) -> str:
        """Word that the column has a value, or is blank, or filled."""
        return f"{self.name} is {self.words(code)}"

    def words(self, code: int) -> str:
        """Word a value: quoted, or blank, or filled."""
        return self.texts[code] if self.fill else f"'{self.texts[code]}'"

    @property
    def size(self) -> int:
        """How many distinct texts there are."""
        return len(self.texts)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """In how many rows each text stands."""
        return counted((self.codes[rows] for rows in pieces(len(self.codes))), self.size)

    @cached_property
    def single(self) -> Mapping[str, int]:
        """The texts that stand in one row alone, each with that row (position)."""
        rows = np.flatnonzero(spread(self.counts == 1, self.codes))
        return {self.texts[self.codes[row]]: int(row) for row in rows}

    @cached_property
    def times(self) -> Mapping[str, int]:
        """In how many rows each text stands that is not blank."""
        return {text: int(many) for text, many in zip(self.texts, self.counts, strict=True) if text}

    @cached_property
    def given(self) -> NDArray[np.bool_]:
        """Which of the texts are not blank."""
        return np.array([text != "" for text in self.texts], dtype="bool")

    @cached_property
    def dated(self) -> bool:
        """Whether the column holds dates: what happened to fall on one day has nothing else in common."""
        found = [bool(DATE.search(text)) for text in self.texts if text]
        return sum(found) > HALF * len(found)

    def of(self, rows: slice) -> Coded:
        """Give the column in some rows alone; codes and texts stay the same."""
        return replace(self, codes=self.codes[rows])

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Which rows are blank."""
        return spread(~self.given, self.codes)


@dataclass(frozen=True)
class _Both(Sequence[str]):
    """The texts of two columns side by side: there are many, and few are ever worded."""

    one: Coded
    other: Coded
    codes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code: Any) -> Any:  # noqa: ANN401 - as of any sequence
        one, other = divmod(int(self.codes[code]), self.other.size)
        return f"{self.one.texts[one]}, {self.other.texts[other]}"


@dataclass(frozen=True)
class Watched:
    """The rows that stay of a raw table, with each column, and the subject of each row, coded once; no outer blanks."""

    index: pd.Index
    columns: Mapping[str, Coded]
    subject: Coded

    def __len__(self) -> int:
        return len(self.index)

    def values(self, name: str, rows: NDArray[np.int64]) -> pd.Series:
        """Give the texts of a column in some rows (positions), on the labels of these."""
        column = self.columns[name]
        return pd.Series([column.texts[code] for code in column.codes[rows]], index=self.index[rows], dtype="str")

    @cached_property
    def said_why(self) -> NDArray[np.bool_]:
        """The rows that fill a column which is blank in most rows, or hold a code that hardly any other row holds."""
        said = np.zeros(len(self), dtype="bool")
        for column in self.columns.values():
            rare = (column.size <= FEW) & (column.counts <= max(1, RARE * len(self)))
            seldom = column.counts[column.given].sum() <= SELDOM * len(self)
            said |= spread(column.given & (rare | seldom), column.codes)
        return said

    @cached_property
    def varied(self) -> tuple[Coded, ...]:
        """The columns that hold more than one text."""
        return tuple(column for column in self.columns.values() if column.size > 1)


def watched(kept: Kept) -> Watched:
    """Code the columns of a raw table."""
    columns = {name: coded(name, kept.column(name)) for name in kept.table.columns}
    return Watched(kept.subjects.index, columns, coded("the subject", kept.subjects))


def coded(name: str, values: pd.Series) -> Coded:
    """Code one column; one that says the same in all rows takes no memory."""
    collected, texts = pd.factorize(values)
    numbers, distinct = pd.factorize(pd.Series(texts, dtype="str").str.strip())
    one = len(distinct) == 1
    codes = np.broadcast_to(np.int8(0), len(values)) if one else small(numbers, len(distinct))[collected]
    return Coded(name, (name,), codes, tuple(distinct.tolist()))


def filled(column: Coded) -> Coded:
    """Code whether a column is filled."""
    return Coded(
        column.name, column.base, spread(column.given.astype("int8"), column.codes), ("blank", "filled"), fill=True
    )


def side_by_side(one: Coded, other: Coded) -> NDArray[np.int64]:
    """Give a number for each row, the same where two columns hold the same."""
    numbers = one.codes.astype(np.int64)
    numbers *= other.size
    numbers += other.codes
    return numbers


def together(one: Coded, other: Coded, most: int) -> Coded | None:
    """Code two columns as one; nothing where more than `most` pairs of texts stand beside each other."""
    if _at_least(one, other) > most:
        return None
    codes, distinct = pairs(one, other)
    return Coded(f"{one.name} and {other.name}", (*one.base, *other.base), codes, _Both(one, other, distinct))


def pairs(one: Coded, other: Coded) -> tuple[Codes, NDArray[np.int64]]:
    """Code the pairs of texts that stand beside each other; gives also the number of each pair (`side_by_side`)."""
    return numbered(lambda rows: side_by_side(one.of(rows), other.of(rows)), len(one.codes))


def _at_least(one: Coded, other: Coded) -> int:
    """Count, not too high, how many pairs there are: those whose numbers leave the same rest are taken for one."""
    seen = np.zeros(max(1, min(one.size * other.size, MARKS * len(one.codes), MOST_MARKS)), dtype=np.bool_)
    for rows in pieces(len(one.codes)):
        seen[side_by_side(one.of(rows), other.of(rows)) % len(seen)] = True
    return int(seen.sum())
