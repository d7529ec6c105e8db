"""Covariates and factors as the columns of a linear model."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from converter.dataset import Frame
from converter.results.statistics import is_constant, level_text


def effects(records: Frame, covariates: Sequence[str]) -> tuple[Frame, tuple[str, ...]]:
    """Give the columns of covariates, and which of them say nothing, being the same for all.

    A number is one column, less its mean. Text has a column for each level but the first, coded so that the levels'
    effects add up to 0: a model's intercept is then at the mean of the numbers and midway between the levels, where
    LSMEANS of SAS looks.
    """
    parts = [pd.DataFrame(index=records.index)]
    constant = []
    for name in dict.fromkeys(covariates):
        values = records[name]
        is_number = pd.api.types.is_numeric_dtype(values)
        if is_constant(values) if is_number else len(level_text(values).unique()) <= 1:
            constant.append(f"covariate {name} is the same for all and left out")
        else:
            parts.append((values - values.mean()).rename(name).to_frame() if is_number else _classes(values, name))
    return pd.concat(parts, axis="columns"), tuple(constant)


def _classes(values: pd.Series, name: str) -> Frame:
    words = level_text(values).reindex(values.index)
    first, *others = sorted(words.unique())
    base = (words == first).astype("float64")
    return pd.DataFrame({f"{name} {level}": (words == level).astype("float64") - base for level in others})
