"""How the paper prints what was counted or measured: rounding, shares, and medians with ranges."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

DAYS_A_MONTH = 30.4375
DAYS_A_WEEK = 7


def rounded(value: float, digits: int = 0) -> float:
    """Round half away from zero, as SAS does; a hair is added so that 12.5 written in binary stays a half."""
    scale = 10.0**digits
    return int(abs(value) * scale + 0.5 + 1e-9) / scale * (1 if value >= 0 else -1)


def percent(n: int, of: int) -> float:
    """Give a count in per cent of another, as printed: without decimals."""
    return rounded(100 * n / of)


def share(path: str, n: int, of: int, count: str = "n") -> dict[str, object]:
    """Give the figures of a count with its percent: two leaves below a path."""
    return {f"{path}.{count}": n, f"{path}.pct": percent(n, of)}


def middle_and_range(values: Iterable[float], digits: int = 0) -> list[float]:
    """Give median, least and greatest value."""
    known = list(values)
    return [rounded(value, digits) for value in (median(known), min(known), max(known))]


def spread(path: str, values: Iterable[float], digits: int = 0) -> dict[str, object]:
    """Give the figures of median, least and greatest value: three leaves below a path."""
    names = ("median", "min", "max")
    return {f"{path}.{name}": value for name, value in zip(names, middle_and_range(values, digits), strict=True)}


def shown(value: float | None) -> object:
    """Give an estimate with one decimal; NE where it is not estimable."""
    return "NE" if value is None else rounded(value, 1)
