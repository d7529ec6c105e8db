"""How many of something there are, in words."""

from __future__ import annotations


def several(n: int, noun: str) -> str:
    """Count things in words: 1 record, 2,000 records."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
