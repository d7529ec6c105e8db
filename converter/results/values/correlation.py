"""Correlation of two variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import is_constant, statistics
from converter.results.values.single import single
from converter.spec.model import Model
from converter.steps import Answer, SourceCondition, SourceVariable

METHODS = {"pearson": "pearsonr", "spearman": "spearmanr"}
"""What each method is called in scipy.stats, which takes half a second to load: only when it is asked for."""
FEWEST = 3


class Measured(Model):
    """The one value of each subject: a variable of the records of `dataset` that meet `where`."""

    variable: SourceVariable
    dataset: str = "ADSL"
    where: SourceCondition | None = None

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{self.dataset}.{self.variable}{condition}"


def correlation(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    x: Measured,
    y: Measured,
    method: Literal["pearson", "spearman"] = "pearson",
    among: tuple[Members, ...] = (),
) -> Answer:
    """Correlate {x} with {y} over the subjects who have both by the method of {method}.

    One value of each a subject. Statistics: n (subjects with both), r and p, two-sided by the t distribution with n - 2
    degrees of freedom; r and p are missing of fewer than three subjects and where one variable is the same in all.
    Spearman's r is that of the ranks, ties with their mean. Raises ValueError for several values of a subject.
    Source: SAS, CORR, Pearson Product-Moment Correlation and Spearman Rank-Order Correlation.
    """
    import scipy  # noqa: PLC0415 - of the extra results

    asked = narrowed(subjects, among, datasets)
    first, second = (
        single(records_of(one.dataset, one.where, asked, datasets), one.dataset, one.variable) for one in (x, y)
    )
    first = first[first["USUBJID"].isin(second["USUBJID"])]
    second = second[second["USUBJID"].isin(first["USUBJID"])]
    values, others = _by_subject(first, x.variable), _by_subject(second, y.variable)
    made = {"n": len(values), "r": float("nan"), "p": float("nan")}
    if len(values) >= FEWEST and not is_constant(values) and not is_constant(others):
        found = getattr(scipy.stats, METHODS[method])(values.to_numpy(), others.reindex(values.index).to_numpy())
        made |= {"r": float(found.statistic), "p": float(found.pvalue)}
    return Answer(statistics(made), behind((x.dataset, first.index), (y.dataset, second.index)))


def _by_subject(records: Frame, variable: str) -> pd.Series:
    return records.set_index("USUBJID")[variable]
