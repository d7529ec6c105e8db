"""The curve of a Kaplan-Meier estimate: its steps, its limits, who was censored, how many are at risk."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.results.levels import by_level, number_level
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.product_limit import median, product_limit
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition, SourceVariable

PERCENT = 100


def survival_curve(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADTTE",
    variable: SourceVariable = "AVAL",
    censor: SourceVariable = "CNSR",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    risk_at: tuple[float, ...] = (),
    confidence: float = 0.95,
) -> Answer:
    """Estimate the curve of {variable} (event where {censor} is 0) by Kaplan and Meier, with pointwise log-log limits.

    A record without time or `censor`, or of a negative time, does not count. Statistics of the whole: n, events,
    censored, and the median with its limits lower and upper, missing where not reached. By time (LEVEL, in the unit of
    the variable): survival, survival_lower and survival_upper in percent, at 0 and at every event, the limits missing
    where nobody is left; censored, how many were, at every time of one; at_risk, how many had neither event nor
    censoring before it, at every time of `risk_at`. Sources: Kaplan and Meier 1958; Brookmeyer and Crowley 1982;
    SAS/STAT, LIFETEST, Computational Formulas (defaults).
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    records = records.dropna(subset=[variable, censor])
    records = records[records[variable] >= 0]
    times, censored = records[variable], records[censor] > 0
    steps = product_limit(times, censored, confidence)
    parts = [_whole(steps, len(records)), _curve(steps), _censored(steps), _at_risk(times, risk_at)]
    return Answer(pd.concat(parts, ignore_index=True), behind((dataset, records.index)))


def _whole(steps: Frame, number: int) -> Frame:
    middle = median(steps)
    counts = {"n": number, "events": steps["events"].sum(), "censored": steps["censored"].sum()}
    return statistics({**counts, "median": middle.time, "lower": middle.lower, "upper": middle.upper})


def _curve(steps: Frame) -> Frame:
    shown = steps[(steps["at_risk"] > 0) & ((steps["events"] > 0) | (steps["time"] == 0))]
    named = {"survival": "survival", "lower": "survival_lower", "upper": "survival_upper"}
    return by_level(number_level(shown["time"]), PERCENT * shown[list(named)].rename(columns=named))


def _censored(steps: Frame) -> Frame:
    shown = steps[steps["censored"] > 0]
    return by_level(number_level(shown["time"]), shown[["censored"]])


def _at_risk(times: pd.Series, risk_at: tuple[float, ...]) -> Frame:
    asked = pd.Series(risk_at, dtype="float64")
    return by_level(number_level(asked), pd.DataFrame({"at_risk": [(times >= time).sum() for time in asked]}))
