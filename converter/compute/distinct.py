"""Compute on distinct values only, then spread the answer: clinical columns repeat themselves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def by_distinct(values: pd.Series, function: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Apply a function of a series to the distinct values and spread its answer over all rows.

    `function` gets the distinct values on a RangeIndex and returns a series on the same index.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    answers = function(pd.Series(distinct))
    return pd.Series(answers.array.take(codes), index=values.index, name=values.name)
