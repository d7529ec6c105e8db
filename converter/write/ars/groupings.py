"""Analysis groupings: the columns of a display, and the levels of statistics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from converter.spec.display import DisplayColumn
from converter.steps import SUBJECTS
from converter.write.ars.conditions import selection
from converter.write.ars.model import Group, GroupingFactor
from converter.write.ars.parts import Part, group_id


def groupings(parts: Iterable[Part], with_levels: Iterable[str]) -> Iterator[GroupingFactor]:
    """Make the grouping of each set of columns, and of each analysis (by id) that has statistics of several levels."""
    listed, levels = tuple(parts), frozenset(with_levels)
    yield from {part.grouping: _columns(part) for part in listed}.values()
    yield from (_levels(part) for part in listed if part.analysis in levels)


def _columns(part: Part) -> GroupingFactor:
    variable = _one_variable(part.columns)
    return GroupingFactor(
        id=part.grouping,
        name=f"Columns of {part.display.display}",
        data_driven=False,
        grouping_dataset=SUBJECTS if variable else "",
        grouping_variable=variable,
        groups=tuple(_group(column, number, part.grouping) for number, column in enumerate(part.columns, 1)),
    )


def _group(column: DisplayColumn, number: int, grouping: str) -> Group:
    """Make the group of a column; one of all subjects has no condition."""
    return Group(
        id=group_id(grouping, column.id),
        name=column.named,
        level=1,
        order=number,
        **selection(column.subjects, SUBJECTS),
    )


def _one_variable(columns: Iterable[DisplayColumn]) -> str:
    """Name the one variable by which columns select their subjects; nothing where there are several."""
    names = {name for column in columns if column.subjects for name in column.subjects.variables}
    return names.pop() if len(names) == 1 and not any("." in name for name in names) else ""


def _levels(part: Part) -> GroupingFactor:
    return GroupingFactor(id=part.levels, name=f"Levels of {part.title}", data_driven=True)
