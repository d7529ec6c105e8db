"""What the parts of a dataset are called that is too large for one file."""

from __future__ import annotations

LONGEST = 8


def part_name(name: str, number: int) -> str:
    """Name the part of a dataset, in at most 8 characters: LB1, LB2, ..., SUPPXXY1."""
    return f"{name[: LONGEST - len(str(number))]}{number}"
