"""Why a value is what it is: its rule, and the raw cells it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from converter.dataset import FoundDataset, Frame, RawTable
from converter.errors import InputError, nearest
from converter.report.report import Explanation, RawCell
from converter.steps import BoundRule, DeriveStep, Plan, RecordsStep


def record_of(found: FoundDataset, record: int, subject: str, seq: int) -> int:
    """Find a record (1-based) by its number, or by subject and sequence number; raises InputError where it is not."""
    frame = found.frame
    if not record and subject:
        wanted = frame["USUBJID"] == subject
        if seq and f"{found.name}SEQ" in frame:
            wanted &= frame[f"{found.name}SEQ"] == seq
        record = int(frame.index[wanted][0]) + 1 if wanted.any() else 0
    if not 1 <= record <= len(frame):
        message = f"{found.name}: no such record; name one of 1 to {len(frame)}, or --subject and --seq"
        raise InputError(message)
    return record


def explained(
    found: FoundDataset, variable: str, record: int, plan: Plan, trace: Frame, tables: Mapping[str, RawTable]
) -> Explanation:
    """Explain one value of a dataset: `trace` has record, table, source_row, item; `tables` are the raw tables."""
    if variable not in found.frame:
        message = f"{found.name} has no variable '{variable}' {nearest(variable, found.frame.columns)}".strip()
        raise InputError(message)
    sources = trace[trace["record"] == record]
    rule = _rule(found.name, variable, plan, set(sources["table"]))
    value = found.frame[variable].iloc[record - 1]
    return Explanation(
        dataset=found.name,
        variable=variable,
        row=record,
        subject=str(found.frame["USUBJID"].iloc[record - 1]) if "USUBJID" in found.frame else "",
        value=_shown(value),
        rule=rule.name if rule else "filled by the converter",
        method=rule.method if rule else "",
        place=rule.place if rule else "",
        origin=f"{rule.origin.type} {rule.origin.source or ''}".strip() if rule else "",
        cells=tuple(_cells(sources, rule, plan, tables)),
    )


def _shown(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}"
    return str(value)


def _rule(dataset: str, variable: str, plan: Plan, tables: set[str]) -> BoundRule | None:
    """Find the rule that made a variable of a record from these tables; a derived one goes before a mapped one."""
    for step in plan.steps:
        if isinstance(step, DeriveStep) and (step.dataset, step.variable) == (dataset, variable):
            return step.rule
    for step in plan.steps:
        if step.dataset != dataset:
            continue
        if isinstance(step, RecordsStep):
            if step.records.table in tables and variable in step.rules:
                return step.rules[variable]
        elif not isinstance(step, DeriveStep):
            return step.rule
    return None


def _cells(sources: Frame, rule: BoundRule | None, plan: Plan, tables: Mapping[str, RawTable]) -> Iterator[RawCell]:
    """Give the raw cells of the rule's columns; where it reads none, the raw rows of the record."""
    for table, row, item in zip(sources["table"], sources["source_row"], sources["item"], strict=True):
        if table not in tables:
            yield RawCell(str(table), int(row), "", "record of a dataset")
            continue
        raw = tables[str(table)]
        names = [name for name in _columns(rule, str(table), str(item), plan) if name in raw.frame]
        for name in names or [""]:
            yield RawCell(raw.file, int(row), name, str(raw.frame.at[row, name]) if name else "")  # noqa: PD008


def _columns(rule: BoundRule | None, table: str, item: str, plan: Plan) -> list[str]:
    """Name the raw columns behind the columns a rule reads: through the unpivoted item, and through joins."""
    if rule is None:
        return []
    names = list(rule.columns)
    for step in plan.steps:
        if isinstance(step, RecordsStep) and rule in step.rules.values():
            unpivot = step.records.unpivot
            if unpivot and item in unpivot.items:
                names = [unpivot.items[item].get(name, name) for name in names]
            for join in step.records.join:
                names = [join.columns.get(name, name) if join.table == table else name for name in names]
    return names
