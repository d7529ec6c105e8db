"""Check the names that mapping a raw table needs: lookup tables, and columns at the stage at which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.plan.sources import template_columns
from converter.spec.yaml import dotted
from converter.steps import RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.spec.domain import Records
    from converter.spec.load import StudyFiles
    from converter.steps import Step


def raw_name_problems(steps: Sequence[Step], files: StudyFiles) -> Iterator[Problem]:
    """Find lookups of tables and values that study.yaml does not have, and columns read before they are made."""
    for step in steps:
        if isinstance(step, RecordsStep):
            yield from _lookups(step, files)
            yield from _early(step, files)
            yield from _twice(step, files)


def _lookups(step: RecordsStep, files: StudyFiles) -> Iterator[Problem]:
    tables = files.study.lookups
    for variable, rule in step.rules.items():
        if rule.name != "lookup":
            continue
        name, value = rule.arguments["table"], rule.arguments["value"]
        path = ("records", step.position, "map", variable)
        file, line = files.place(step.dataset, *path)
        values = {key for entry in tables.get(name, {}).values() for key in entry}
        if name not in tables:
            hint = nearest(name, tables) or "declare it under lookups: in study.yaml"
            yield Problem(file, line, dotted((*path, "lookup", "table")), f"unknown lookup table '{name}'", hint)
        elif value not in values:
            message = f"lookup table {name} has no value '{value}'"
            hint = nearest(value, values) or f"it has: {', '.join(sorted(values))}"
            yield Problem(file, line, dotted((*path, "lookup", "value")), message, hint)


def _early(step: RecordsStep, files: StudyFiles) -> Iterator[Problem]:
    """Find conditions on rows, and keys of joins, that read a column which is made later."""
    records = step.records
    joined = {new for one in records.join for new in one.columns}
    unpivoted = _unpivoted(records)
    reads: list[tuple[tuple[str | int, ...], Sequence[str], set[str]]] = []
    if records.where:
        reads.append((("where",), records.where.variables, joined | unpivoted))
    for number, aside in enumerate(records.set_aside):
        reads.append((("set_aside", number, "when"), aside.when.variables, joined | unpivoted))
    reads += [(("join", n, "by"), tuple(one.by), unpivoted) for n, one in enumerate(records.join)]
    for path, names, later in reads:
        for name in (name for name in names if name in later):
            place = ("records", step.position, *path)
            file, line = files.place(step.dataset, *place)
            maker = "unpivot" if name in unpivoted else "join"
            message = f"reads '{name}', which `{maker}` makes afterwards"
            hint = "name columns of the raw table here" + ("; blank items: required:" if maker == "unpivot" else "")
            yield Problem(file, line, dotted(place), message, hint)


def _unpivoted(records: Records) -> set[str]:
    """Name the columns that unpivot makes and the raw table does not have, as far as the specification tells."""
    if not records.unpivot:
        return set()
    items = records.unpivot.items.values()
    return {records.unpivot.name, *(new for item in items for new in item)} - {
        old for item in items for old in item.values()
    }


def _twice(step: RecordsStep, files: StudyFiles) -> Iterator[Problem]:
    """Find joined columns with the name of another column, as far as the specification tells."""
    records = step.records
    table = files.study.tables.get(records.table)
    taken = {column for one in records.join for column in one.by}
    taken |= set(records.where.variables) if records.where else set()
    if table:
        taken |= {*table.key, *template_columns(table.subject)}
    if records.unpivot:
        taken |= {records.unpivot.name, *(new for item in records.unpivot.items.values() for new in item)}
    for number, one in enumerate(records.join):
        for new in one.columns:
            if new in taken:
                place = ("records", step.position, "join", number, "columns", new)
                file, line = files.place(step.dataset, *place)
                message = f"the records have a column '{new}' already"
                yield Problem(file, line, dotted(place), message, f"give the joined one another name, such as {new}_2")
            taken.add(new)
