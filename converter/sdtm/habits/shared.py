"""Columns that say the same of a subject in every raw table: the table in which one says another thing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.offenders import issue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.dataset import Frame
    from converter.issues import Issue
    from converter.steps import Source

TABLES = 4
"""So many tables, the one that differs among them, show that a column says one thing of a subject."""


def differing_tables(
    frames: Mapping[str, Frame],
    subjects: Mapping[str, pd.Series],
    sources: Mapping[str, Source],
    files: Mapping[str, str],
) -> Iterator[Issue]:
    """Report tables in which a column, such as the site, says of subjects what no other table says of them.

    Each other table that has the column has one text a subject there, the same in all; three others that speak of the
    subject are needed, and two texts. `subjects` is aligned with the rows of each table, `files` is what issues call
    it.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for table, frame in frames.items():
        for column in map(str, frame):
            owners[column].append(table)
    for column, tables in owners.items():
        if len(tables) >= TABLES and any(column in sources[table].columns for table in tables):
            said = {table: _said(frames[table][column], subjects[table]) for table in tables}
            if not _several(said.values()):
                continue
            for table in tables:
                if column in sources[table].columns:
                    others = _agreed([one for name, one in said.items() if name != table])
                    yield from _differing(column, frames[table][column], subjects[table], others, files[table])


def _said(values: pd.Series, subjects: pd.Series) -> pd.Series:
    """Give the distinct texts of each subject, on an index of subjects."""
    pairs = pd.DataFrame({"subject": subjects.to_numpy(), "text": values.str.strip().to_numpy()}).drop_duplicates()
    said: pd.Series = pairs[(pairs["text"] != "") & (pairs["subject"] != "")].set_index("subject")["text"]
    return said


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


def _differing(column: str, values: pd.Series, subjects: pd.Series, others: pd.Series, file: str) -> Iterator[Issue]:
    expected = subjects.map(others) if len(others) else pd.Series("", index=subjects.index)
    text = values.str.strip()
    rows = values.index[(text != expected.fillna("")) & expected.fillna("").ne("") & (text != "")]
    if len(rows):
        yield issue_of(
            pd.DataFrame({"row": rows, "subject": subjects[rows].to_numpy(), "value": text[rows].to_numpy()}),
            rule="table-differs",
            severity="warning",
            place=file,
            variable=column,
            message="not what every other table says of the subject",
            hint="correct the one that is wrong at the source; if both are right, name it under accepted:",
        )
