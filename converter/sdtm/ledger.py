"""The ledger: every raw row and every raw column has a fate, and the sums balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from converter.dataset import DECODE, FATES, Ledger
from converter.errors import LedgerError
from converter.issues import Issue
from converter.steps import RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.dataset import AnyDataset, Frame, RawTable
    from converter.steps import Fate, Plan

CODED = (".sas7bdat", ".xpt", ".xml")
"""Files whose codes may have their words in a column of their own: of a catalog of formats, or of code lists."""


def account(
    raw: Mapping[str, RawTable], datasets: Mapping[str, AnyDataset], fates: Iterable[Fate], plan: Plan
) -> Ledger:
    """Account for every raw row and column; raises LedgerError where a row has no fate.

    A row counts once: mapped where a dataset holds it, else merged, else set aside, else not mapped.
    """
    told = _told(fates)
    steps = {number: step.dataset for number, step in enumerate(plan.steps) if isinstance(step, RecordsStep)}
    own = set(steps.values())
    mapped = _mapped({name: _of_raw(one, steps) for name, one in datasets.items() if name in own}, told)
    parts = [_table_rows(table, told, mapped, plan) for _, table in sorted(raw.items())]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["table", "file", "row", "fate"])
    lost = rows[rows["fate"] == ""]
    if len(lost):
        first = lost.iloc[0]
        message = (
            f"the ledger does not balance: {len(lost)} raw rows have no fate, the first is {first.file}:{first.row}"
        )
        raise LedgerError(message)
    return Ledger(rows, _columns(raw, plan))


def _told(fates: Iterable[Fate]) -> Frame:
    """Spread fates to one row for each raw row, the strongest fate of a row first."""
    parts = [
        pd.DataFrame({"table": f.table, "row": f.rows, "fate": f.fate, "dataset": f.dataset, "reason": f.reason})
        for f in fates
    ]
    columns = ["table", "row", "fate", "dataset", "reason"]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    rank = told["fate"].map({fate: position for position, fate in enumerate(FATES)})
    return told.assign(rank=rank).sort_values(["table", "row", "rank"], kind="stable")


def _of_raw(dataset: AnyDataset, steps: Iterable[int]) -> Frame:
    """Give the raw rows behind a dataset: what the steps that map raw tables read."""
    return pd.concat(part[part["step"].isin(list(steps))] for part in dataset.lineages())


def _mapped(lineages: Mapping[str, Frame], told: Frame) -> Frame:
    """List the raw rows that datasets hold: `table`, `row`, `datasets`; not those only joined to others."""
    no_rows = pd.DataFrame({"table": [], "row": [], "dataset": []}).astype(
        {"table": "str", "row": "int64", "dataset": "str"}
    )
    parts = [
        lineage[["table", "source_row"]].rename(columns={"source_row": "row"}).assign(dataset=name)
        for name, lineage in sorted(lineages.items())
    ]
    held = pd.concat([no_rows, *parts], ignore_index=True).drop_duplicates()
    joined_to = told.loc[told["fate"] == "merged", ["table", "row", "dataset"]].drop_duplicates().assign(joined=True)
    held = held.merge(joined_to, how="left", on=["table", "row", "dataset"])
    own = held[held["joined"].isna()]
    several = own.duplicated(["table", "row"], keep=False)
    joined = own[several].groupby(["table", "row"], sort=False)["dataset"].agg(", ".join).reset_index()
    together = pd.concat([own.loc[~several, ["table", "row", "dataset"]], joined])
    return together.rename(columns={"dataset": "datasets"})


def _table_rows(table: RawTable, told: Frame, mapped: Frame, plan: Plan) -> Frame:
    rows = pd.DataFrame({"table": table.name, "file": table.file, "row": table.frame.index})
    held = mapped.loc[mapped["table"] == table.name].set_index("row")["datasets"]
    mine = told[told["table"] == table.name].drop_duplicates("row").set_index("row")
    rows["datasets"] = rows["row"].map(held).astype("str").fillna("")
    is_mapped = rows["datasets"] != ""
    rows["fate"] = rows["row"].map(mine["fate"]).astype("str").fillna("").where(~is_mapped, "mapped")
    rows["reason"] = rows["row"].map(mine["reason"]).astype("str").fillna("").where(~is_mapped, "")
    if not _read_by_records(table.name, plan):
        untold = rows["fate"] == ""
        reason = plan.study.tables[table.name].unmapped or "no domain maps the rows of this table"
        rows["fate"] = rows["fate"].where(~untold, "not mapped")
        rows["reason"] = rows["reason"].where(~untold, reason)
    return rows


def _read_by_records(table: str, plan: Plan) -> bool:
    return any(isinstance(step, RecordsStep) and step.records.table == table for step in plan.steps)


def _columns(raw: Mapping[str, RawTable], plan: Plan) -> Frame:
    rows = [
        (name, table.file, column, *_column_fate(name, column, plan))
        for name, table in sorted(raw.items())
        for column in table.frame.columns
    ]
    return pd.DataFrame(rows, columns=["table", "file", "column", "fate", "variables", "reason"])


def _column_fate(table: str, column: str, plan: Plan) -> tuple[str, str, str]:
    source = plan.sources[table]
    variables = ", ".join(_users(table, column, plan))
    if variables or column in source.columns:
        return "used", variables, "" if variables else "read to choose, join or identify rows"
    twin = column.removesuffix(DECODE) if column.endswith(DECODE) else column + DECODE
    if twin in source.columns and source.table.file.lower().endswith(CODED):
        return "used", "", f"says the same as {twin}: codes, and what they mean"
    if column in source.table.unused:
        return "declared unused", "", source.table.unused[column]
    if column in source.profile.system:
        return "system", "", source.profile.system[column]
    return "unused", "", ""


def _users(table: str, column: str, plan: Plan) -> list[str]:
    """Name the variables whose rule reads a raw column, directly, through a join, or through an unpivoted item."""
    users: list[str] = []
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            names = _aliases(step, table, column)
            users += [f"{step.dataset}.{name}" for name, rule in step.rules.items() if names & set(rule.columns)]
    return list(dict.fromkeys(users))


def _aliases(step: RecordsStep, table: str, column: str) -> set[str]:
    records = step.records
    names = {column} if records.table == table else set()
    names |= {new for join in records.join if join.table == table for new, old in join.columns.items() if old == column}
    if records.unpivot:
        names |= {new for item in records.unpivot.items.values() for new, old in item.items() if old in names}
    return names


def column_issues(ledger: Ledger) -> Iterator[Issue]:
    """Report each raw column that nothing uses and nobody declared unused, and each table that is not mapped at all."""
    for row in ledger.columns[ledger.columns["fate"] == "unused"].itertuples():
        yield Issue(
            rule="column-unused",
            severity="warning",
            place=str(row.file),
            variable=str(row.column),
            message="the column is neither mapped nor declared unused",
            hint=f"map it, or name it under tables.{row.table}.unused with the reason",
        )
