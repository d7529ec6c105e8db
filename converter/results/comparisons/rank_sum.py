"""Two groups compared by ranks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import is_constant, statistics
from converter.results.values.single import single
from converter.steps import Answer, SourceCondition, SourceVariable

NONE = float("nan")
MOST = 200
"""Of as many subjects an exact p is counted; of more the approximation is as good."""


def rank_sum(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    variable: SourceVariable,
    members: tuple[Members, ...],
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    continuity: bool = True,
    exact: bool = False,
) -> Answer:
    """Compare {variable} of {dataset} of the subjects with {members} and the others by a two-sided Wilcoxon test.

    One value a subject; missing ones are left out. Statistics: n1 (the members), n2 (the others), U of the members (of
    all pairs those in which the member has more, ties by half) and p. The normal approximation takes the variance for
    ties and half a unit off the difference (`continuity`). With `exact` p is the share of all divisions of the subjects
    with a rank sum at least as far from its mean. p is missing where a group is empty, where all values are equal, and
    exact of more than 200 subjects. Raises ValueError for several values of a subject.
    Source: SAS/STAT, NPAR1WAY (WILCOXON); Mann and Whitney, Ann Math Stat 1947;18:50.
    """
    asked = narrowed(subjects, among, datasets)
    known = single(records_of(dataset, where, asked, datasets), dataset, variable)
    mine = known["USUBJID"].isin(narrowed(asked, members, datasets)["USUBJID"])
    first, others = known.loc[mine, variable], known.loc[~mine, variable]
    u, p = _compared(first, others, continuity=continuity, exact=exact)
    decided = [(one.dataset, records_of(one.dataset, one.where, asked, datasets).index) for one in members]
    made = statistics({"n1": len(first), "n2": len(others), "U": u, "p": p})
    return Answer(made, behind((dataset, known.index), *decided))


def _compared(first: pd.Series, others: pd.Series, *, continuity: bool, exact: bool) -> tuple[float, float]:
    import scipy  # noqa: PLC0415 - of the extra results

    if first.empty or others.empty:
        return NONE, NONE
    values = pd.concat([first, others])
    if is_constant(values):
        return len(first) * len(others) / 2, NONE
    found = scipy.stats.mannwhitneyu(first, others, use_continuity=continuity, method="asymptotic")
    return float(found.statistic), _divided(values.rank(), len(first)) if exact else float(found.pvalue)


def _divided(ranks: pd.Series, n: int) -> float:
    """Give the share of all divisions whose first part of n has a sum of ranks as far from its mean as the given one.

    `ways[k, s]` are the ways to take k of the ranks so far that add up to s; ranks are doubled, for those of ties may
    end in a half.
    """
    if len(ranks) > MOST:
        return NONE
    doubled = (2 * ranks).round().astype("int64").to_numpy()
    ways = np.zeros((n + 1, doubled.sum() + 1))
    ways[0, 0] = 1
    for rank in doubled:
        ways[1:, rank:] += ways[:-1, :-rank]
    away = np.abs(np.arange(ways.shape[1]) - n * (len(ranks) + 1))
    return float(ways[n, away >= away[doubled[:n].sum()]].sum() / ways[n].sum())
