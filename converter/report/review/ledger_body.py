"""What became of the raw rows and columns, as the page tells it."""

from __future__ import annotations

from collections.abc import Mapping

from converter.dataset import FATES, Collected, Frame, Ledger, Positions
from converter.report.review.columns import Body, frame_body, steps_body

COLUMN = ["column", "fate", "variables", "reason"]
ASIDE = 500
"""Rows of a raw file that went nowhere which the ledger names; the raw file has each that the page holds."""
FLOW = ["fate", "datasets", "reason", "n"]


def raw_files_body(ledger: Ledger, raw: Mapping[str, Collected]) -> list[Body]:
    """Give each raw file: rows by fate, the flows of rows to datasets, the rows that went nowhere, its columns."""
    columns = dict(iter(ledger.columns.groupby("table", sort=False)))
    balance = {str(one["table"]): one for one in ledger.balance().to_dict("records")}
    return [
        {
            "name": name,
            "file": table.file,
            "rows_in": int(balance[name]["rows_in"]),
            **{fate.replace(" ", "_"): int(balance[name][fate]) for fate in FATES},
            "flows": _records(ledger.flows.loc[ledger.flows["table"] == name, FLOW]),
            **_aside(ledger.unmapped[ledger.unmapped["table"] == name]),
            "columns": _records(columns.get(name, ledger.columns.head(0))[COLUMN]),
        }
        for name, table in raw.items()
        if name in balance
    ]


def raw_body(table: Collected, held: Positions, ledger: Ledger | None) -> Body:
    """Give the rows of a raw table that the page holds as they were collected, with their numbers, and how many are.

    `fates` names those of them that no record of a dataset holds.
    """
    frame = table.rows(table.index[held])
    numbers = steps_body(frame.index.to_series())
    return {
        **frame_body(frame),
        "numbers": numbers,
        "all": len(table.index),
        "fates": _fates(frame, table.name, ledger),
    }


def _fates(frame: Frame, name: str, ledger: Ledger | None) -> list[Body]:
    if ledger is None:
        return []
    mine = ledger.unmapped[ledger.unmapped["table"] == name]
    return _named(mine[mine["row"].isin(frame.index)])


def _aside(out: Frame) -> Body:
    """Name the first rows that no record of a dataset holds, with the reason, and count the others."""
    first = out.head(ASIDE)
    return {"aside": _named(first), "moreAside": len(out) - len(first)}


def _named(rows: Frame) -> list[Body]:
    named = zip(rows["row"], rows["fate"], rows["reason"], strict=True)
    return [{"row": int(row), "fate": fate, "reason": reason} for row, fate, reason in named]


def _records(frame: Frame) -> list[Body]:
    return [{str(name): text for name, text in one.items()} for one in frame.to_dict("records")]
