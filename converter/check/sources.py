"""Name the raw rows behind issues about datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from converter.dataset import AnyDataset, Frame
from converter.issues import Issue, with_cells


def with_sources(
    issues: Iterable[Issue], datasets: Mapping[str, AnyDataset], files: Mapping[str, str]
) -> Iterator[Issue]:
    """Add the raw file and row of each record that an issue names; `files` gives the file of each raw table."""
    issues = [*issues]
    named: dict[str, set[int]] = {}
    for issue in issues:
        if issue.place in datasets:
            named.setdefault(issue.place, set()).update(row - 1 for row in issue.rows)
    known = {name: _places(name, rows, datasets, files) for name, rows in named.items() if rows}
    for issue in issues:
        if issue.place in known and issue.rows:
            places = known[issue.place]
            yield with_cells(
                issue, (cell._replace(source=places.get(cell.row - 1, "")) for cell in issue.occurrences())
            )
        else:
            yield issue


def _places(
    name: str, rows: Iterable[int], datasets: Mapping[str, AnyDataset], files: Mapping[str, str]
) -> dict[int, str]:
    """Give the first raw source of records, such as ae.csv:25; of a built record by way of those it rests on.

    What a whole record rests on goes before what one of its values rests on (named by `item`), which counts only where
    there is nothing else: so the way from record to record comes to an end.
    """
    lineage = datasets[name].lineage_at(np.fromiter(rows, dtype="int64"))
    raw = lineage[lineage["table"].isin(list(files))]
    found = [raw.assign(place=raw["table"].map(files) + ":" + raw["source_row"].astype("str"))]
    others = lineage[lineage["table"].isin(set(datasets) - {name})]
    whole = others[(others["item"] == "") & ~others["row"].isin(raw["row"])]
    single = others[~others["row"].isin(raw["row"]) & ~others["row"].isin(whole["row"])]
    others = pd.concat([whole, single])
    behind = [_behind(str(other), part, datasets, files) for other, part in others.groupby("table", sort=True)]
    found.append(others.assign(place=pd.concat(behind) if behind else "").dropna(subset="place"))
    first = pd.concat(found).drop_duplicates("row")
    return dict(zip(first["row"].tolist(), first["place"].tolist(), strict=True))


def _behind(name: str, lineage: Frame, datasets: Mapping[str, AnyDataset], files: Mapping[str, str]) -> pd.Series:
    """Give for each row of a lineage, whose sources are records of one dataset, the first raw source of these."""
    records = lineage["source_row"] - 1
    return records.map(_places(name, records.unique(), datasets, files))
