"""A measured quantity over time: drawn points, joined; spread from day to day; bounds that hold at every sample."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from random import Random
from typing import TypeAlias

from examples.crb401.generator.trial import SEED

FIRST, LATE = -60, 700
"""Days of the first and of the last drawn value of a curve: before screening, at the end of follow-up."""
Knot: TypeAlias = tuple[float, float]
"""A day (infusion = 0) and the value on it."""


@dataclass(frozen=True)
class Bound:
    """Least and greatest value from one day to another, both included."""

    low: float = 0.0
    high: float = inf
    first: float = -inf
    last: float = inf


@dataclass(frozen=True)
class Curve:
    """Values over days: geometric between knots, constant outside; `spread` is the relative width of its noise."""

    name: str
    knots: tuple[Knot, ...]
    spread: float = 0.04
    bounds: tuple[Bound, ...] = ()

    def at(self, day: int, laboratory: str = "") -> float:
        """Give the value on a day; laboratories differ by a third of the day's own noise."""
        noise = self._noise(f"{day}") * self.spread + self._noise(f"{day} {laboratory}") * self.spread / 3
        return self.bounded(day, self._smooth(day) * (1 + noise))

    def bounded(self, day: int, value: float) -> float:
        """Move a value into the bounds of a day."""
        for bound in self.bounds:
            if bound.first <= day <= bound.last:
                value = min(max(value, bound.low), bound.high)
        return value

    def _noise(self, moment: str) -> float:
        return Random(f"{SEED} {self.name} {moment}").uniform(-1, 1)

    def _smooth(self, day: int) -> float:
        after = bisect_right(self.knots, (day, inf))
        if after in {0, len(self.knots)}:
            return self.knots[max(after - 1, 0)][1]
        (first, start), (last, end) = self.knots[after - 1], self.knots[after]
        return float(start * (end / start) ** ((day - first) / (last - first)))


def knots(points: Iterable[Knot]) -> tuple[Knot, ...]:
    """Keep the points whose day is later than that of all before."""
    kept: list[Knot] = []
    for day, value in points:
        if not kept or day > kept[-1][0]:
            kept.append((day, value))
    return tuple(kept)
