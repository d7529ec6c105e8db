"""Proportions of subjects with exact limits."""

from __future__ import annotations

from collections.abc import Mapping

from converter.dataset import Frame
from converter.results.counts.limits import Confidence, exact_limits
from converter.results.counts.tally import shares, tally
from converter.results.members import Members
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition


def proportion(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    also: tuple[Members, ...] = (),
    among: tuple[Members, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate the proportion of subjects ({among}) with a record of {dataset} (and {also}), {confidence} exact limits.

    `subjects` are those of the population and the column. Statistics: n and N; pct, lower and upper in percent, missing
    where N is 0. The limits are those of Clopper and Pearson at the level `confidence`; of no subject the lower one is
    0, of all subjects the upper one 100, and the other keeps half of the error, as BINOMIAL of PROC FREQ prints them.
    Records behind it as of `count`. Source: Clopper and Pearson, Biometrika 1934;26:404; SAS/STAT, FREQ, Binomial
    Proportion.
    """
    made = tally(subjects, datasets, dataset, where, also, among)
    lower, upper = exact_limits(made.n, made.of, confidence)
    return Answer(statistics({**shares(made.n, made.of), "lower": lower, "upper": upper}), made.behind)
