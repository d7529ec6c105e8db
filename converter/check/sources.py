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
                known[issue.place] = _places(datasets[issue.place], files)
            places = known[issue.place].reindex([row - 1 for row in issue.rows]).dropna()
            yield replace(issue, sources=tuple(dict.fromkeys(places)))
        else:
            yield issue


def _places(dataset: Dataset, files: Mapping[str, str]) -> pd.Series:
    """Give the first raw source of each record, such as ae.csv:25."""
    raw = dataset.lineage[dataset.lineage["table"].isin(list(files))].drop_duplicates("row").set_index("row")
    return raw["table"].map(files) + ":" + raw["source_row"].astype("str")
