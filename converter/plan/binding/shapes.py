"""Columns of raw records in the order in which they are there: the table's own, joined ones, those of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.plan.binding.methods import MODULE
from converter.spec.text.yaml import dotted
from converter.steps import RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.spec.domain import Records
    from converter.spec.load import StudyFiles
    from converter.spec.study import Table
    from converter.steps import Step

Path = tuple[str | int, ...]
Said = tuple[Path, str, str]


def shape_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find conditions and joins that read columns which are made after them, and columns that are made twice.

    Variables that are derived of records which nothing makes are found, too.
    """
    for name, domain in files.domains.items():
        if domain.derive and not (domain.records or domain.build):
            message = "nothing makes the records whose variables are derived; expected records: or build:"
            yield Problem(*files.place(name, "derive"), "derive", message)
        for number, records in enumerate(domain.records):
            table = files.study.tables.get(records.table)
            for path, message, hint in (*_too_early(records), *_twice(records, table)):
                where = ("records", number, *path)
                yield Problem(*files.place(name, *where), dotted(where), message, hint)


def unread_columns(steps: Iterable[Step], files: StudyFiles) -> Iterator[Problem]:
    """Find columns of items and joins that no rule reads: their values would be lost, most often by a misspelt name.

    Functions of the study may read any column; what could not be bound has problems of its own.
    """
    for step in steps:
        if not isinstance(step, RecordsStep):
            continue
        if set(step.rules) != {*files.domains[step.dataset].map, *step.records.map}:
            continue
        if any(rule.function.__module__ == MODULE for rule in step.rules.values()):
            continue
        read = {column for rule in step.rules.values() for column in rule.columns}
        for path, column in _made(step.records):
            if column not in read | _read_on_the_way(step.records):
                where = ("records", step.position, *path, column)
                hint = nearest(column, read)
                message = f"no rule reads the column '{column}'"
                yield Problem(*files.place(step.dataset, *where), dotted(where), message, hint)


def _made(records: Records) -> Iterator[tuple[Path, str]]:
    for number, join in enumerate(records.join):
        yield from ((("join", number, "columns"), column) for column in join.columns)
    for item, columns in records.unpivot.items.items() if records.unpivot else ():
        yield from ((("unpivot", "items", item), column) for column in columns)
    if records.unpivot and records.unpivot.not_done:
        yield ("unpivot", "not_done", "column"), records.unpivot.not_done.column


def _read_on_the_way(records: Records) -> set[str]:
    required = {*records.unpivot.required, *records.unpivot.reads} if records.unpivot else set()
    return required | _filled_from(records) | {column for join in records.join for column in join.by}


def _too_early(records: Records) -> Iterator[Said]:
    joined = [column for join in records.join for column in join.columns]
    items = list(_item_columns(records))
    reads: list[tuple[Path, Iterable[str], list[str]]] = []
    if records.where is not None:
        reads.append((("where",), records.where.variables, joined + items))
    for number, aside in enumerate(records.set_aside):
        reads.append((("set_aside", number, "when"), aside.when.variables, joined + items))
    for number, join in enumerate(records.join):
        later = [column for other in records.join[number:] for column in other.columns]
        reads.append((("join", number, "by"), join.by, later + items))
    raw = _raw_columns(records)
    for path, names, made in reads:
        for name in names:
            if name in made and name not in raw:
                what = "unpivot" if name in items else "join"
                message = f"reads the column '{name}', which {what} makes only after this"
                hint = "; those of items are asked for under unpivot: where:" if name in items else ""
                yield path, message, f"read the columns of the table{hint}"


def _twice(records: Records, table: Table | None) -> Iterator[Said]:
    own = set(table.key if table else ()) | _raw_columns(records)
    items, filled = set(_item_columns(records)), _filled_from(records)
    for number, join in enumerate(records.join):
        for column in join.columns:
            if column in own:
                message = f"the column '{column}' is there already"
                yield ("join", number, "columns", column), message, "give the joined column another name"
            own.add(column)
            if column in items and column not in filled:
                message = f"unpivot makes the column '{column}' as well, in its place"
                yield ("join", number, "columns", column), message, "give the joined column another name"
    if records.unpivot:
        for item, columns in records.unpivot.items.items():
            if records.unpivot.name in columns:
                message = f"'{records.unpivot.name}' holds the name of the item; it cannot be a column of it as well"
                yield ("unpivot", "items", item), message, "give the column, or name:, another name"


def _raw_columns(records: Records) -> set[str]:
    """List the columns that surely are the table's own: those that items are filled from, and those that joins read."""
    joined = {column for join in records.join for column in join.columns}
    made = joined | set(_item_columns(records))
    own_key = {column for join in records.join for column in join.by if column in join.columns}
    return (_filled_from(records) - joined) | ({column for join in records.join for column in join.by} - made) | own_key


def _filled_from(records: Records) -> set[str]:
    items = records.unpivot.items.values() if records.unpivot else ()
    return {source for columns in items for source in columns.values()}


def _item_columns(records: Records) -> Iterator[str]:
    yield from records.unpivot.made if records.unpivot else ()
