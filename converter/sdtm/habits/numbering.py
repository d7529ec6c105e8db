"""Rows that are numbered 1, 2, 3, ...: the rows behind a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.steps import Finding

if TYPE_CHECKING:
    from converter.sdtm.habits.coded import Coded, Watched
    from converter.spec.study import Habits
    from converter.steps import Source

MOSTLY = 2 / 3
WHOLE = re.compile("[0-9]{1,9}")


def gaps_in_numbers(table: Watched, source: Source, habits: Habits) -> Iterator[tuple[str, Finding]]:
    """Report rows whose number leaves out one or more, where the key's last column numbers a subject's rows 1, 2, 3.

    A table numbers its rows where those of two in three subjects are numbered without a gap.
    """
    if not source.table.key or source.table.key[-1] not in table.columns or len(table) < habits.rows:
        return
    name = source.table.key[-1]
    numbers = _numbers(table.columns[name], table.index)
    if numbers.isna().all():
        return
    told = [table.subject, *(table.columns[key] for key in source.table.key[:-1])]
    keys = [pd.Series(one.codes, table.index) for one in told]
    ordered = numbers.sort_values(kind="stable")
    before = ordered.groupby([key.loc[ordered.index] for key in keys]).shift(fill_value=0).reindex(table.index)
    gap = (numbers - before) > 1
    counted = numbers.groupby(keys).agg(["size", "min"])
    whole = ~gap.groupby(keys).any()
    several = counted["size"] > 1
    if several.sum() < 2 or whole[several].mean() < MOSTLY:  # noqa: PLR2004
        return
    if gap.any():
        values = table.values(name, np.flatnonzero(gap))
        finding = Finding(
            rule="number-gap",
            severity="warning",
            rows=values.index,
            values=values,
            message="leaves out a number: a row before this one may be missing",
            hint="ask for the missing row; if it was deleted at the source, name this one under accepted:",
        )
        yield name, finding


def _numbers(column: Coded, index: pd.Index) -> pd.Series:
    numbers = [float(text) if WHOLE.fullmatch(text) else np.nan for text in column.texts]
    return pd.Series(np.array(numbers, dtype="float64")[column.codes], index=index)
