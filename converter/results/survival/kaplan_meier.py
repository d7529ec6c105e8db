"""Times to an event by the method of Kaplan and Meier."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.results.compared import lacking
from converter.results.counts.limits import Confidence
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.results.survival.survival import curve, median, observed, quantile, survival_at, totals
from converter.results.survival.survival_groups import negative
from converter.steps import Answer, SourceCondition, SourceVariable

LEFT = {"q1": 0.75, "q3": 0.25}
"""Shares of the subjects without an event at the outer quartiles of the time to it."""


def kaplan_meier(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    where: SourceCondition | None = None,
    variable: SourceVariable = "AVAL",
    censor: SourceVariable = "CNSR",
    among: tuple[Members, ...] = (),
    at: tuple[float, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate time to event {variable} of {dataset} (event: {censor} 0) by Kaplan-Meier, {confidence} log-log limits.

    One record a subject; those of whom the time is missing or negative, or the censoring missing, are left out.
    Statistics: n, events, censored; median with limits lower and upper, q1, q3, and min and max of all times, in the
    unit of the times; for each time of `at` (LEVEL) survival, survival_lower and survival_upper in percent. A quartile
    is the first time with less survival than its share, the middle of the step where survival is exactly that. Limits
    of the median are the ends of the times whose log-log limits of survival enclose one half, so that the upper one may
    be the time at which nobody is left, and a single subject has none. What is not reached is missing, survival after
    the last time observed too, unless nobody is left. Raises ValueError for several records of a subject. Source:
    SAS/STAT, LIFETEST, Computational Formulas (defaults); Brookmeyer and Crowley, Biometrics 1982;38:29.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    known = observed(records, dataset, variable, censor)
    steps = curve(known[variable], known[censor] != 0, confidence)
    found = {**totals(known[censor] == 0), **_quartiles(steps), **_range(known[variable])}
    landmarks = [_landmark(steps, time) for time in at]
    said = remarks(not_counted=(*lacking(records, (variable, censor)), *negative(records, variable)))
    made = pd.concat([statistics(found), *landmarks, said], ignore_index=True)
    return Answer(made, behind((dataset, known.index)))


def _quartiles(steps: Frame) -> dict[str, float]:
    return {**median(steps), **{name: quantile(steps, left) for name, left in LEFT.items()}}


def _range(times: pd.Series) -> dict[str, float]:
    return {"min": times.min(), "max": times.max()}


def _landmark(steps: Frame, time: float) -> Frame:
    names = ("survival", "survival_lower", "survival_upper")
    found = {name: 100 * value for name, value in zip(names, survival_at(steps, time), strict=True)}
    return statistics(found, number_text(pd.Series([time])).iloc[0])
