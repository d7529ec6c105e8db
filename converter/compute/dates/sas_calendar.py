"""The calendar of SAS: 1582 to 9999, in which years that can be divided by 4000 have no 29 February."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = TypeVar("Days", npt.NDArray[np.float64], pd.Series, float)
FIRST, LAST = -138_061.0, 2_936_547.0
"""1582-01-01 and 9999-12-31. Source: SAS 9.4 Language Reference: Concepts, SAS Date, Time, and Datetime Values."""
LEAPS = (745_154.0, 2_206_124.0)
"""The days 4000-02-29 and 8000-02-29, which SAS leaves out, after 1960-01-01 as everybody else counts."""


def calendar_days(days: Days) -> Days:
    """Give days after 1960-01-01 as everybody counts them, of days as SAS counts them."""
    return days + (days >= LEAPS[0]) + (days >= LEAPS[1] - 1)


def sas_days(days: Days) -> Days:
    """Give days after 1960-01-01 as SAS counts them; 29 February of the years 4000 and 8000 is its 1 March."""
    return days - (days > LEAPS[0]) - (days > LEAPS[1])
