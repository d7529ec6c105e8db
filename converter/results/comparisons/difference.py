"""Shares of two groups compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.dataset import Frame
from converter.results.comparisons.score_limits import score_limits
from converter.results.counts.limits import Confidence
from converter.results.counts.tally import Tally, shares, tally
from converter.results.members import Members, narrowed
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition

NONE = float("nan")
Method = Literal["wald", "newcombe", "agresti_caffo", "miettinen_nurminen"]
METHODS: Mapping[str, str] = {
    "wald": "wald",
    "newcombe": "newcomb",
    "agresti_caffo": "agresti-caffo",
}
"""What each method is called in statsmodels; its score has another variance than Miettinen and Nurminen's."""


def difference(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    members: tuple[Members, ...],
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    confidence: Confidence | None = None,
    method: Method = "wald",
) -> Answer:
    """Compare the share of subjects with a record of {dataset} between those with {members} and the others ({among}).

    Statistics: n1, N1 and pct1 of the members, n2, N2 and pct2 of the others, and difference, the first percent less
    the second; a percent of nobody is missing, and so is a difference from it. With `confidence` also lower and upper,
    limits of the difference by `method`: wald, newcombe (his method 10, of Wilson's limits), agresti_caffo, or
    miettinen_nurminen (the score, corrected by N / (N - 1)). By wald they have no width where each group has all or
    none, and `not_estimable` says so. Behind it stand the records of both groups as of `count`. Sources: SAS/STAT,
    FREQ, Risks and Risk Differences; Newcombe, Stat Med 1998;17:873; Miettinen and Nurminen, Stat Med 1985;4:213.
    Limits by statsmodels (confint_proportions_2indep), those of the score our own.
    """
    asked = narrowed(subjects, among, datasets)
    first = narrowed(asked, members, datasets)
    groups = first, asked[~asked["USUBJID"].isin(first["USUBJID"])]
    made = [tally(group, datasets, dataset, where, (), ()) for group in groups]
    parts = [shares(one.n, one.of) for one in made]
    numbered = {f"{name}{number}": value for number, part in enumerate(parts, 1) for name, value in part.items()}
    found = statistics({**numbered, "difference": parts[0]["pct"] - parts[1]["pct"]})
    told = [found] if confidence is None else [found, *_limits(made[0], made[1], confidence, method)]
    return Answer(
        pd.concat(told, ignore_index=True), pd.concat([one.behind for one in made]).drop_duplicates(ignore_index=True)
    )


def _limits(first: Tally, second: Tally, confidence: float, method: str) -> tuple[Frame, Frame]:
    reason = ""
    if not first.of or not second.of:
        reason = "one of the two groups has no subject"
    elif method == "wald" and all(one.n in {0, one.of} for one in (first, second)):
        reason = "each group has all or none, of which the method of Wald knows no limits"
    lower, upper = (NONE, NONE) if reason else _between(first, second, confidence, method)
    said = remarks([f"no limits of the difference: {reason}"] if reason else ())
    return statistics({"lower": 100 * lower, "upper": 100 * upper}), said


def _between(first: Tally, second: Tally, confidence: float, method: str) -> tuple[float, float]:
    if method not in METHODS:
        return score_limits(first.n, first.of, second.n, second.of, confidence)
    from statsmodels.stats.proportion import confint_proportions_2indep  # noqa: PLC0415 - as of log_rank

    limits = confint_proportions_2indep(
        first.n, first.of, second.n, second.of, compare="diff", method=METHODS[method], alpha=1 - confidence
    )
    return float(limits[0]), float(limits[1])
