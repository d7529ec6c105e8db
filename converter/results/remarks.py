"""What a result has to say of itself: why a statistic is missing, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from converter.dataset import Frame
from converter.issues import Issue
from converter.results.statistics import statistics
from converter.spec.display import Display

REMARKS: Mapping[str, tuple[str, str]] = {
    "not_estimable": (
        "result-not-estimable",
        "look at where: and among: of the row, or leave the result out of this column",
    ),
    "not_counted": ("result-not-counted", "complete the value at the source, or narrow the records by where:"),
}
"""The statistics that are remarks: the rule of their issue, and what to do.

They are text, numbered from 1 by LEVEL, and stand in the results beside the numbers that they are about.
"""


def remarks(not_estimable: Sequence[str] = (), not_counted: Sequence[str] = ()) -> Frame:
    """Give remarks as statistics: text, one a row."""
    said = [("not_estimable", text) for text in not_estimable] + [("not_counted", text) for text in not_counted]
    parts = [statistics({name: text}, str(number)) for number, (name, text) in enumerate(said, 1)]
    return pd.concat([statistics({}), *parts], ignore_index=True)


def remarked(displays: Mapping[str, Display], rows: Frame) -> Iterator[Issue]:
    """Report the remarks of results: one issue for each display and remark, with the rows and columns that make it."""
    is_remark = rows["STAT"].isin(list(REMARKS)) & (rows["STATC"] != "")
    found = rows[is_remark & rows["DISPLAY"].isin(list(displays))]
    where = found["ROW"].str.cat(found["COLUMN"], sep=" in column ")
    for (display, stat, text), places in where.groupby([found["DISPLAY"], found["STAT"], found["STATC"]], sort=False):
        rule, hint = REMARKS[str(stat)]
        message = f"{text} (row {'; '.join(places)})"
        yield Issue(rule=rule, severity="warning", place=str(display), message=message, hint=hint)
