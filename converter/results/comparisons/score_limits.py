"""Limits of a difference of two shares by the score of Miettinen and Nurminen."""

from __future__ import annotations

from math import acos, copysign, cos, pi, sqrt

EDGE = 1 - 1e-12
"""How near 1 a difference may come: at 1 itself the variance is 0."""


def score_limits(n1: int, of1: int, n2: int, of2: int, confidence: float) -> tuple[float, float]:
    """Give the limits of n1 / of1 - n2 / of2: the differences that the score test of this level does not reject.

    The variance is that of the shares which fit best where they differ so much, corrected by N / (N - 1); limits of all
    against none, or none against all, reach to 1 or -1. Source: Miettinen and Nurminen, Stat Med 1985;4:213; Farrington
    and Manning, Stat Med 1990;9:1447 (the closed form).
    """
    import scipy  # noqa: PLC0415 - of the extra results

    reach = float(scipy.special.ndtri((1 + confidence) / 2))
    found = n1 / of1 - n2 / of2

    def away(difference: float) -> float:
        return (found - difference) - reach * copysign(
            sqrt(_variance(difference, n1, of1, n2, of2)), found - difference
        )

    # the score falls as the difference grows, so that each side has one limit or none
    lower = -1.0 if found <= -EDGE or away(-EDGE) < 0 else float(scipy.optimize.brentq(away, -EDGE, found - 1e-12))
    upper = 1.0 if found >= EDGE or away(EDGE) > 0 else float(scipy.optimize.brentq(away, found + 1e-12, EDGE))
    return lower, upper


def _variance(difference: float, n1: int, of1: int, n2: int, of2: int) -> float:
    """Give the variance of the difference of two shares that fit best where the first is so much more."""
    size, events = of1 + of2, n1 + n2
    a = (of1 + 2 * of2) * difference - size - events
    b = (of2 * difference - size - 2 * n2) * difference + events
    c = n2 * difference * (1 - difference)
    q = (a / (3 * size)) ** 3 - a * b / (6 * size**2) + c / (2 * size)
    p = copysign(sqrt(max((a / (3 * size)) ** 2 - b / (3 * size), 0.0)), q)
    angle = (pi + acos(min(max(q / p**3, -1.0), 1.0))) / 3 if p else 0.0
    second = min(max(2 * p * cos(angle) - a / (3 * size), 0.0), 1.0)
    first = min(max(second + difference, 0.0), 1.0)
    return (first * (1 - first) / of1 + second * (1 - second) / of2) * size / (size - 1)
