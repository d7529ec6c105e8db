"""Which records and raw rows the page holds where there are too many: those of subjects that issues name come first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from converter.dataset import Collected, Frame, Ledger, Positions
from converter.issues import Issue

RECORDS = 2_000
"""Records of a dataset, and raw rows of a table, that the page holds of a study of usual size."""
MORE = tuple(RECORDS * 2**step for step in range(6, 0, -1))
"""How many it may hold, the most first, where they fit."""
FEWER = (*(RECORDS // 2**step for step in range(1, 11)), 0)
"""How many it holds, the most first, where RECORDS of each do not fit; none always do."""
BYTES = 12_000_000
"""What the data of the page may take; more than these wait too long to be opened."""
TOLD_BYTES = 900_000
"""What the records behind results may take, and the pictures of figures; with the data they stay under 15 MB."""
CELL = 2.0
"""More bytes than a cell takes in the page, so that nobody packs for long what does not fit."""
SUBJECT = "USUBJID"


def may_hold(tables: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Give how many records of each table may fit into the page, the most first; at last none.

    Of each table there are its records and its cells.
    """
    sizes = [(records, cells) for records, cells in tables if records]
    for most in MORE:
        if sum(cells * min(1.0, most / records) for records, cells in sizes) * CELL <= BYTES:
            yield most
    yield RECORDS
    yield from FEWER


def named_subjects(issues: Iterable[Issue], most: int) -> tuple[str, ...]:
    """Name the subjects of issues, those of issues that are not accepted first, each in the order of the issues.

    Enough are named for `most` records.
    """
    found: dict[str, None] = {}
    for issue in sorted(issues, key=lambda issue: bool(issue.accepted)):
        found |= dict.fromkeys(issue.subjects)
        if len(found) >= most:
            break
    return tuple(found)


def held_records(records: int, subjects: pd.Series | None, named: Sequence[str], most: int) -> Positions:
    """Choose the records of a dataset that the page holds, as positions: all, or all of the first subjects that fit.

    No more than `most` records fit.

    The subjects `named` come first, the others by their name, in every dataset alike; so the first subjects are held in
    all datasets. The first subject is held whole, however many records it has, where any are; of a dataset without
    subjects (None) the first records are.
    """
    if records <= most or subjects is None or not most:
        return np.arange(min(records, most))
    counts = subjects.value_counts()
    order = [*(one for one in named if one in counts.index), *sorted(set(counts.index) - set(named))]
    fits = counts.reindex(order).cumsum() <= most
    chosen = fits.index[fits] if fits.iloc[0] else fits.index[:1]
    return np.flatnonzero(subjects.isin(chosen))


def held_rows(
    table: Collected, behind: Iterable[pd.Series], issues: Iterable[Issue], ledger: Ledger | None, most: int
) -> Positions:
    """Choose the rows of a raw table that the page holds, as positions: all if no more than `most`, or some of them.

    These are the rows behind the records that it holds, and of the others, as far as they fit, those of issues, those
    set aside and the first ones.
    """
    index = table.index
    if len(index) <= most:
        return np.arange(len(index))
    rows = dict.fromkeys(int(row) for numbers in behind for row in numbers.unique())
    named = (row for issue in issues if issue.place == table.file for row in issue.rows)
    for row in (*named, *_aside(table.name, ledger, most), *index[:most]):
        if len(rows) >= most:
            break
        rows.setdefault(int(row))
    return np.flatnonzero(index.isin(list(rows)))


def _aside(table: str, ledger: Ledger | None, most: int) -> Iterator[int]:
    """Give the first rows of a table that no record of a dataset holds."""
    if ledger is not None:
        rows = ledger.unmapped[ledger.unmapped["table"] == table]
        yield from map(int, rows["row"].head(most))


def by_table(sources: Iterable[Frame]) -> Mapping[str, list[pd.Series]]:
    """Give the numbers of the records and raw rows that stand behind others, by the table that they belong to."""
    found: dict[str, list[pd.Series]] = {}
    for frame in sources:
        for table, numbers in frame.groupby("table", sort=False)["source_row"]:
            found.setdefault(str(table), []).append(numbers)
    return found
