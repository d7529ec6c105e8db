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


def survival_curve(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADTTE",
    variable: SourceVariable = "AVAL",
    censoring: SourceVariable = "CNSR",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    risk_at: tuple[float, ...] = (),
    percent: float = 95,
) -> Answer:
    """Estimate the curve of {variable} by Kaplan and Meier, with pointwise limits of {percent} percent (log-log).

    A record with 0 in `censoring` is an event, with more it is censored; one without time or `censoring` does not
    count. Statistics of the whole: n, events, censored, median, median_lower and median_upper (missing where not
    reached). By time (LEVEL, in the unit of the variable): survival, lower and upper, as fractions, at 0 and at every
    event (limits are missing where nobody survives); censored, their number, at every time of one; at_risk, those
    without event or censoring before it, at every time of `risk_at`. Sources: Kaplan and Meier 1958; Brookmeyer and
    Crowley 1982; SAS/STAT, PROC LIFETEST with CONFTYPE=LOGLOG.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    records = records.dropna(subset=[variable, censoring])
    times, censored = records[variable], records[censoring] > 0
    steps = product_limit(times, censored, percent)
    parts = [_whole(steps, len(records)), _curve(steps), _censored(steps), _at_risk(times, risk_at)]
    return Answer(pd.concat(parts, ignore_index=True), behind((dataset, records.index)))


def _whole(steps: Frame, number: int) -> Frame:
    middle = median(steps)
    counts = {"n": number, "events": steps["events"].sum(), "censored": steps["censored"].sum()}
    return statistics({**counts, "median": middle.time, "median_lower": middle.lower, "median_upper": middle.upper})


def _curve(steps: Frame) -> Frame:
    shown = steps[(steps["events"] > 0) | (steps["time"] == 0)]
    return by_level(number_level(shown["time"]), shown[["survival", "lower", "upper"]])


def _censored(steps: Frame) -> Frame:
    shown = steps[steps["censored"] > 0]
    return by_level(number_level(shown["time"]), shown[["censored"]])


def _at_risk(times: pd.Series, risk_at: tuple[float, ...]) -> Frame:
    asked = pd.Series(risk_at, dtype="float64")
    return by_level(number_level(asked), pd.DataFrame({"at_risk": [(times >= time).sum() for time in asked]}))
