"""Flags: text where a mask holds."""

from __future__ import annotations

import pandas as pd


def flagged(mask: pd.Series, true: str = "Y", false: str = "") -> pd.Series:
    """Write one text where a mask holds, another elsewhere."""
    return pd.Series(false, index=mask.index, dtype="str").mask(mask, true)
