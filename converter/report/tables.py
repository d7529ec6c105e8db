"""The ledger, the set-aside rows, the trace and the issues as CSV, for spreadsheets and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from converter.steps import DeriveStep, RecordsStep
from converter.visible import as_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.dataset import Dataset, Frame, Ledger, RawTable
    from converter.issues import Issue
    from converter.steps import BoundRule, Plan, Step


def issues_table(issues: Iterable[Issue]) -> Frame:
    """Give one row for each issue: rule, severity, place, rows, subjects, variable, value, what to do."""
    names = (
        "severity",
        "rule",
        "place",
        "rows",
        "count",
        "subjects",
        "variable",
        "value",
        "message",
        "written",
        "hint",
    )
    rows = [
        (
            *(i.severity, i.rule, i.place, " ".join(map(str, i.rows)), i.count, " ".join(i.subjects), i.variable),
            *(i.value, i.message, i.written, i.hint, i.accepted, " ".join(i.sources)),
        )
        for i in issues
    ]
    return pd.DataFrame(rows, columns=[*names, "accepted", "sources"])


def set_aside_tables(raw: Mapping[str, RawTable], ledger: Ledger) -> Iterator[tuple[str, Frame]]:
    """Give, for each raw table that lost rows, those rows as they were collected, with row number and reason.

    Cells are faithful, also those that a spreadsheet would run: import the file as text, or look at it elsewhere.
    """
    aside = ledger.rows[ledger.rows["fate"] == "set aside"]
    for name, rows in aside.groupby("table", sort=True):
        told = rows.set_index("row")[["reason"]].rename_axis("raw_row").rename(columns={"reason": "set_aside_reason"})
        yield str(name), told.join(raw[str(name)].frame).reset_index()


def trace_tables(datasets: Mapping[str, Dataset]) -> Iterator[tuple[str, Frame]]:
    """Give, for each dataset, the sources of each record: record number, raw table or dataset, row there, item."""
    for name, dataset in datasets.items():
        trace = dataset.lineage.assign(record=dataset.lineage["row"] + 1)
        yield name, trace[["record", "table", "source_row", "item"]]


def variables_table(plan: Plan) -> Frame:
    """Give one row for each rule of the plan: dataset, variable, raw table, rule, place, method, what it reads."""
    rows = [row for step in plan.steps for row in _rules(step)]
    rows += [
        (step.dataset, variable, "", *_told(step.rule), "", " ".join(step.rule.variables))
        for step in plan.analysis.steps
        for variable in step.makes
    ]
    names = ["dataset", "variable", "table", "rule", "place", "origin", "method", "columns", "variables"]
    return pd.DataFrame(rows, columns=names).sort_values(["dataset", "variable", "table"], kind="stable")


def _rules(step: Step) -> Iterator[tuple[str, ...]]:
    if isinstance(step, RecordsStep):
        rules = [(variable, step.records.table, rule) for variable, rule in step.rules.items()]
    else:
        rules = [(step.variable if isinstance(step, DeriveStep) else "*", "", step.rule)]
    for variable, table, rule in rules:
        reads = (" ".join(rule.columns) if table else "", " ".join(rule.variables) if not table else "")
        yield (step.dataset, variable, table, *_told(rule), *reads)


def _told(rule: BoundRule) -> tuple[str, ...]:
    origin = " ".join(part for part in (rule.origin.type, rule.origin.source or "") if part)
    return rule.name, rule.place, origin, rule.method


def csv_text(frame: Frame, *, faithful: bool = False) -> str:
    """Write a frame as CSV with line feeds and no index.

    Text that a spreadsheet would run as a formula begins with a quote, and steering characters are written as their
    codes; a `faithful` file has every cell as it is.
    """
    shown = frame if faithful else frame.apply(_harmless)
    return shown.to_csv(index=False, lineterminator="\n")


def _harmless(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values
    shown = {value: as_text(visible(value)) for value in values.unique() if isinstance(value, str)}
    return values.map(lambda value: shown.get(value, value))
