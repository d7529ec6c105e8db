"""The hazard ratio of two groups by Cox's model."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from converter.dataset import Frame
from converter.results.compared import MEMBER, STRATUM
from converter.results.counts.limits import Confidence
from converter.results.design import effects
from converter.results.members import Members
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.results.survival.survival_groups import EVENT, counts, not_comparable, timed_groups
from converter.steps import Answer, SourceCondition, SourceVariable

NONE = float("nan")
FARTHEST = 15.0
"""A log hazard ratio beyond it (a ratio of three million) has no maximum: the likelihood rises without end."""


class _Effect(NamedTuple):
    """The logarithm of the hazard ratio, and its standard error."""

    log: float = NONE
    error: float = NONE
    reason: str = ""


def hazard_ratio(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    members: tuple[Members, ...],
    dataset: str = "ADTTE",
    where: SourceCondition | None = None,
    variable: SourceVariable = "AVAL",
    censor: SourceVariable = "CNSR",
    among: tuple[Members, ...] = (),
    strata: tuple[SourceVariable, ...] = (),
    covariates: tuple[SourceVariable, ...] = (),
    ties: Literal["efron", "breslow"] = "efron",
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate the hazard ratio of {members} to the others for {variable} of {dataset} (event: {censor} 0) by Cox.

    Ties by `ties`, Wald limits at `confidence`. One record a subject; those of whom the time is missing or negative, or
    the censoring, a stratum or a covariate missing, are left out. Statistics: n1 and events1 of the members, n2 and
    events2 of the others, hazard_ratio with lower and upper, and p of the Wald test. `strata` have a baseline hazard
    each; `covariates` (of the records, or 'ADSL.AGE') are numbers as they are and text as classes. Where a group is
    empty or without events, or the likelihood has no maximum, there is no ratio, and `not_estimable` says why;
    `not_counted` says who or what does not count. PROC PHREG takes TIES=BRESLOW unless told otherwise. Sources: Cox, J
    R Stat Soc B 1972;34:187; Efron, JASA 1977;72:557; SAS/STAT, PHREG. Calculated by statsmodels (PHReg).
    """
    groups = timed_groups(
        subjects,
        datasets,
        dataset=dataset,
        where=where,
        members=members,
        among=among,
        variable=variable,
        censor=censor,
        strata=strata,
        covariates=covariates,
    )
    reason = not_comparable(groups)
    if not reason and not all(side[EVENT].any() for side in groups.sides):
        reason = "one of the two groups has no event"
    columns, constant = effects(groups.records, covariates)
    effect = _Effect(reason=reason) if reason else _fitted(groups.records, columns, variable, ties)
    said = remarks([f"no hazard ratio: {effect.reason}"] if effect.reason else (), (*groups.left_out, *constant))
    made = pd.concat([statistics({**counts(groups), **_ratio(effect, confidence)}), said], ignore_index=True)
    return Answer(made, groups.behind(dataset))


def _ratio(effect: _Effect, confidence: float) -> dict[str, float]:
    """Give the hazard ratio with its limits and p, by Wald."""
    import scipy  # noqa: PLC0415 - of the extra results

    reach = float(scipy.stats.norm.ppf((1 + confidence) / 2)) * effect.error
    log = np.array([effect.log, effect.log - reach, effect.log + reach])
    ratios = dict(zip(("hazard_ratio", "lower", "upper"), map(float, np.exp(log)), strict=True))
    return {**ratios, "p": 2 * float(scipy.stats.norm.sf(abs(effect.log / effect.error)))}


def _fitted(records: Frame, covariates: Frame, variable: str, ties: str) -> _Effect:
    from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415 - as of log_rank
    from statsmodels.tools.sm_exceptions import ConvergenceWarning  # noqa: PLC0415

    exog = pd.concat([records[MEMBER].astype("float64"), covariates], axis="columns").to_numpy()
    if np.linalg.matrix_rank(exog - exog.mean(axis=0)) < exog.shape[1]:
        return _Effect(reason="the groups and the covariates say the same (they are collinear)")
    times, status, strata = (records[name].to_numpy() for name in (variable, EVENT, STRATUM))
    with warnings.catch_warnings():
        # a likelihood without maximum is told below; overflow on the way there says the same
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            fit = PHReg(times, exog, status=status.astype("int64"), ties=ties, strata=strata).fit(disp=0)
            log, error = float(fit.params[0]), float(fit.bse[0])
        except np.linalg.LinAlgError:
            log, error = NONE, NONE
    known = np.isfinite([log, error]).all() and abs(log) < FARTHEST and error > 0
    reason = "the likelihood has no maximum (every event falls where the groups are not compared, or all in one)"
    return _Effect(log, error) if known else _Effect(reason=reason)
