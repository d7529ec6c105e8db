"""Times to events by hand: a hazard ratio within strata and a cumulative incidence, from lists of subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from scipy.optimize import minimize_scalar


@dataclass(frozen=True)
class Life:
    """One subject: time, what happened (1 the event, 2 one that precludes it, 0 nothing), arm and stratum."""

    time: float
    event: int
    active: bool
    stratum: str = ""


def hazard_ratio(lives: Iterable[Life]) -> float:
    """Give the hazard ratio of the active arm: where the partial likelihood (Efron) within strata is highest."""
    strata: dict[str, list[Life]] = {}
    for one in lives:
        strata.setdefault(one.stratum, []).append(one)

    def unlikely(beta: float) -> float:
        return sum(_unlikely(beta, one) for one in strata.values())

    best = minimize_scalar(unlikely, bounds=(-4, 4), method="bounded", options={"xatol": 1e-9}).x
    return exp(best)


def _unlikely(beta: float, lives: Sequence[Life]) -> float:
    total = 0.0
    for time in {one.time for one in lives if one.event}:
        weight = [exp(beta * one.active) for one in lives if one.time >= time]
        dead = [exp(beta * one.active) for one in lives if one.event and one.time == time]
        less = [k / len(dead) * sum(dead) for k in range(len(dead))]
        total -= sum(log(one) - log(sum(weight) - part) for one, part in zip(dead, less, strict=True))
    return total


def incidence(lives: Sequence[Life], at: float) -> float:
    """Give the cumulative incidence of event 1 beside event 2 up to a time, as fraction (Aalen-Johansen)."""
    left, found = 1.0, 0.0
    for time in sorted({one.time for one in lives if one.time <= at}):
        risk = sum(one.time >= time for one in lives)
        hit = [sum(one.time == time and one.event == kind for one in lives) for kind in (1, 2)]
        found += left * hit[0] / risk
        left *= 1 - sum(hit) / risk
    return found
