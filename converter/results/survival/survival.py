"""The Kaplan-Meier curve, and what is read off it as PROC LIFETEST does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from converter.compute.numbers.rounding import COMPARE, compared, same
from converter.dataset import Frame
from converter.results.values.single import single

NONE = float("nan")
HALF = 0.5


def observed(records: Frame, dataset: str, variable: str, censor: str) -> Frame:
    """Give the records of which time and censoring are known and the time is not negative; a subject has one."""
    known = single(records, dataset, variable, censor)
    return known[known[variable] >= 0]


def totals(event: pd.Series) -> dict[str, float]:
    """Count all subjects, those with an event and those without."""
    return {"n": len(event), "events": event.sum(), "censored": (~event).sum()}


def median(steps: Frame) -> dict[str, float]:
    """Give the median and its limits lower and upper."""
    lower, upper = quantile_limits(steps, HALF)
    return {"median": quantile(steps, HALF), "lower": lower, "upper": upper}


def curve(times: pd.Series, censored: pd.Series, confidence: float) -> Frame:
    """Give time, survival from it on, and its pointwise limits `low` and `high`, a row for each time observed in order.

    The limits come from Greenwood's variance by the log-log transformation. While nobody had an event they are 1, as
    survival is; once everybody had it there are none.
    """
    import scipy  # noqa: PLC0415 - of the extra results

    if times.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in ("time", "survival", "low", "high")})
    time, place = np.unique(times.to_numpy(dtype="float64"), return_inverse=True)
    events = np.bincount(place, weights=~censored.to_numpy(dtype=bool))
    left = np.bincount(place)[::-1].cumsum()[::-1]
    # where nobody is censored, the share that had no event is exact, and the product of shares is not
    survival = np.cumprod((left - events) / left) if censored.any() else 1 - events.cumsum() / len(times)
    with np.errstate(divide="ignore", invalid="ignore"):  # survival 1 and 0 have no limits
        error = np.sqrt(1 / np.log(survival) ** 2 * np.cumsum(events / (left * (left - events))))
        reach, middle = scipy.special.ndtri(1 / 2 + confidence / 2) * error, np.log(-np.log(survival))
    made = pd.DataFrame({"time": time, "survival": survival})
    whole = survival == 1
    low, high = (np.where(whole, 1.0, np.exp(-np.exp(middle + way * reach))) for way in (1, -1))
    return made.assign(low=low, high=high)


def with_start(steps: Frame) -> Frame:
    """Give a curve from time 0 on, where all are left; nobody has none."""
    if steps.empty or (steps["time"] == 0).any():
        return steps
    first = pd.DataFrame({"time": [0.0], "survival": [1.0], "low": [1.0], "high": [1.0]})
    return pd.concat([first, steps], ignore_index=True)


def quantile(steps: Frame, left: float) -> float:
    """Give the time from which on less than a share is left; the middle of the step where exactly that share is."""
    below = steps.loc[COMPARE["lt"](steps["survival"], left), "time"]
    at = steps.loc[same(steps["survival"], left), "time"]
    if below.empty:
        return NONE
    return float((at.iloc[0] + below.iloc[0]) / 2 if len(at) else below.iloc[0])


def quantile_limits(steps: Frame, left: float) -> tuple[float, float]:
    """Give the ends of the times whose limits of survival enclose a share; the last step ends at the next event.

    Where no time does there are none; where the last step has no end there is no upper one.
    """
    inside = steps.loc[COMPARE["le"](steps["low"], left) & COMPARE["ge"](steps["high"], left), "time"]
    if inside.empty:
        return NONE, NONE
    after = steps.loc[steps["time"] > inside.iloc[-1], "time"]
    return float(inside.iloc[0]), float(after.iloc[0]) if len(after) else NONE


def survival_at(steps: Frame, time: float) -> tuple[float, float, float]:
    """Give survival at a time and its limits; missing after the last time observed, unless nobody is left."""
    if steps.empty:
        return NONE, NONE, NONE
    reached = steps[COMPARE["le"](steps["time"], time)]
    if reached.empty:
        return 1.0, 1.0, 1.0
    last = reached.iloc[-1]
    if compared(time, "gt", steps["time"].iloc[-1]) and last["survival"] > 0:
        return NONE, NONE, NONE
    return float(last["survival"]), float(last["low"]), float(last["high"])
