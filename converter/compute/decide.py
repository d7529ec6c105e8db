"""Take the first decision of a table whose condition holds, row by row of a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from converter.compute.condition import evaluate
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.decision import Decision

NONE = -1
"""The position where no decision holds."""


def decide(rows: Frame, decisions: Sequence[Decision]) -> pd.Series:
    """Give the position of the first decision that holds for each row, -1 where none does.

    `rows` has the variables that the conditions read; a missing value meets no comparison but `missing: true`.
    """
    return first_holding(rows, [one.when for one in decisions])


def first_holding(rows: Frame, conditions: Sequence[Condition | None]) -> pd.Series:
    """Give the position of the first condition that holds for each row, -1 where none does; None always holds."""
    always = pd.Series(data=True, index=rows.index)
    return first_true((always if when is None else evaluate(when, rows) for when in conditions), rows.index)


def first_true(masks: Iterable[pd.Series], index: pd.Index) -> pd.Series:
    """Give the position of the first mask that is true for each row, -1 where none is."""
    position = pd.Series(NONE, index=index, dtype="int64")
    for number, mask in enumerate(masks):
        position = position.mask(mask & (position == NONE), number)
    return position


def taken(position: pd.Series, decisions: Sequence[Decision], name: str) -> pd.Series:
    """Give what the decisions at these positions say of one thing (`then.name`, or 'id'), NaN or blank where none."""
    said = [one.id if name == "id" else one.then.get(name) for one in decisions]
    numeric = all(value is None or isinstance(value, int | float) for value in said)
    blank: object = np.nan if numeric else ""
    values = [blank if value is None else value for value in said]
    return picked(position, pd.Series([*values, blank], dtype="float64" if numeric else "str"))


def picked(position: pd.Series, values: pd.Series) -> pd.Series:
    """Give the value at each position, the last one where the position is -1."""
    return pd.Series(values.array.take(position.to_numpy()), index=position.index)
