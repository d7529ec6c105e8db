"""Groups compared by an analysis of covariance: adjusted means, and their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from converter.dataset import Frame
from converter.results.compared import compared
from converter.results.counts.limits import Confidence
from converter.results.design import effects
from converter.results.members import Members
from converter.results.remarks import remarks
from converter.results.statistics import is_constant, level_text, statistics
from converter.steps import Answer, SourceCondition, SourceVariable

NONE = float("nan")
MEAN = ("lsmean", "lsmean_se", "lsmean_lower", "lsmean_upper")
DIFFERENCE = ("difference", "difference_se", "difference_lower", "difference_upper", "difference_p")


@dataclass(frozen=True)
class _Model:
    """A fitted model: the coefficients of the groups come first, in the order of `levels`."""

    levels: tuple[str, ...]
    fit: Any
    others: int

    def told(self, weights: Mapping[str, float], confidence: float) -> tuple[float, ...]:
        """Give a weighted sum of the means of groups, its standard error, its limits and p."""
        row = np.array([*(weights.get(level, 0.0) for level in self.levels), *[0.0] * self.others])
        test = self.fit.t_test(row)
        lower, upper = test.conf_int(alpha=1 - confidence)[0]
        return tuple(float(one) for one in (test.effect.item(), test.sd.item(), lower, upper, test.pvalue.item()))


def ancova(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    group: SourceVariable,
    reference: str,
    variable: SourceVariable = "CHG",
    covariates: tuple[SourceVariable, ...] = ("BASE",),
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Compare {variable} of {dataset} between the groups of {group} by an analysis of covariance ({covariates}).

    One record a subject; who lacks the value, the group or a covariate is left out. Statistics of the whole: n and df
    (degrees of freedom of the error). Of each group (LEVEL): n, lsmean with lsmean_se, lsmean_lower and lsmean_upper:
    the mean where covariates that are numbers have the mean of all, and the levels of those that are text count alike,
    as LSMEANS of SAS. Of each group but `reference`: difference, that of its mean less the reference's, with
    difference_se, difference_lower, difference_upper and difference_p, two-sided by the t distribution. No interaction
    is fitted, and limits are not adjusted for several groups. Where a group has nobody, or the records do not determine
    the model, numbers are missing and `not_estimable` says why; `not_counted` says who and what does not count. Source:
    SAS/STAT, GLM, LSMEANS Statement. Calculated by statsmodels (OLS).
    """
    found = compared(
        subjects,
        datasets,
        dataset=dataset,
        where=where,
        members=(),
        among=among,
        numbers=(variable,),
        others=(group, *covariates),
    )
    records = found.records
    words = level_text(records[group])
    columns, constant = effects(records, covariates)
    levels = tuple(dict.fromkeys([reference, *words]))
    counts = {level: int((words == level).sum()) for level in levels}
    means = pd.DataFrame({level: (words.reindex(records.index) == level).astype("float64") for level in levels})
    reason = _undetermined(records[variable], counts, reference, pd.concat([means, columns], axis="columns"))
    model = None if reason else _fitted(records[variable], means, columns)
    whole = statistics({"n": len(records), "df": float(model.fit.df_resid) if model else NONE})
    parts = [_of_group(level, number, model, reference, confidence) for level, number in counts.items()]
    said = remarks([f"no analysis of covariance: {reason}"] if reason else (), (*found.left_out, *constant))
    return Answer(pd.concat([whole, *parts, said], ignore_index=True), found.behind(dataset))


def _undetermined(values: pd.Series, counts: Mapping[str, int], reference: str, design: Frame) -> str:
    """Say why the records do not determine a model; blank where they do."""
    if not counts[reference]:
        return f"nobody is in the group {reference}"
    if len(counts) < len(("reference", "other")):
        return f"everybody is in the group {reference}"
    if len(values) <= design.shape[1]:
        return f"{len(values)} records are too few for {design.shape[1]} coefficients"
    if np.linalg.matrix_rank(design.to_numpy()) < design.shape[1]:
        return "the groups and the covariates say the same (they are collinear)"
    return "all values are the same" if is_constant(values) else ""


def _fitted(values: pd.Series, means: Frame, columns: Frame) -> _Model:
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - as of log_rank

    design = pd.concat([means, columns], axis="columns")
    return _Model(tuple(map(str, means)), OLS(values.to_numpy(), design.to_numpy()).fit(), columns.shape[1])


def _of_group(level: str, number: int, model: _Model | None, reference: str, confidence: float) -> Frame:
    nothing = (NONE,) * len(DIFFERENCE)
    mean = model.told({level: 1.0}, confidence) if model else nothing
    found: dict[str, float] = {"n": number, **dict(zip(MEAN, mean[: len(MEAN)], strict=True))}
    if level != reference:
        against = model.told({level: 1.0, reference: -1.0}, confidence) if model else nothing
        found |= dict(zip(DIFFERENCE, against, strict=True))
    return statistics(found, level)
