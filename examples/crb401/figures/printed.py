"""Figures as the paper prints them: rounded half up, counts with their percent, medians with their range."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median


def rounded(value: float, digits: int = 0) -> float:
    """Round half away from zero, as SAS does; a hair is added so that 12.5 written in binary stays a half."""
    scale = 10.0**digits
    return int(abs(value) * scale + 0.5 + 1e-9) / scale * (1 if value >= 0 else -1)


def share(path: str, n: int, of: int) -> dict[str, object]:
    """Give a count and its percent."""
    return {f"{path}.n": n, f"{path}.pct": rounded(100 * n / of)}


def spread(path: str, values: Iterable[float], digits: int = 0) -> dict[str, object]:
    """Give median, least and greatest value."""
    known = list(values)
    found = {"median": median(known), "min": min(known), "max": max(known)}
    return {f"{path}.{name}": rounded(value, digits) for name, value in found.items()}
