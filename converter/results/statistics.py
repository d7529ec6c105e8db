"""Statistics as a table: one a row, with its name, its level, and a number or text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame

COLUMNS = {"STAT": "str", "LEVEL": "str", "STATN": "float64", "STATC": "str"}


def statistics(values: Mapping[str, float | str], level: str = "") -> Frame:
    """Give statistics by name as a table; text goes to STATC, a number to STATN."""
    rows = [
        (name, level, float("nan") if isinstance(value, str) else float(value), value if isinstance(value, str) else "")
        for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
