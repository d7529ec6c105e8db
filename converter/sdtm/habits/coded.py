"""Columns of a raw table as numbers, so that thousands of pairs are compared in a second."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from converter.dataset import Frame


DATE = re.compile(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-|[0-9]{2}-?[A-Za-z]{3}-?[0-9]{4}|[0-9]{2}[./][0-9]{2}[./][0-9]{4}")
HALF = 0.5


@dataclass(frozen=True)
class Coded:
    """A column of a raw table: `codes` has a number for each row, `texts` what each number stands for.

    `base` names the raw columns that it is made of; `name` is how a person would call it; `fill` says that it tells no
    more than whether the column is filled.
    """

    name: str
    base: tuple[str, ...]
    codes: NDArray[np.int64]
    texts: tuple[str, ...]
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


def coded(name: str, values: pd.Series) -> Coded:
    """Code one column."""
    codes, distinct = pd.factorize(values)
    return Coded(name, (name,), codes.astype("int64"), tuple(map(str, distinct)))


def filled(column: Coded) -> Coded:
    """Code whether a column is filled."""
    given = np.array([text.strip() != "" for text in column.texts], dtype="int64")
    return Coded(column.name, column.base, given[column.codes], ("blank", "filled"), fill=True)


def together(one: Coded, other: Coded) -> Coded:
    """Code two columns as one."""
    codes, distinct = pd.factorize(one.codes * other.size + other.codes)
    texts = tuple(f"{one.texts[c // other.size]}, {other.texts[c % other.size]}" for c in map(int, distinct))
    return Coded(f"{one.name} and {other.name}", (*one.base, *other.base), codes.astype("int64"), texts)


def columns_of(frame: Frame, names: Iterable[str]) -> list[Coded]:
    """Code the columns that hold more than one text."""
    every = [coded(name, frame[name]) for name in names]
    return [column for column in every if column.size > 1]


def dated(column: Coded) -> bool:
    """Tell whether a column holds dates: what happened to fall on one day has nothing else in common."""
    found = [bool(DATE.search(text)) for text in column.texts if text]
    return sum(found) > HALF * len(found)
