"""Rows that are numbered 1, 2, 3, ...: the rows behind a gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from converter.steps import Finding

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.spec.study import Habits
    from converter.steps import Source

MOSTLY = 2 / 3


def gaps_in_numbers(frame: Frame, subjects: pd.Series, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows whose number leaves out one or more, where the key's last column numbers a subject's rows 1, 2, 3.

    A table numbers its rows where those of two in three subjects are numbered without a gap.
    """
    if not source.table.key or source.table.key[-1] not in frame or len(frame) < habits.rows:
        return
    name = source.table.key[-1]
    numbers = pd.to_numeric(frame[name].where(frame[name].str.fullmatch(r"[0-9]{1,9}")))
    keys = [subjects, *(frame[key] for key in source.table.key[:-1])]
    ordered = numbers.sort_values(kind="stable")
    before = ordered.groupby([key.loc[ordered.index] for key in keys]).shift(fill_value=0).reindex(frame.index)
    gap = (numbers - before) > 1
    counted = numbers.groupby(keys).agg(["size", "min"])
    whole = ~gap.groupby(keys).any()
    several = counted["size"] > 1
    if numbers.isna().all() or several.sum() < 2 or whole[several].mean() < MOSTLY:  # noqa: PLR2004
        return
    rows = frame.index[gap]
    if len(rows):
        finding = Finding(
            rule="number-gap",
            severity="warning",
            rows=rows,
            values=frame.loc[rows, name],
            message="leaves out a number: a row before this one may be missing",
            hint="ask for the missing row; if it was deleted at the source, name this one under accepted:",
        )
        yield name, finding
