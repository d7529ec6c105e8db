"""What two sets of datasets have and have not in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Side: TypeAlias = Literal["base", "compare"]
SIDES: tuple[Side, Side] = ("base", "compare")
Positions: TypeAlias = npt.NDArray[np.int64]
"""Records by their positions: 0 is the first."""


def _no_positions() -> Positions:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Settings:
    """How datasets are compared.

    `by` are the keys of each dataset, those under a blank name of every one that has them all. Numbers are equal where
    they lie within the `absolute` or the `relative` tolerance; both are 0 unless said. `ignore` names attributes
    (label, type, length, format, order) and variables that are not compared. `first` is how many values of each
    variable that differ are kept; None keeps all.
    """

    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absolute: float = 0.0
    relative: float = 0.0
    ignore: frozenset[str] = frozenset()
    first: int | None = 20


@dataclass(frozen=True)
class Attribute:
    """An attribute that differs: of a variable, or of the dataset where `variable` is blank."""

    variable: str
    attribute: str
    base: str
    compare: str


@dataclass(frozen=True)
class Difference:
    """One value that differs: its records by their key and their numbers (1 is the first), and both values as text.

    `apart` is COMPARE minus BASE; None of text, and where one is missing.
    """

    key: str
    base_row: int
    compare_row: int
    base: str
    compare: str
    apart: float | None


@dataclass(frozen=True)
class Values:
    """One variable of the records that match: how many values differ, by how much at most, and the first of them.

    `base` and `compare` are all records whose values differ, pair by pair.
    """

    variable: str
    unequal: int
    largest: float | None
    first: tuple[Difference, ...]
    base: Positions = field(default_factory=_no_positions, repr=False, compare=False)
    compare: Positions = field(default_factory=_no_positions, repr=False, compare=False)


@dataclass(frozen=True)
class Records:
    """How the records of two datasets match.

    `base` and `compare` are those that match, pair by pair in the order of BASE; `only` those of each side that match
    none. `repeated` counts the records of each side whose key an earlier one has:
    the second matches the second.
    """

    base: Positions
    compare: Positions
    only: Mapping[Side, Positions]
    repeated: Mapping[Side, int]

    @property
    def reordered(self) -> bool:
        """Tell whether the records that match stand in another order."""
        return bool((np.diff(self.compare) < 0).any())


@dataclass(frozen=True)
class DatasetComparison:
    """Two datasets of one name.

    `keys` matched their records, `chosen` says why these; without any the n-th record matched the n-th. `only` are
    variables of one side; `uncompared` those whose types cannot be compared; `compared` is how many are. `left` names
    the first records of one side alone by their keys. `unread` says which values of a file its reader could not take as
    they are, such as infinite numbers: nothing equals them.
    """

    name: str
    keys: tuple[str, ...]
    chosen: str
    sizes: Mapping[Side, int]
    records: Records
    attributes: tuple[Attribute, ...]
    only: Mapping[Side, tuple[str, ...]]
    uncompared: tuple[str, ...]
    compared: int
    values: tuple[Values, ...]
    left: Mapping[Side, tuple[str, ...]]
    unread: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)

    @property
    def equal(self) -> bool:
        """Tell whether nothing differs, the order of records aside where keys match them."""
        apart = any(self.only[side] or len(self.records.only[side]) for side in SIDES)
        return not (apart or self.attributes or self.uncompared or self.values or any(self.unread.values()))


@dataclass(frozen=True)
class Comparison:
    """Two sets of datasets: those of both, and the names of those that one side lacks."""

    base: str
    compare: str
    datasets: tuple[DatasetComparison, ...]
    only: Mapping[Side, tuple[str, ...]]

    @property
    def equal(self) -> bool:
        """Tell whether both hold the same."""
        return all(one.equal for one in self.datasets) and not any(self.only.values())
