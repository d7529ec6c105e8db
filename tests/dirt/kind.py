"""What a kind of damage is: data, and one small pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeAlias

from tests.dirt.grid import Grid, Line


@dataclass(frozen=True)
class Cell:
    """A cell to be damaged: its text, its row, what the column holds in other rows, the cell it belongs with.

    `peers` are the other cells of the column, of the same test where the table has one row a result; `elsewhere` holds
    codes of another column; `partner` is the column it belongs with (the start of an end, the unit of a result).
    """

    text: str
    column: str
    row: Mapping[str, str]
    peers: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    partner: str = ""

    @property
    def beside(self) -> str:
        """What the partner's cell holds."""
        return self.row.get(self.partner, "")


Change: TypeAlias = "str | Mapping[str, str] | None"
"""The new text of the cell, or of several cells of its row by column; nothing where the kind does not fit the cell."""

CellDamage: TypeAlias = Callable[[Cell, Random], Change]


@dataclass(frozen=True)
class Touched:
    """A grid after damage to a row: the lines as they are now, and the row numbers that an issue may rightly name."""

    lines: tuple[Line, ...]
    rows: tuple[int, ...]


RowDamage: TypeAlias = Callable[[Grid, int, Random], "Touched | None"]
"""Damage the row with a row number; nothing where the kind does not fit it."""

ColumnDamage: TypeAlias = Callable[[Grid, str, Random], "Grid | None"]
FileDamage: TypeAlias = Callable[[bytes, Random], "bytes | None"]
"""The file's new bytes; nothing where the file is gone."""

Shape = Literal["cell", "row", "column", "file"]


@dataclass(frozen=True)
class Kind:
    """One kind of damage: which columns it is done to (`role`), how, and whether a careful person could see it.

    `visible` is false where only the source tells that the value is wrong; such kinds are counted apart. `alone` kinds
    may end a run, and are tried one at a time; those of them that are `reading` no reader should pass without a word.
    """

    name: str
    shape: Shape
    damage: Callable[..., object] = field(repr=False)
    role: str = ""
    visible: bool = True
    alone: bool = False
    reading: bool = False


@dataclass(frozen=True)
class Place:
    """Where and with what seed a damage was done, so that it can be done again: table, column, row number."""

    table: str
    column: str = ""
    at: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Damage:
    """What was done: kind, file, rows (as the undamaged file numbers them), column, text before and after, whose."""

    kind: Kind
    file: str
    rows: tuple[int, ...] = ()
    column: str = ""
    before: str = ""
    after: str = ""
    subjects: tuple[str, ...] = ()
    place: Place = Place("")

    def __str__(self) -> str:
        where = self.file + (f":{self.rows[0]}" if self.rows else "")
        return f"{self.kind.name}: {where} {self.column} '{self.before[:60]}' -> '{self.after[:60]}'"
