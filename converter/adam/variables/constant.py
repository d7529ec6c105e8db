"""Variables set to constants, everywhere or where a condition holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable


def derive_vars_constant(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    variables: dict[NewVariable, str | float],
    where: Condition | None = None,
) -> Derived:
    """Set to {variables}.

    Elsewhere than `where` holds on the rows, the variables keep the value they have, or are missing.
    """
    counts = holds(where, rows, datasets)
    values = pd.DataFrame({name: _set(rows, name, value, counts) for name, value in variables.items()})
    return Derived(values, only=dict.fromkeys(variables, counts))


def _set(rows: Frame, name: str, value: str | float, holds: pd.Series) -> pd.Series:
    number = isinstance(value, int | float)
    blank = pd.Series(np.nan if number else "", index=rows.index, dtype="float64" if number else "str")
    before: pd.Series = rows.get(name, blank)
    return before.mask(holds, float(value) if isinstance(value, int | float) else value)
