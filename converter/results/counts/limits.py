"""Confidence: its level, and exact limits of a proportion."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

Confidence: TypeAlias = Annotated[float, Field(gt=0, lt=1)]
"""The level of a two-sided confidence interval: 0.95 leaves 0.025 on either side."""


def exact_limits(n: int, of: int, confidence: float) -> tuple[float, float]:
    """Give the limits of Clopper and Pearson in percent; missing of none."""
    import scipy  # noqa: PLC0415 - of the extra results

    if of == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    lower = float(scipy.special.betaincinv(n, of - n + 1, tail)) if n else 0.0
    upper = float(scipy.special.betaincinv(n + 1, of - n, 1 - tail)) if n < of else 1.0
    return 100 * lower, 100 * upper
