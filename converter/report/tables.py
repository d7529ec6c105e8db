"""The ledger, the set-aside rows, the rules and the issues as CSV, for spreadsheets and other programs."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from converter.issues import CUT_OFF, ROWS_LISTED, VALUE_NAMED, and_more, shortened
from converter.report.issue_body import issue_bodies
from converter.steps import DeriveStep, RecordsStep
from converter.visible import as_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from converter.dataset import Collected, Frame, Ledger
    from converter.issues import Cell, Issue
    from converter.steps import BoundRule, Plan, Step

LISTED = ("rows", "subjects", "sources")
ISSUE = (
    *("issue", "severity", "rule", "place", "rows", "count", "subjects", "variable", "value", "message", "written"),
    *("hint", "accepted", "sources", "under", "lines", "accept"),
)
"""The columns of issues.csv."""
ISSUE_ROW = ("issue", "severity", "rule", "place", "variable", "row", "subject", "value", "written", "source")
"""The columns of issues-rows.csv."""
HEAD = ",".join(ISSUE_ROW) + "\n"
CHUNK = 100_000
ROWS_IN_CSV = 200_000
"""Rows of the ledger, and records behind results, that are written as CSV; of more there is a Parquet file."""
GROUP = 1 << 20
"""Rows that are written to Parquet at a time."""
PASTED = frozenset({"lines", "accept"})
"""The columns with lines to paste."""
ITEM = re.compile(r"  - \{[a-z_]+: ")


def issues_table(issues: Sequence[Issue]) -> Frame:
    """Give one row for each issue: rule, severity, place, rows, subjects, variable, values, what to do, what to paste.

    `rows`, `subjects`, `value` and `sources` name the first ones and say how many more there are; `count` is of all.
    """
    return pd.DataFrame([_told_issue(body) for body in issue_bodies(issues)], columns=list(ISSUE))


def _told_issue(body: Mapping[str, Any]) -> tuple[Any, ...]:
    more = body["more"]
    values = body["value"] or ", ".join(f"{value} ({n})" for value, n in body["values"])
    listed = {name: " ".join(map(str, body[name])) + and_more(more.get(name, 0)) for name in LISTED}
    pasted = {"lines": "\n".join(map(_indented, body["lines"])), "accept": _indented(body["accept"])}
    texts = {"value": values + and_more(more.get("values", 0)), **pasted}
    return tuple({**body, **listed, **texts}[name] for name in ISSUE)


def _indented(line: str) -> str:
    """Give an item of a list as it stands below its key, so that no spreadsheet takes its dash for a minus."""
    return f"  {line}" if line.startswith("- ") else line


def issue_rows_text(issues: Sequence[Issue]) -> str:
    """Write one row for each occurrence of each issue: its number, row, value, source; at most ROWS_LISTED of them."""
    cells = (
        (number, issue.severity, issue.rule, issue.place, issue.variable, *_told_cell(cell))
        for number, issue in enumerate(issues, start=1)
        for cell in issue.occurrences()
    )
    listed = islice(cells, ROWS_LISTED)
    parts = iter(lambda: _rows_text(islice(listed, CHUNK)), HEAD)
    return HEAD + "".join(part.removeprefix(HEAD) for part in parts)


def _rows_text(cells: Iterable[tuple[int | str, ...]]) -> str:
    return csv_text(pd.DataFrame(cells, columns=list(ISSUE_ROW), dtype="object"), for_people=True)


def _told_cell(cell: Cell) -> tuple[int | str, ...]:
    return cell.row or "", cell.subject, shortened(cell.value, VALUE_NAMED), cell.written, cell.source


def cut_off_table(issues: Sequence[Issue]) -> Frame:
    """Give one row for each record, or date of a subject, that the data cut-off keeps from analysis, and the reason.

    Columns dataset, variable (blank: the record), record, subject, date, reason, source (the raw row).
    """
    rows = [
        (issue.place, issue.variable, cell.row or "", cell.subject, cell.value, issue.message, cell.source)
        for issue in issues
        if issue.rule == CUT_OFF
        for cell in issue.occurrences()
    ]
    names = ["dataset", "variable", "record", "subject", "date", "reason", "source"]
    return pd.DataFrame(rows, columns=names, dtype="object")


def set_aside_tables(raw: Mapping[str, Collected], ledger: Ledger) -> Iterator[tuple[str, Frame]]:
    """Give, for each raw table that lost rows, those rows as they were collected, with row number and reason.

    Cells are faithful, also those that a spreadsheet would run: import the file as text, or look at it elsewhere.
    """
    aside = ledger.unmapped[ledger.unmapped["fate"] == "set aside"]
    for name, rows in aside.groupby("table", sort=True):
        told = rows.set_index("row")[["reason"]].rename_axis("raw_row").rename(columns={"reason": "set_aside_reason"})
        yield str(name), told.join(raw[str(name)].rows(told.index)).reset_index()


def write_rows(frame: Frame, path: Path) -> None:
    """Write many rows of text and whole numbers as Parquet: the same bytes for the same rows."""
    parts = (_plain(frame.iloc[at : at + GROUP]) for at in range(0, max(len(frame), 1), GROUP))
    head = next(parts)
    with pq.ParquetWriter(path, head.schema, compression="zstd", compression_level=1) as writer:
        for part in chain([head], parts):
            writer.write_table(part)


def _plain(frame: Frame) -> pa.Table:
    """Give rows with text in place of categories."""
    coded = {name: "str" for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return pa.Table.from_pandas(frame.astype(coded), preserve_index=False).replace_schema_metadata()


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


def csv_text(frame: Frame, *, for_people: bool = False) -> str:
    """Write a frame as CSV with line feeds and no index, every cell as it is.

    In a file that people open in a spreadsheet (`for_people`) text that would run as a formula begins with a quote, and
    steering characters are written as their codes.
    """
    shown = frame.apply(_harmless) if for_people else frame
    return shown.to_csv(index=False, lineterminator="\n")


def write_csv(frames: Iterable[Frame], path: Path) -> None:
    """Write frames one below the other as one CSV file, as `csv_text` does; memory is that of one."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, frame in enumerate(frames):
            frame.to_csv(file, index=False, header=number == 0, lineterminator="\n")


def _harmless(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values
    pasted = values.name in PASTED
    shown = {value: _for_people(visible(value), pasted=pasted) for value in values.unique() if isinstance(value, str)}
    return values.map(lambda value: shown.get(value, value))


def _for_people(cell: str, *, pasted: bool) -> str:
    """Make a cell harmless; a line of ours to paste is it, for nothing runs that begins with a brace after its dash."""
    return cell if pasted and ITEM.match(cell) else as_text(cell)
