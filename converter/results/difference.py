"""Shares of two groups compared."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.results.members import Members, narrowed
from converter.results.statistics import statistics
from converter.results.tally import shares, tally
from converter.steps import Answer, SourceCondition


def difference(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    members: tuple[Members, ...],
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
) -> Answer:
    """Compare the share of subjects with a record of {dataset} between those with {members} and the others ({among}).

    Statistics: n1, N1 and pct1 of the members, n2, N2 and pct2 of the others, and difference, the first percent less
    the second; a percent of nobody is missing, and so is a difference from it. Behind it stand the records of both
    groups as of `count`.
    """
    asked = narrowed(subjects, among, datasets)
    first = narrowed(asked, members, datasets)
    groups = first, asked[~asked["USUBJID"].isin(first["USUBJID"])]
    made = [tally(group, datasets, dataset, where, (), ()) for group in groups]
    parts = [shares(one.n, one.of) for one in made]
    numbered = {f"{name}{number}": value for number, part in enumerate(parts, 1) for name, value in part.items()}
    found = statistics({**numbered, "difference": parts[0]["pct"] - parts[1]["pct"]})
    return Answer(found, pd.concat([one.behind for one in made]).drop_duplicates(ignore_index=True))
