"""Kaplan-Meier medians and limits as LIFETEST gives them (SAS), and exact limits of a proportion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import beta, norm

Z = float(norm.ppf(0.975))
Survival = Sequence[tuple[float, bool]]
"""Times in any unit, and whether they end in an event."""


@dataclass(frozen=True)
class Step:
    """The curve from one event time on: days, survival, pointwise log-log limits (None where there are none)."""

    time: float
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Median:
    """Median and limits in the unit of the times; None: not estimable."""

    value: float | None
    low: float | None
    high: float | None


def curve(times: Survival) -> list[Step]:
    """Give the product-limit estimate with log-log limits by Greenwood's variance."""
    steps: list[Step] = []
    survival, variance = 1.0, 0.0
    for time in sorted({t for t, event in times if event}):
        risk = sum(t >= time for t, _ in times)
        events = sum(event and t == time for t, event in times)
        survival *= 1 - events / risk
        if survival <= 0:
            steps.append(Step(time, 0.0, None, None))
            break
        variance += events / (risk * (risk - events))
        power = Z * math.sqrt(variance) / math.log(survival)
        steps.append(Step(time, survival, survival ** math.exp(-power), survival ** math.exp(power)))
    return steps


def median(times: Survival) -> Median:
    """Give the median and its limits: first times at which survival, its lower and its upper limit pass one half.

    At survival of exactly one half the median is the middle of that step. A single event has no limits.
    """
    steps = curve(times)
    value = next((s.time for s in steps if s.survival < 0.5), None)
    half = next((s.time for s in steps if math.isclose(s.survival, 0.5)), None)
    middle = (half + value) / 2 if half is not None and value is not None else value
    if len(times) == 1:
        return Median(middle, None, None)
    low = next((s.time for s in steps if s.low is not None and s.low <= 0.5), None)
    high = next((s.time for s in steps if s.survival == 0 or (s.high is not None and s.high < 0.5)), None)
    return Median(middle, low, high)


def surviving(times: Survival, time: float) -> float:
    """Give survival at a time."""
    return next((s.survival for s in reversed(curve(times)) if s.time <= time), 1.0)


def exact_limits(responders: int, n: int) -> tuple[float, float]:
    """Give the Clopper-Pearson 95 % limits of a proportion, in per cent."""
    low = 0.0 if responders == 0 else float(beta.ppf(0.025, responders, n - responders + 1))
    high = 1.0 if responders == n else float(beta.ppf(0.975, responders + 1, n - responders))
    return 100 * low, 100 * high
