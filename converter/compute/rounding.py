"""Round as SAS does: half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from converter.compute.distinct import by_distinct


def round_half_away(values: pd.Series, digits: int = 0) -> pd.Series:
    """Round to `digits` decimals, halves away from zero, judging a number by its shortest decimal text.

    So 2.5 gives 3, 0.125 gives 0.13 and 1.005 gives 1.01, as the ROUND function of SAS gives (its result is fuzzed to
    the nearest decimal). Missing stays missing.
    """
    unit = Decimal(1).scaleb(-digits)

    def rounded(value: float) -> float:
        return value if pd.isna(value) else float(Decimal(repr(float(value))).quantize(unit, rounding=ROUND_HALF_UP))

    return by_distinct(values.astype("float64"), lambda distinct: distinct.map(rounded).astype("float64"))
