"""The cumulative incidence of an event beside others that preclude it: the curve, and what is read off it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.numbers.rounding import COMPARE, compared
from converter.dataset import Frame

NONE = float("nan")
Numbers = NDArray[np.float64]


def incidence(times: pd.Series, event: pd.Series, competing: pd.Series, confidence: float) -> Frame:
    """Give time, incidence from it on, and its limits `low` and `high`, a row for each time observed in order.

    Estimate of Aalen and Johansen: the share of those at risk who have the event, of those who had no event of any kind
    before. The limits are log-log, F ** exp(-+ z * error / (F * ln F)), from Aalen's variance. Before the first event
    they are 0, as incidence is; where all had it there are none. `left` is the share without any event.
    Source: SAS/STAT, LIFETEST, Analysis of Competing-Risks Data (ERROR=AALEN, CONFTYPE=LOGLOG, its defaults).
    """
    counts = pd.DataFrame({"time": times, "event": event, "any": event | competing, "n": 1.0})
    by_time = counts.astype("float64").groupby("time").sum()
    leaving = by_time["n"].to_numpy()
    at_risk = leaving[::-1].cumsum()[::-1]
    mine, any_ = by_time["event"].to_numpy(), by_time["any"].to_numpy()
    left = np.cumprod(1 - any_ / at_risk)
    before = np.concatenate([[1.0], left[:-1]])
    found = np.cumsum(before * mine / at_risk)
    error = np.sqrt(_variance(found, before, at_risk, mine, any_))
    low, high = _limits(found, error, confidence)
    return pd.DataFrame({"time": by_time.index, "incidence": found, "low": low, "high": high, "left": left})


def _variance(found: Numbers, before: Numbers, at_risk: Numbers, mine: Numbers, any_: Numbers) -> Numbers:
    """Sum Aalen's variance over the times up to each; what is divided by nobody has no later time to count for."""
    others = at_risk - 1
    gone = _share(any_, others * (at_risk - any_))
    own = before**2 * _share(mine * (at_risk - mine), at_risk**2 * others)
    both = before * _share(mine * (at_risk - mine), at_risk * (at_risk - any_) * others)
    squares = found**2 * gone.cumsum() - 2 * found * (found * gone).cumsum() + (found**2 * gone).cumsum()
    crossed = found * both.cumsum() - (found * both).cumsum()
    made: Numbers = np.clip(squares + own.cumsum() - 2 * crossed, 0, None)
    return made


def _share(part: Numbers, whole: Numbers) -> Numbers:
    made: Numbers = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return made


def _limits(found: Numbers, error: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    import scipy  # noqa: PLC0415 - of the extra results

    reach = scipy.special.ndtri((1 + confidence) / 2)
    inside = (found > 0) & (found < 1)
    share = np.where(inside, found, 0.5)
    power = np.exp(reach * error / (share * np.log(share)))
    outside = np.where(found == 0, 0.0, NONE)
    return np.where(inside, share ** (1 / power), outside), np.where(inside, share**power, outside)


def incidence_at(steps: Frame, time: float) -> tuple[float, float, float]:
    """Give incidence at a time and its limits; missing after the last time observed, unless nobody is left."""
    if steps.empty:
        return NONE, NONE, NONE
    reached = steps[COMPARE["le"](steps["time"], time)]
    if reached.empty:
        return 0.0, 0.0, 0.0
    last = reached.iloc[-1]
    if compared(time, "gt", steps["time"].iloc[-1]) and compared(last["left"], "gt", 0):
        return NONE, NONE, NONE
    return float(last["incidence"]), float(last["low"]), float(last["high"])
