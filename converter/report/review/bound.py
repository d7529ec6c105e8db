"""Which records and raw rows the page holds where there are too many: those of subjects that issues name come first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.dataset import Frame, Ledger, RawTable
from converter.issues import Issue

RECORDS = 2_000
"""Records of a dataset, and raw rows of a table, that the page holds; one that has no more it holds whole."""
SUBJECT = "USUBJID"
Positions = npt.NDArray[np.int64]


def named_subjects(issues: Iterable[Issue]) -> tuple[str, ...]:
    """Name the subjects of issues, those of issues that are not accepted first, each in the order of the issues."""
    found: dict[str, None] = {}
    for issue in sorted(issues, key=lambda issue: bool(issue.accepted)):
        found |= dict.fromkeys(issue.subjects)
        if len(found) >= RECORDS:
            break
    return tuple(found)


def held_records(frame: Frame, named: Sequence[str]) -> Positions:
    """Choose the records of a dataset that the page holds, as positions: all, or all of the first subjects that fit.

    The subjects `named` come first, the others by their name, in every dataset alike; so the first subjects are held in
    all datasets. The first subject is held whole, however many records it has; of a dataset without subjects the first
    records are.
    """
    if len(frame) <= RECORDS or SUBJECT not in frame:
        return np.arange(min(len(frame), RECORDS))
    counts = frame[SUBJECT].value_counts()
    order = [*(one for one in named if one in counts.index), *sorted(set(counts.index) - set(named))]
    fits = counts.reindex(order).cumsum() <= RECORDS
    chosen = fits.index[fits] if fits.iloc[0] else fits.index[:1]
    return np.flatnonzero(frame[SUBJECT].isin(chosen))


def held_rows(
    table: RawTable, behind: Iterable[pd.Series], issues: Iterable[Issue], ledger: Ledger | None
) -> Positions:
    """Choose the rows of a raw table that the page holds, as positions: all, or those that it speaks of.

    These are the rows behind the records that it holds, and of the others, as far as they fit, those of issues, those
    set aside and the first ones.
    """
    index = table.frame.index
    if len(index) <= RECORDS:
        return np.arange(len(index))
    rows = dict.fromkeys(int(row) for numbers in behind for row in numbers.unique())
    named = (row for issue in issues if issue.place == table.file for row in issue.rows)
    for row in (*named, *_aside(table.name, ledger), *index[:RECORDS]):
        if len(rows) >= RECORDS:
            break
        rows.setdefault(int(row))
    return np.flatnonzero(index.isin(list(rows)))


def _aside(table: str, ledger: Ledger | None) -> Iterator[int]:
    """Give the first rows of a table that no record of a dataset holds."""
    if ledger is not None:
        rows = ledger.rows[(ledger.rows["table"] == table) & (ledger.rows["fate"] != "mapped")]
        yield from map(int, rows["row"].head(RECORDS))


def by_table(sources: Iterable[Frame]) -> Mapping[str, list[pd.Series]]:
    """Give the numbers of the records and raw rows that stand behind others, by the table that they belong to."""
    found: dict[str, list[pd.Series]] = {}
    for frame in sources:
        for table, numbers in frame.groupby("table", sort=False)["source_row"]:
            found.setdefault(str(table), []).append(numbers)
    return found
