"""The product-limit estimate of survival (Kaplan and Meier 1958), with limits as PROC LIFETEST of SAS gives them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from converter.dataset import Frame

HALF = 0.5
NEAR = 1e-9
"""How near a product of fractions must be to a half to be one."""


@dataclass(frozen=True)
class Median:
    """The time by which half had the event, with its limits; missing where it is not reached."""

    time: float
    lower: float
    upper: float


def product_limit(times: pd.Series, censored: pd.Series, confidence: float = 0.95) -> Frame:
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
    lower, upper = _limits(survival, spread, confidence)
    return steps.assign(at_risk=at_risk, survival=survival, lower=lower, upper=upper).reset_index()


def median(steps: Frame) -> Median:
    """Give the median of a product-limit estimate: the first time with a survival below a half.

    Where the survival is a half for a while, it is the middle of that while. Its limits are the ends of the times whose
    limits of survival enclose a half (Brookmeyer and Crowley 1982): without such a time there are none, and the upper
    one is the next event, which may be the one that nobody survives.
    """
    events = steps[steps["events"] > 0]
    at = events["time"][(events["survival"] - HALF).abs() <= NEAR].min()
    below = events["time"][events["survival"] < HALF - NEAR].min()
    inside = events["time"][(events["lower"] <= HALF) & (events["upper"] >= HALF)]
    after = events["time"][events["time"] > inside.max()].min()
    return Median(float((at + below) / 2 if pd.notna(at) else below), float(inside.min()), float(after))


def _limits(survival: pd.Series, spread: pd.Series, confidence: float) -> tuple[pd.Series, pd.Series]:
    between = survival.where((survival > 0) & (survival < 1))
    width = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(spread) / np.log(between).abs()
    lower, upper = between ** np.exp(width), between ** np.exp(-width)
    return lower.mask(survival == 1, 1.0), upper.mask(survival == 1, 1.0)
