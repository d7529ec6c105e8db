"""Analysis groupings: the columns of a display, the levels of statistics, and what a comparison divides by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from converter.spec.condition import Condition
from converter.spec.display import DisplayColumn
from converter.steps import SUBJECTS
from converter.write.ars.conditions import Selection, selection
from converter.write.ars.model import Group, GroupingFactor
from converter.write.ars.others import divided, others_of
from converter.write.ars.parts import Part, group_id, identifier


def groupings(parts: Iterable[Part], with_levels: Iterable[str]) -> Iterator[GroupingFactor]:
    """Make the grouping of each set of columns, and of each analysis (by id) that has statistics of several levels."""
    listed, levels = tuple(parts), frozenset(with_levels)
    yield from {part.grouping: _columns(part) for part in listed}.values()
    yield from (_levels(part) for part in listed if part.analysis in levels)
    yield from {one.id: one for part in listed for one in comparisons(part)}.values()


def comparisons(part: Part) -> Iterator[GroupingFactor]:
    """Make the groupings within an analysis: members and others, kinds of events, the groups of variables."""
    arguments = part.step.rule.arguments
    members = others_of(arguments, "members")
    if members:
        yield _prespecified(identifier("GM", *part.names), f"Groups of {part.title}", divided(members))
    events = {name: arguments[name] for name in ("event", "competing") if isinstance(arguments.get(name), Condition)}
    if events:
        kinds = {name.capitalize(): selection(one, part.dataset) for name, one in events.items()}
        yield _prespecified(identifier("GE", *part.names), f"Events of {part.title}", kinds)
    named = (arguments.get(name) or () for name in ("group", "strata"))
    for name in (name for names in named for name in ((names,) if isinstance(names, str) else names)):
        owner, _, variable = name.rpartition(".")
        dataset = owner or part.dataset
        yield GroupingFactor(
            id=identifier("GV", dataset, variable),
            name=f"Values of {dataset}.{variable}",
            data_driven=True,
            grouping_dataset=dataset,
            grouping_variable=variable,
        )


def _prespecified(name: str, title: str, said: Mapping[str, Selection]) -> GroupingFactor:
    groups = tuple(
        Group(id=group_id(name, word), name=word, level=1, order=number, **one)
        for number, (word, one) in enumerate(said.items(), 1)
    )
    return GroupingFactor(id=name, name=title, data_driven=False, groups=groups)


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
