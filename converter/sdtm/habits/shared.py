"""Columns that say the same of a subject in every raw table: the table in which one says another thing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.issues.offenders import issue_of
from converter.compute.same_rows import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from converter.dataset import Frame
    from converter.issues import Issue
    from converter.sdtm.rows.kept import Kept
    from converter.steps import Source

TABLES = 4
"""So many tables, the one that differs among them, show that a column says one thing of a subject."""


def differing_tables(kept: Mapping[str, Kept], sources: Mapping[str, Source]) -> Iterator[Issue]:
    """Report tables in which a column, such as the site, says of subjects what no other table says of them.

    Each other table that has the column has one text a subject there, the same in all; three others that speak of the
    subject are needed, and two texts.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for name, one in kept.items():
        for column in one.table.columns:
            owners[column].append(name)
    for column, names in owners.items():
        if len(names) >= TABLES and any(column in sources[name].columns for name in names):
            said = {name: _said(kept[name], column) for name in names}
            if not _several(said.values()):
                continue
            for name in names:
                if column in sources[name].columns:
                    others = _agreed([one for other, one in said.items() if other != name])
                    yield from _differing(column, kept[name], others)


def _said(kept: Kept, column: str) -> pd.Series:
    """Give the distinct texts of each subject, on an index of subjects."""
    pairs = _cells(kept, column)[1].drop_duplicates()
    said: pd.Series = pairs[(pairs["text"] != "") & (pairs["subject"] != "")].set_index("subject")["text"]
    return said


def _cells(kept: Kept, column: str) -> tuple[NDArray[np.int64], Frame]:
    """Give what a column says of subjects, and of each row which of it."""
    cells = pd.DataFrame({"subject": kept.subjects, "text": kept.column(column)})
    numbers, distinct = numbered(cells)
    distinct = distinct.astype("str")
    return numbers, distinct.assign(text=distinct["text"].str.strip())


def _several(tables: Iterable[pd.Series]) -> bool:
    """Tell whether tables say two things of any subject."""
    return bool(pd.concat(tables).reset_index().drop_duplicates()["subject"].duplicated().any())


def _agreed(tables: list[pd.Series]) -> pd.Series:
    """Give the one text of each subject of which enough tables speak; none where any of them has several."""
    every = pd.concat(tables).reset_index()
    one = every.drop_duplicates()
    if one["subject"].duplicated().any() or one["text"].nunique() < 2:  # noqa: PLR2004 - one text tells nothing
        return pd.Series(dtype="str")
    agreed: pd.Series = one.set_index("subject")["text"]
    return agreed[agreed.index.map(every["subject"].value_counts()) >= TABLES - 1]


def _differing(column: str, kept: Kept, others: pd.Series) -> Iterator[Issue]:
    numbers, cells = _cells(kept, column)
    expected = cells["subject"].map(others).fillna("") if len(others) else pd.Series("", index=cells.index)
    wrong = (cells["text"] != expected) & (expected != "") & (cells["text"] != "")
    here = wrong.to_numpy()[numbers]
    if here.any():
        told = cells.iloc[numbers[here]].rename(columns={"text": "value"})
        yield issue_of(
            told.assign(row=kept.subjects.index[here]),
            rule="table-differs",
            severity="warning",
            place=kept.table.file,
            variable=column,
            message="not what every other table says of the subject",
            hint="correct the one that is wrong at the source; if both are right, name it under accepted:",
        )
