"""The same value on every row."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame


def constant(rows: Frame, *, value: str | float) -> pd.Series:
    """Set to {value}.

    `rows` may have any columns; the value is text or a number.
    """
    if isinstance(value, str):
        return pd.Series(value, index=rows.index, dtype="str")
    return pd.Series(float(value), index=rows.index, dtype="float64")
