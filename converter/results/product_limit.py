"""The product-limit estimate of survival (Kaplan and Meier 1958), with limits as PROC LIFETEST of SAS gives them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from converter.dataset import Frame

HALF = 0.5
NEAR = 1e-12
"""How near a product of fractions must be to a half to be one."""


@dataclass(frozen=True)
class Median:
    """The time by which half had the event, with its limits; missing where it is not reached."""

    time: float
    lower: float
    upper: float


def product_limit(times: pd.Series, censored: pd.Series, percent: float = 95) -> Frame:
    """Give `time`, `at_risk`, `events`, `censored`, `survival`, `lower` and `upper` at 0 and at every distinct time.

    Those whose time is not before a time are at risk at it. The variance is Greenwood's, the limits are of the log-log
    transform (the default of PROC LIFETEST); they are 1 before the first event and missing where nobody survives.
    """
    seen = pd.DataFrame({"time": times, "events": ~censored, "censored": censored})
    steps = seen.groupby("time").sum().reindex(sorted({0.0, *times}), fill_value=0).astype("float64")
    leaving = steps["events"] + steps["censored"]
    at_risk = len(times) - leaving.cumsum() + leaving
    some = at_risk.where(at_risk > 0)
    survival = (1 - steps["events"] / some).fillna(1).cumprod()
    spread = (steps["events"] / (some * (at_risk - steps["events"]).where(survival > 0))).fillna(0).cumsum()
    lower, upper = _limits(survival, spread, percent)
    return steps.assign(at_risk=at_risk, survival=survival, lower=lower, upper=upper).reset_index()


def median(steps: Frame) -> Median:
    """Give the median of a product-limit estimate: the first time with a survival below a half.

    Where the survival is a half for a while, it is the middle of that while. Limits are those of Brookmeyer and Crowley
    (1982) by the same transform: the first event with a lower limit of at most a half, and the first with an upper
    limit below a half or, once there is a lower limit, without survivors.
    """
    events = steps[steps["events"] > 0]
    below, at = events["survival"] < HALF - NEAR, (events["survival"] - HALF).abs() <= NEAR
    lower = _first(events, events["lower"] <= HALF + NEAR)
    gone = (events["survival"] <= NEAR) & (events["time"] > lower)
    upper = _first(events, (events["upper"] < HALF - NEAR) | gone)
    time = _first(events, below)
    return Median((time + _first(events, at)) / 2 if at.any() else time, lower, upper)


def _limits(survival: pd.Series, spread: pd.Series, percent: float) -> tuple[pd.Series, pd.Series]:
    between = survival.where((survival > 0) & (survival < 1))
    width = NormalDist().inv_cdf(0.5 + percent / 200) * np.sqrt(spread) / np.log(between).abs()
    lower, upper = between ** np.exp(width), between ** np.exp(-width)
    return lower.mask(survival == 1, 1.0), upper.mask(survival == 1, 1.0)


def _first(events: Frame, where: pd.Series) -> float:
    return float(events["time"][where].min())
