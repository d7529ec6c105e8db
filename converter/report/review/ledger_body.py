"""What became of the raw rows and columns, as the page tells it."""

from __future__ import annotations

from collections.abc import Mapping

from converter.dataset import FATES, Frame, Ledger, RawTable
from converter.report.review.columns import Body, frame_body

COLUMN = ["column", "fate", "variables", "reason"]


def raw_files_body(ledger: Ledger, raw: Mapping[str, RawTable]) -> list[Body]:
    """Give each raw file: rows by fate, the flows of rows to datasets, the rows that went nowhere, its columns."""
    rows = dict(iter(ledger.rows.groupby("table", sort=False)))
    columns = dict(iter(ledger.columns.groupby("table", sort=False)))
    balance = {str(one["table"]): one for one in ledger.balance().to_dict("records")}
    return [
        {
            "name": name,
            "file": table.file,
            "rows_in": int(balance[name]["rows_in"]),
            **{fate.replace(" ", "_"): int(balance[name][fate]) for fate in FATES},
            "flows": _flows(rows.get(name, ledger.rows.head(0))),
            "aside": _aside(rows.get(name, ledger.rows.head(0))),
            "columns": _records(columns.get(name, ledger.columns.head(0))[COLUMN]),
        }
        for name, table in raw.items()
        if name in balance
    ]


def raw_body(table: RawTable) -> Body:
    """Give a raw table as it was collected, each row with its number in the file."""
    return {**frame_body(table.frame), "numbers": [int(row) for row in table.frame.index]}


def _flows(rows: Frame) -> list[Body]:
    """Count rows that went the same way: fate, datasets, reason."""
    names = ["fate", "datasets", "reason"]
    counts = rows.groupby(names, sort=True).size().rename("n").reset_index()
    return [{**told, "n": int(n)} for told, n in zip(_records(counts[names]), counts["n"], strict=True)]


def _aside(rows: Frame) -> list[Body]:
    """Name the rows that no record of a dataset holds, with the reason."""
    out = rows[rows["fate"] != "mapped"]
    named = zip(out["row"], out["fate"], out["reason"], strict=True)
    return [{"row": int(row), "fate": fate, "reason": reason} for row, fate, reason in named]


def _records(frame: Frame) -> list[Body]:
    return [{str(name): text for name, text in one.items()} for one in frame.to_dict("records")]
