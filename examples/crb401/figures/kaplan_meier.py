"""Product-limit estimate with the median and its interval as SAS gives them (log-log, Brookmeyer and Crowley)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, log, sqrt

NORMAL_975 = 1.959963984540054


@dataclass(frozen=True)
class Step:
    """The estimate from one event time on: survival, and its pointwise limits of 95 %."""

    time: float
    survival: float
    low: float
    high: float


def estimate(times: Iterable[tuple[float, bool]]) -> list[Step]:
    """Give one step for each event time of (time, event) pairs."""
    pairs = sorted(times)
    survival, variance, steps = 1.0, 0.0, []
    for time in sorted({time for time, event in pairs if event}):
        at_risk = sum(1 for other, _ in pairs if other >= time)
        events = sum(1 for other, event in pairs if event and other == time)
        survival *= 1 - events / at_risk
        variance += events / (at_risk * (at_risk - events)) if at_risk > events else inf
        steps.append(Step(time, survival, *_limits(survival, variance)))
    return steps


def _limits(survival: float, variance: float) -> tuple[float, float]:
    """Limits of the complementary log-log transform with Greenwood's variance (rules.md, section 3)."""
    if survival <= 0:
        return 0.0, 0.0
    width = NORMAL_975 * sqrt(variance) / abs(log(survival))
    return exp(log(survival) * exp(width)), exp(log(survival) * exp(-width))


def median(steps: list[Step]) -> float:
    """First time with survival below a half; where it is a half for a while, the middle of that while."""
    for position, step in enumerate(steps):
        if abs(step.survival - 0.5) < 1e-12:
            return (step.time + steps[position + 1].time) / 2 if position + 1 < len(steps) else step.time
        if step.survival < 0.5:
            return step.time
    return inf


def interval(steps: list[Step]) -> tuple[float, float]:
    """First times whose lower limit is at most, and whose upper limit is below a half."""
    low = next((step.time for step in steps if step.low <= 0.5), inf)
    high = next((step.time for step in steps if step.high < 0.5), inf)
    return low, high
