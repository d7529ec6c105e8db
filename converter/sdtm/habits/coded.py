"""Columns of a raw table as numbers, so that thousands of pairs are compared in a second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from converter.dataset import Frame


DATE = re.compile(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-|[0-9]{2}-?[A-Za-z]{3}-?[0-9]{4}|[0-9]{2}[./][0-9]{2}[./][0-9]{4}")
HALF = 0.5
FEW, RARE, SELDOM = 10, 0.01, 0.1
"""A column of so few texts holds codes; a code, or a column, in so small a share of rows says why."""


@dataclass(frozen=True)
class Coded:
    """A column of a raw table: `codes` has a number for each row, `texts` what each number stands for.

    `base` names the raw columns that it is made of; `name` is how a person would call it; `fill` says that it tells no
    more than whether the column is filled.
    """

    name: str
    base: tuple[str, ...]
    codes: NDArray[np.int64]
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
        return np.bincount(self.codes, minlength=self.size)

    @cached_property
    def single(self) -> Mapping[str, int]:
        """The texts that stand in one row alone, each with that row (position)."""
        rows = np.flatnonzero((self.counts == 1)[self.codes])
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
        return ~self.given[self.codes]


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
    """A raw table with each of its columns coded once, outer blanks aside; `subjects` is aligned with its rows."""

    index: pd.Index
    columns: Mapping[str, Coded]
    subjects: pd.Series

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
            said |= (column.given & (rare | seldom))[column.codes]
        return said

    @cached_property
    def varied(self) -> tuple[Coded, ...]:
        """The columns that hold more than one text."""
        return tuple(column for column in self.columns.values() if column.size > 1)


def watched(frame: Frame, subjects: pd.Series) -> Watched:
    """Code the columns of a raw table."""
    return Watched(frame.index, {name: coded(name, frame[name]) for name in map(str, frame)}, subjects)


def coded(name: str, values: pd.Series) -> Coded:
    """Code one column."""
    collected, texts = pd.factorize(values)
    codes, distinct = pd.factorize(pd.Series(texts, dtype="str").str.strip())
    return Coded(name, (name,), codes.astype("int64")[collected], tuple(map(str, distinct)))


def filled(column: Coded) -> Coded:
    """Code whether a column is filled."""
    return Coded(column.name, column.base, column.given[column.codes].astype("int64"), ("blank", "filled"), fill=True)


def together(one: Coded, other: Coded) -> Coded:
    """Code two columns as one."""
    codes, distinct = pd.factorize(one.codes * other.size + other.codes)
    texts = _Both(one, other, distinct)
    return Coded(f"{one.name} and {other.name}", (*one.base, *other.base), codes.astype("int64"), texts)
