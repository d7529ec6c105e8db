"""Numbers rounded as a row of a display asks for: to some decimals, or to several of them one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from converter.compute.numbers.rounding import round_half_away
from converter.dataset import Frame
from converter.spec.display import Display


def rounded(numbers: pd.Series, places: Sequence[int]) -> pd.Series:
    """Round to each number of decimals in turn; without any they stay."""
    for place in places:
        numbers = round_half_away(numbers, place)
    return numbers


def rounded_twice(display: Display, rows: Frame) -> Iterator[str]:
    """Say which rows print a figure that was rounded more than once and that rounding once would print otherwise.

    `rows` are the results of the display; one sentence for each way of rounding.
    """
    found: dict[tuple[int, ...], list[str]] = {}
    for row in display.rows:
        for stat, places in row.digits.items():
            numbers = rows.loc[(rows["ROW"] == row.id) & (rows["STAT"] == stat), "STATN"].dropna()
            if len(places) > 1 and (rounded(numbers, places) != rounded(numbers, places[-1:])).any():
                found.setdefault(places, []).append(row.label or row.id)
    for places, labels in found.items():
        words = ", then to ".join(f"{place} decimal{'' if place == 1 else 's'}" for place in places)
        yield f"Rounded to {words}; rounded once, a figure would differ: {'; '.join(dict.fromkeys(labels))}."
