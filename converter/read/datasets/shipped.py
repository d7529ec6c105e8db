"""Datasets in transport files, read where they are asked for: a block of records, or some columns of all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.read.datasets.folder import dataset_files, is_transport
from converter.read.datasets.joined import grouped
from converter.read.sas.xport import read_rows
from converter.read.sas.xport_header import Member, members, only_member

BLOCK, KEPT = 1_000, 16
"""Records that are read at a time where one is asked for, and how many such blocks are kept."""


@dataclass(frozen=True, eq=False)
class Shipped:
    """A dataset in transport files: one, or several where it was split for its size.

    Text that is not ASCII, as others write it, is that of the whole column, by which its encoding is found.
    """

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
        row = self._block(number).iloc[[place]]
        odd = [name for name in self.names if not _is_plain(row[name].iloc[0])]
        return row.assign(**{name: self._column(name).iloc[[record - 1]] for name in odd}) if odd else row

    def value(self, name: str, record: int) -> Any:  # noqa: ANN401 - text or a number
        """Give one value of one record (from 1)."""
        number, place = divmod(record - 1, BLOCK)
        value = self._block(number)[name].iloc[place]
        return value if _is_plain(value) else self._column(name).iloc[record - 1]

    @cached_property
    def _column(self) -> Callable[[str], pd.Series]:
        def column(name: str) -> pd.Series:
            return self.columns(name)[name]

        return lru_cache(maxsize=KEPT)(column)

    @cached_property
    def _block(self) -> Callable[[int], Frame]:
        return lru_cache(maxsize=KEPT)(
            lambda number: read_rows(self.parts, range(number * BLOCK, (number + 1) * BLOCK)).frame
        )

    def columns(self, *names: str) -> Frame:
        """Give some columns of all records."""
        return read_rows(self.parts, range(len(self)), names).frame[list(names)]


def _is_plain(value: object) -> bool:
    return not isinstance(value, str) or value.isascii()


def shipped(files: Iterable[Path], known: Collection[str]) -> dict[str, Shipped]:
    """Open the transport files of a package by the names of their datasets; what was split is one (LB1, LB2 as LB).

    Only their headers are read. Raises InputError for a file that is damaged.
    """
    found = {path.stem.upper(): only_member(path) for path in files}
    named = grouped(found, known)
    return {name: Shipped(name, tuple(found[part] for part in parts)) for name, parts in named.items()}


def received_parts(found: Mapping[str, FoundDataset], folder: Path) -> dict[str, Shipped]:
    """Open those of the datasets of a folder that lie in transport files alone; `found` are all of them, by name."""
    files = [path for path in dataset_files(folder) if is_transport(path)]
    known = {member.name: member for path in files for member in members(path)}
    parts = {name: tuple(part.name for part in one.parts) or (name,) for name, one in found.items()}
    return {
        name: Shipped(name, tuple(known[part] for part in mine))
        for name, mine in parts.items()
        if set(mine) <= set(known)
    }
