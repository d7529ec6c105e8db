"""The ledger: every raw row and every raw column has a fate, and the sums balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.compute.piecewise import small, spread
from converter.compute.same_rows import numbered
from converter.dataset import DECODE, FATES, Ledger
from converter.errors import LedgerError
from converter.issues import Issue
from converter.steps import RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from converter.compute.piecewise import Codes
    from converter.dataset import AnyDataset, Collected, Frame
    from converter.steps import Fate, Plan

WAY = ("fate", "datasets", "reason")
"""What the ledger tells of a row: its fate, the datasets that hold it, why it has that fate."""
NO_FATE = ("", "", "")
CODED = (".sas7bdat", ".xpt", ".xml")
"""Files whose codes may have their words in a column of their own: of a catalog of formats, or of code lists."""


def account(raw: Mapping[str, Collected], parts: Iterable[Frame], plan: Plan) -> Ledger:
    """Account for every raw row and column; raises LedgerError where a row has no fate.

    `parts` are what `fates_by_row` gives, of other rows each: of the whole study, or of its ranges of subjects.
    """
    ways = {NO_FATE: 0}
    codes = {name: np.zeros(len(table.index), dtype="int32") for name, table in raw.items()}
    for part in parts:
        for name, rows in part.groupby("table", sort=False):
            numbers, distinct = numbered(rows[list(WAY)])
            found = [ways.setdefault(way, len(ways)) for way in distinct.itertuples(index=False, name=None)]
            at = raw[str(name)].index.get_indexer(pd.Index(rows["row"]))
            codes[str(name)][at] = np.array(found, dtype="int32")[numbers]
    for name in raw:
        if not _read_by_records(name, plan):
            reason = plan.study.tables[name].unmapped or "no domain maps the rows of this table"
            way = ways.setdefault(("not mapped", "", reason), len(ways))
            codes[name] = np.where(codes[name] == 0, way, codes[name])
    tables = [table for _, table in sorted(raw.items())]
    _refuse_lost(tables, codes)
    return Ledger(_rows(tables, codes, list(ways)), _columns(raw, plan))


def _refuse_lost(tables: Sequence[Collected], codes: Mapping[str, Codes]) -> None:
    lost = [(table, table.index[codes[table.name] == 0]) for table in tables]
    first = next((f"{table.file}:{rows[0]}" for table, rows in lost if len(rows)), "")
    if first:
        count = sum(len(rows) for _, rows in lost)
        message = f"the ledger does not balance: {count} raw rows have no fate, the first is {first}"
        raise LedgerError(message)


def _rows(tables: Sequence[Collected], codes: Mapping[str, Codes], ways: Sequence[tuple[str, ...]]) -> Frame:
    """Give one row for each raw row of all tables."""
    of_table = np.repeat(np.arange(len(tables), dtype="int32"), [len(table.index) for table in tables])
    of_way = np.concatenate([np.zeros(0, dtype="int32"), *(codes[table.name] for table in tables)])
    numbers = [table.index.to_numpy(dtype="int64") for table in tables]
    fate, datasets, reason = (_category(texts, of_way) for texts in zip(*ways, strict=True))
    return pd.DataFrame(
        {
            "table": _category([table.name for table in tables], of_table),
            "file": _category([table.file for table in tables], of_table),
            "row": np.concatenate([np.zeros(0, dtype="int64"), *numbers]),
            "datasets": datasets,
            "fate": fate,
            "reason": reason,
        }
    )


def _category(texts: Iterable[str], codes: Codes) -> pd.Categorical:
    """Give texts by their positions, the categories in order."""
    each, distinct = pd.factorize(pd.Series(list(texts), dtype="str"), sort=True)
    return pd.Categorical.from_codes(spread(small(each, len(distinct)), codes), categories=pd.Index(distinct))


def fates_by_row(datasets: Mapping[str, AnyDataset], fates: Iterable[Fate], plan: Plan) -> Frame:
    """Give what became of raw rows: `table`, `row`, and WAY. A row counts once, by the first that holds.

    It is mapped where a dataset holds it, else merged, else set aside, else not mapped.
    """
    told = _told(fates)
    steps = {number: step.dataset for number, step in enumerate(plan.steps) if isinstance(step, RecordsStep)}
    own = set(steps.values())
    mapped = _mapped({name: _of_raw(one, steps) for name, one in datasets.items() if name in own}, told)
    mapped = mapped.assign(fate="mapped", reason="")
    others = told.drop_duplicates(["table", "row"]).assign(datasets="")
    every = pd.concat([mapped, others[list(mapped)]], ignore_index=True).drop_duplicates(["table", "row"])
    return every.astype({name: "int64" if name == "row" else "str" for name in every})


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


def _read_by_records(table: str, plan: Plan) -> bool:
    return any(isinstance(step, RecordsStep) and step.records.table == table for step in plan.steps)


def _columns(raw: Mapping[str, Collected], plan: Plan) -> Frame:
    rows = [
        (name, table.file, column, *_column_fate(name, column, plan))
        for name, table in sorted(raw.items())
        for column in table.columns
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
