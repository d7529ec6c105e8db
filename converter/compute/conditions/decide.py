"""Take the first decision of a table whose condition holds, row by row of a frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from converter.compute.conditions.judged import first_met
from converter.dataset import Frame
from converter.spec.endpoints.decision import Decision


def decide(rows: Frame, decisions: Sequence[Decision]) -> pd.Series:
    """Give the position of the first decision that holds for each row, -1 where none does.

    `rows` has the variables that the conditions read; what a missing value leaves open does not hold, with `ne`,
    `notin` and `not` neither: a table says `missing: true` where it means that as well.
    """
    return first_met(rows, [one.when for one in decisions])


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
