"""The analyses of a plan: each row of a display, once for every selection of records among its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from converter.spec.condition import Condition
from converter.spec.display import Display, DisplayColumn, DisplayRow, Population
from converter.steps import ResultPlan, ResultStep
from converter.write.ars.others import Others, others_of
from converter.write.define.names import plain

Subjects: TypeAlias = tuple[Population, tuple[Others, ...]]
"""A population, and the records of other datasets that its subjects must have."""


@dataclass(frozen=True)
class Records:
    """The records of a dataset that meet a condition, of subjects who have some of other datasets."""

    dataset: str
    where: Condition | None
    others: tuple[Others, ...]

    @property
    def parts(self) -> tuple[Others, ...]:
        """The records themselves, if a condition selects them, and those of other datasets."""
        return (*((Others(self.dataset, self.where),) if self.where else ()), *self.others)

    def __str__(self) -> str:
        """Say which they are."""
        condition = f" where {self.where.describe()}" if self.where else ""
        return "; ".join([f"{self.dataset}{condition}", *map(str, self.others)])


@dataclass(frozen=True)
class Part:
    """A row in columns that select the same records; `whole` where these are all columns of the row."""

    display: Display
    row: DisplayRow
    step: ResultStep
    columns: tuple[DisplayColumn, ...]
    whole: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What tells the part from others: display, row, and columns where they are not all of the row."""
        columns = () if self.whole else tuple(column.id for column in self.columns)
        return (self.display.display, self.row.id, *columns)

    @property
    def analysis(self) -> str:
        """The id of the analysis."""
        return identifier("AN", *self.names)

    @property
    def grouping(self) -> str:
        """The id of the grouping: that of the display, or of some of its columns."""
        columns = () if self.columns == self.display.columns else tuple(column.id for column in self.columns)
        return identifier("GF", self.display.display, *columns)

    @property
    def levels(self) -> str:
        """The id of the grouping by the levels of the statistics."""
        return identifier("GL", *self.names)

    @property
    def dataset(self) -> str:
        """The dataset that is analysed."""
        return self.step.dataset

    @property
    def subjects(self) -> Subjects:
        """The subjects that are analysed: the population, narrowed to those with records of other datasets."""
        return self.display.population, others_of(self.step.rule.arguments, "among")

    @property
    def records(self) -> Records | None:
        """The records that are analysed: those that the columns and the row select; nothing where all are.

        Beside their condition stand the records of other datasets that their subjects must have as well.
        """
        row = (self.step.rule.arguments.get(name) for name in ("where", "when"))
        said = tuple(one for one in (self.columns[0].records, *row) if isinstance(one, Condition))
        others = others_of(self.step.rule.arguments, "also", "linked", "start", "end")
        if not said and not others:
            return None
        return Records(self.dataset, Condition(all_=said) if len(said) > 1 else next(iter(said), None), others)

    @property
    def title(self) -> str:
        """Name the row, and the columns where they are not all of it."""
        columns = "" if self.whole else f" ({'; '.join(column.named for column in self.columns)})"
        return f"{self.row.label or self.row.id}{columns}"


def parts_of(plan: ResultPlan) -> tuple[Part, ...]:
    """List the analyses of a plan in the order of its steps."""
    return tuple(part for step in plan.steps for part in _parts(step, plan.displays[step.display]))


def _parts(step: ResultStep, display: Display) -> Iterator[Part]:
    row = next(row for row in display.rows if row.id == step.row)
    found: dict[Condition | None, list[DisplayColumn]] = {}
    for column in display.columns_of(row):
        found.setdefault(column.records, []).append(column)
    for columns in found.values():
        yield Part(display, row, step, tuple(columns), whole=len(found) == 1)


@cache
def identifier(*names: str) -> str:
    """Join names to an id; a dot within a name is written by its code point, as other signs are."""
    return ".".join(plain(name).replace(".", "_2E_") for name in names)


def group_id(grouping: str, column: str) -> str:
    """Name the group of a column within a grouping."""
    return f"GR{grouping.removeprefix('GF') if grouping.startswith('GF') else f'.{grouping}'}.{identifier(column)}"
