"""The datasets of a package, read where they are asked for: a block of records, or some columns of all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from converter.dataset import FoundVariable, Frame
from converter.read.joined import grouped
from converter.read.xport import Member, only_member, read_rows

BLOCK, KEPT = 1_000, 16
"""Records that are read at a time where one is asked for, and how many such blocks are kept."""


@dataclass(frozen=True, eq=False)
class Shipped:
    """A dataset in the transport files of a package: one, or several where it was split for its size."""

    name: str
    parts: tuple[Member, ...]

    @property
    def variables(self) -> tuple[FoundVariable, ...]:
        """Its variables."""
        return tuple(field.variable for field in self.parts[0].fields)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(variable.name for variable in self.variables)

    @cached_property
    def frame(self) -> Frame:
        """All of its records."""
        return self.columns(*self.names)

    def __len__(self) -> int:
        """How many records it has."""
        return sum(part.records.count for part in self.parts)

    def at(self, record: int) -> Frame:
        """Give one record (from 1) as a frame of one row, on the index of the whole."""
        number, place = divmod(record - 1, BLOCK)
        return self._block(number).iloc[[place]]

    def value(self, name: str, record: int) -> Any:  # noqa: ANN401 - text or a number
        """Give one value of one record (from 1)."""
        number, place = divmod(record - 1, BLOCK)
        return self._block(number)[name].iloc[place]

    @cached_property
    def _block(self) -> Callable[[int], Frame]:
        return lru_cache(maxsize=KEPT)(
            lambda number: read_rows(self.parts, range(number * BLOCK, (number + 1) * BLOCK)).frame
        )

    def columns(self, *names: str) -> Frame:
        """Give some columns of all records."""
        return read_rows(self.parts, range(len(self)), names).frame[list(names)]


def shipped(files: Iterable[Path], known: Collection[str]) -> dict[str, Shipped]:
    """Open the transport files of a package by the names of their datasets; what was split is one (LB1, LB2 as LB).

    Only their headers are read. Raises InputError for a file that is damaged.
    """
    members = {path.stem.upper(): only_member(path) for path in files}
    named = grouped(members, known)
    return {name: Shipped(name, tuple(members[part] for part in parts)) for name, parts in named.items()}
