"""What moved between two packages of a study, and what moved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.comparison.moved import DatasetMoved, Population
from converter.report.answers.verification import Moved


@dataclass(frozen=True)
class Figure:
    """A statistic of a display, or a published figure (`display` is its path), that moved.

    `came` and `went` are subjects that are counted in its cell now or were before.
    """

    display: str
    row: str
    column: str
    dataset: str
    statistic: str
    old: str
    new: str
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A whole display, or a row or column of it (`kind`), that one side lacks: `change` is gone or new."""

    display: str
    kind: str
    name: str
    change: str
    figures: int


@dataclass(frozen=True)
class Cause:
    """An input, a rule of a specification or a version that changed, and what it moved.

    `rows` are the raw rows behind what moved, as OLD and NEW have them. `direct` is what moved by it, `carried` what
    rests on that; both blank: it moved nothing.
    """

    name: str
    change: str
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    direct: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Tell whether anything moved by it."""
        return bool(self.direct or self.carried)


@dataclass(frozen=True)
class Movement:
    """Two packages: OLD and NEW as they were named, what moved, and why.

    `only` names datasets of one side, which `datasets` tell as a whole; `parts` are displays, rows and columns of one
    side, whose figures `figures` leaves out; `subjects` those that are gone and those that are new. `unknown` is what
    moved though nothing that it rests on is known to have changed.
    """

    old: str
    new: str
    sizes: tuple[int, int]
    inputs: Moved
    versions: Moved
    datasets: tuple[DatasetMoved, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    subjects: tuple[tuple[str, ...], tuple[str, ...]]
    populations: tuple[Population, ...] = ()
    figures: tuple[Figure, ...] = ()
    parts: tuple[Part, ...] = ()
    published: tuple[Figure, ...] = ()
    causes: tuple[Cause, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Tell whether a record, a value or a figure moved; what is only described otherwise does not count."""
        return bool(any(one.moved for one in self.datasets) or self.figures or self.parts or self.published)

    @property
    def who(self) -> tuple[str, ...]:
        """All subjects of whom anything moved."""
        return tuple(sorted({who for one in self.datasets for who in one.subjects}))
