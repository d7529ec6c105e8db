"""Name the raw rows behind issues about datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from converter.dataset import Dataset
from converter.issues import Issue


def with_sources(issues: Iterable[Issue], datasets: Mapping[str, Dataset], files: Mapping[str, str]) -> Iterator[Issue]:
    """Add the raw file and row of each record that an issue names; `files` gives the file of each raw table."""
    known: dict[str, pd.Series] = {}
    for issue in issues:
        if issue.place in datasets and issue.rows:
            if issue.place not in known:
                known[issue.place] = _places(issue.place, datasets, files)
            places = known[issue.place].reindex([row - 1 for row in issue.rows]).dropna()
            yield replace(issue, sources=tuple(dict.fromkeys(places)))
        else:
            yield issue


def _places(name: str, datasets: Mapping[str, Dataset], files: Mapping[str, str]) -> pd.Series:
    """Give the first raw source of each record, such as ae.csv:25; of a built record by way of those it rests on."""
    lineage = datasets[name].lineage
    raw = lineage[lineage["table"].isin(list(files))]
    places = [pd.Series((raw["table"].map(files) + ":" + raw["source_row"].astype("str")).array, raw["row"])]
    for other, records in lineage[lineage["table"].isin(list(datasets))].groupby("table", sort=True):
        behind = (records["source_row"] - 1).map(_places(str(other), datasets, files)).dropna()
        places.append(pd.Series(behind.array, records.loc[behind.index, "row"]))
    together = pd.concat(places)
    first: pd.Series = together.groupby(level=0, sort=False).first()
    return first
