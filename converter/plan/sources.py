"""Resolve the raw tables: their profiles, and every column that the plan reads from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.compute.template import template_columns
from converter.errors import Problem, SpecError, nearest
from converter.read.readers import reader_faults
from converter.spec.library import load_profile
from converter.spec.text.yaml import dotted
from converter.steps import RecordsStep, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.spec.domain import Records
    from converter.spec.load import StudyFiles
    from converter.steps import Step


def sources(files: StudyFiles, steps: Sequence[Step]) -> tuple[dict[str, Source], tuple[Problem, ...]]:
    """Give each raw table with its profile and used columns, and the problems of what names and reads them."""
    problems = list(_unreadable(files))
    found: dict[str, Source] = {}
    for name, table in files.study.tables.items():
        try:
            profile = load_profile(table.profile)
        except SpecError as error:
            file, line = files.place("", "tables", name, "profile")
            problems += [replace(one, file=file, line=line, path=f"tables.{name}.profile") for one in error.problems]
            continue
        columns = dict.fromkeys(template_columns(table.subject or profile.subject))
        columns |= dict.fromkeys(table.key)
        columns |= dict.fromkeys(column for step in steps for column in _columns_of(step, name))
        parts = {other.part for other in files.study.tables.values() if other.file == table.file}
        found[name] = Source(name, table, profile, tuple(columns), table.part if len(parts) > 1 else "")
    return found, tuple(problems)


def _unreadable(files: StudyFiles) -> Iterator[Problem]:
    """Find tables that no reader reads, or with a setting that their reader does not use."""
    for name, table in files.study.tables.items():
        for key, fault in reader_faults(table):
            yield Problem(*files.place("", "tables", name, key), f"tables.{name}.{key}", fault)


def table_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find records and joins that name a raw table which the study does not declare."""
    tables = files.study.tables
    for name, domain in files.domains.items():
        for position, records in enumerate(domain.records):
            used: list[tuple[tuple[str | int, ...], str]] = [(("table",), records.table)]
            used += [(("join", number, "table"), join.table) for number, join in enumerate(records.join)]
            for path, table in used:
                if table not in tables:
                    file, line = files.place(name, "records", position, *path)
                    where = dotted(("records", position, *path))
                    yield Problem(file, line, where, f"unknown table '{table}'", nearest(table, tables))


def _columns_of(step: Step, table: str) -> Iterator[str]:
    """List the columns of one raw table that a step reads, made columns (joined, unpivoted) left out."""
    if not isinstance(step, RecordsStep):
        return
    records = step.records
    for join in records.join:
        if join.table == table:
            yield from (*join.by.values(), *join.columns.values(), *join.order)
            yield from join.where.variables if join.where else ()
    if records.table == table:
        made = _made_columns(records)
        yield from (name for name in _read_columns(step) if name not in made)


def _read_columns(step: RecordsStep) -> Iterator[str]:
    records = step.records
    yield from records.where.variables if records.where else ()
    for aside in records.set_aside:
        yield from aside.when.variables
    for join in records.join:
        yield from join.by
    if records.unpivot:
        for item in records.unpivot.items.values():
            yield from item.values()
        yield from records.unpivot.reads
    for rule in step.rules.values():
        yield from rule.columns


def _made_columns(records: Records) -> set[str]:
    made = {column for join in records.join for column in join.columns}
    if records.unpivot:
        made |= set(records.unpivot.made)
    return made
