"""Name the raw rows behind issues about datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from converter.dataset import Dataset
from converter.issues import Issue, with_cells


def with_sources(issues: Iterable[Issue], datasets: Mapping[str, Dataset], files: Mapping[str, str]) -> Iterator[Issue]:
    """Add the raw file and row of each record that an issue names; `files` gives the file of each raw table.

    The datasets may be those of a range of subjects: the index of each frame then numbers its records in the whole, as
    the issues do, while lineage names records by their position in the range.
    """
    known: dict[str, dict[int, str]] = {}
    for issue in issues:
        if issue.place in datasets and issue.rows:
            if issue.place not in known:
                found = _places(issue.place, datasets, files)
                records = datasets[issue.place].frame.index.take(found.index.to_numpy())
                known[issue.place] = dict(zip(records.tolist(), found.tolist(), strict=True))
            places = known[issue.place]
            yield with_cells(
                issue, (cell._replace(source=places.get(cell.row - 1, "")) for cell in issue.occurrences())
            )
        else:
            yield issue


def _places(name: str, datasets: Mapping[str, Dataset], files: Mapping[str, str]) -> pd.Series:
    """Give the first raw source of each record, such as ae.csv:25; of a built record by way of those it rests on.

    What a whole record rests on goes before what one of its values rests on (named by `item`), which counts only where
    there is nothing else: so the way from record to record comes to an end.
    """
    lineage = datasets[name].lineage
    raw = lineage[lineage["table"].isin(list(files))]
    found = [raw.assign(place=raw["table"].map(files) + ":" + raw["source_row"].astype("str"))]
    others = lineage[lineage["table"].isin(set(datasets) - {name})]
    whole = others[(others["item"] == "") & ~others["row"].isin(raw["row"])]
    single = others[~others["row"].isin(raw["row"]) & ~others["row"].isin(whole["row"])]
    others = pd.concat([whole, single])
    places = {str(other): _places(str(other), datasets, files) for other in sorted(others["table"].unique())}
    parts = [(part["source_row"] - 1).map(places[str(other)]) for other, part in others.groupby("table", sort=True)]
    found.append(others.assign(place=pd.concat(parts) if parts else "").dropna(subset="place"))
    first: pd.Series = pd.concat(found).drop_duplicates("row").set_index("row")["place"]
    return first
