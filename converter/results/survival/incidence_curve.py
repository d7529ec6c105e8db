"""The curve of a cumulative incidence: its steps, its limits, who was censored, how many are at risk."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.results.counts.limits import Confidence
from converter.results.levels import by_level, number_level
from converter.results.members import Members, behind, narrowed
from converter.results.statistics import statistics
from converter.results.survival.competing import COMPETING, EVENT, numbers_of, with_events
from converter.results.survival.incidence import incidence
from converter.results.survival.survival_curve import at_risk, censored_at
from converter.steps import Answer, SourceCondition, SourceVariable

PERCENT = 100
NAMES = {"incidence": "incidence", "low": "incidence_lower", "high": "incidence_upper"}


def incidence_curve(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    event: SourceCondition,
    competing: SourceCondition,
    dataset: str = "ADTTE",
    where: SourceCondition | None = None,
    variable: SourceVariable = "AVAL",
    among: tuple[Members, ...] = (),
    risk_at: tuple[float, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate the curve of the cumulative incidence of {event} by {variable} of {dataset} by Aalen and Johansen.

    Records count as of `cumulative_incidence`. Statistics of the whole: n, events, competing, censored. By time (LEVEL,
    in the unit of the variable): incidence, incidence_lower and incidence_upper in percent, at 0 and at every event;
    censored, how many were, at every time of one; at_risk, how many had neither event nor censoring before it, at every
    time of `risk_at`. Sources as of `cumulative_incidence`.
    """
    asked = narrowed(subjects, among, datasets)
    records = with_events(dataset, where, asked, datasets, variable, event, competing)
    times = records[variable]
    steps = _with_start(incidence(times, records[EVENT], records[COMPETING], confidence))
    parts = [
        statistics(numbers_of(records)),
        _curve(steps, times[records[EVENT]]),
        censored_at(times[~records[EVENT] & ~records[COMPETING]]),
        at_risk(times, risk_at),
    ]
    return Answer(pd.concat(parts, ignore_index=True), behind((dataset, records.index)))


def _with_start(steps: Frame) -> Frame:
    """Give a curve from time 0 on, where nobody had the event; nobody has none."""
    if steps.empty or (steps["time"] == 0).any():
        return steps
    first = pd.DataFrame({"time": [0.0], "incidence": [0.0], "low": [0.0], "high": [0.0], "left": [1.0]})
    return pd.concat([first, steps], ignore_index=True)


def _curve(steps: Frame, events: pd.Series) -> Frame:
    shown = steps[steps["time"].isin([0.0, *events])]
    return by_level(number_level(shown["time"]), PERCENT * shown[list(NAMES)].rename(columns=NAMES))
