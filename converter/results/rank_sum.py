"""Two groups compared by ranks."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu, permutation_test

from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.single import single
from converter.results.statistics import is_constant, statistics
from converter.steps import Answer, SourceCondition, SourceVariable

NONE = float("nan")
MOST = 1_000_000
"""As many ways to divide tied subjects into two groups as are gone through for an exact p."""
AT_ONCE = 10_000


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
    exact where there are ties and more than a million divisions. Raises ValueError for several values of a subject.
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
    if first.empty or others.empty:
        return NONE, NONE
    values = pd.concat([first, others])
    if is_constant(values):
        return len(first) * len(others) / 2, NONE
    tied = exact and not values.is_unique
    method = "exact" if exact and not tied else "asymptotic"
    found = mannwhitneyu(first, others, use_continuity=continuity, method=method)
    return float(found.statistic), _divided(values.rank(), len(first)) if tied else float(found.pvalue)


def _divided(ranks: pd.Series, n: int) -> float:
    """Go through all divisions of ranks in two, the first of n."""
    ways = comb(len(ranks), n)
    if ways > MOST:
        return NONE
    mean = n * (len(ranks) + 1) / 2
    found = permutation_test(
        (ranks.to_numpy()[:n], ranks.to_numpy()[n:]),
        lambda mine, _, axis: np.abs(mine.sum(axis=axis) - mean),
        vectorized=True,
        n_resamples=ways,
        batch=AT_ONCE,
        alternative="greater",
    )
    return float(found.pvalue)
