"""What moved in a dataset between two packages of one study: records, values, subjects, parameters, populations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd

from converter.comparison.comparison import SIDES, DatasetComparison, Positions
from converter.dataset import FoundDataset, Frame
from converter.spec.standards.standard import variable_prefix

SUBJECT = "USUBJID"
Whole: TypeAlias = Literal["", "gone", "new"]


@dataclass(frozen=True)
class Counts:
    """Records that are gone and added, and values that moved."""

    gone: int = 0
    added: int = 0
    values: int = 0

    @property
    def any(self) -> bool:
        """Tell whether anything moved."""
        return bool(self.gone or self.added or self.values)


@dataclass(frozen=True)
class DatasetMoved:
    """What moved in one dataset, beside the comparison that says it.

    `variables` gives the subjects of each variable whose values moved; `numbering` are those that only count the
    records of a subject, whose values follow from records gone, added or in another order. `gone` and `added` are the
    subjects of records of one side alone. `whole` is "gone" or "new" where one side has no such dataset at all.
    """

    comparison: DatasetComparison
    counts: Counts
    variables: Mapping[str, tuple[str, ...]]
    numbering: tuple[str, ...]
    gone: tuple[str, ...]
    added: tuple[str, ...]
    parameters: Mapping[str, Counts] = field(default_factory=dict)
    whole: Whole = ""

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.comparison.name

    @property
    def moved(self) -> bool:
        """Tell whether a record or a value moved; labels and other attributes are none."""
        one = self.comparison
        return self.counts.any or bool(self.whole or self.numbering or one.uncompared or any(one.only.values()))

    @property
    def subjects(self) -> tuple[str, ...]:
        """All subjects of whom a record or a value moved."""
        return _distinct((*self.gone, *self.added, *(who for some in self.variables.values() for who in some)))


@dataclass(frozen=True)
class Population:
    """How many subjects a flag of ADSL counts, before and now, and who came in and went out."""

    flag: str
    old: int
    new: int
    came: tuple[str, ...]
    went: tuple[str, ...]


def moved_in(
    base: FoundDataset, compare: FoundDataset, comparison: DatasetComparison, whole: Whole = ""
) -> DatasetMoved:
    """Tell what moved in a dataset, by subjects and parameters; `whole` where one side has none of the name."""
    numbering = tuple(one.variable for one in comparison.values if one.variable in _numbers(base.name))
    values = [one for one in comparison.values if one.variable not in numbering]
    only = comparison.records.only
    counts = Counts(len(only["base"]), len(only["compare"]), sum(one.unequal for one in values))
    return DatasetMoved(
        comparison,
        counts,
        {one.variable: _whose(base.frame, one.base) for one in values},
        numbering,
        _whose(base.frame, only["base"]),
        _whose(compare.frame, only["compare"]),
        dict(_parameters(base, compare, comparison, [one.base for one in values])),
        whole,
    )


def _numbers(dataset: str) -> tuple[str, ...]:
    return f"{variable_prefix(dataset)}SEQ", "ASEQ"


def _whose(frame: Frame, rows: Positions) -> tuple[str, ...]:
    return _distinct(frame[SUBJECT].take(rows).astype("str")) if SUBJECT in frame else ()


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))


def _parameters(
    base: FoundDataset, compare: FoundDataset, comparison: DatasetComparison, values: Iterable[Positions]
) -> Iterator[tuple[str, Counts]]:
    """Count what moved by parameter, in the order of their names."""
    names = ("PARAMCD", f"{variable_prefix(base.name)}TESTCD")
    name = next((one for one in names if all(one in side.frame for side in (base, compare))), "")
    if not name:
        return
    sides = {side: found.frame[name] for side, found in zip(SIDES, (base, compare), strict=True)}
    only = [Counter(values.take(comparison.records.only[side]).astype("str")) for side, values in sides.items()]
    moved = Counter(str(text) for rows in values for text in sides["base"].take(rows))
    for parameter in sorted({*only[0], *only[1], *moved}):
        yield parameter, Counts(only[0][parameter], only[1][parameter], moved[parameter])


def populations(base: FoundDataset, compare: FoundDataset) -> Iterator[Population]:
    """Tell the populations of ADSL that moved: variables that end in FL, and the subjects for whom they are Y."""
    for flag in (str(name) for name in compare.frame if str(name).endswith("FL") and name in base.frame):
        old, new = (_counted(side.frame, flag) for side in (base, compare))
        if old != new:
            yield Population(flag, len(old), len(new), _distinct(new - old), _distinct(old - new))


def _counted(frame: Frame, flag: str) -> frozenset[str]:
    marks = frame[flag].astype("str") == "Y"
    return frozenset(pd.Series(frame[SUBJECT])[marks].astype("str")) if SUBJECT in frame else frozenset()
