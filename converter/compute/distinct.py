"""Compute on distinct values only, then spread the answer: clinical columns repeat themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from converter.dataset import Frame


def by_distinct(values: pd.Series, function: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Apply a function of a series to the distinct values and spread its answer over all rows.

    `function` gets the distinct values on a RangeIndex and returns a series on the same index.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    answers = function(pd.Series(distinct))
    return pd.Series(answers.array.take(codes), index=values.index, name=values.name)


def distinct_rows(frame: Frame, names: Iterable[str]) -> tuple[Frame, pd.Series]:
    """Give the distinct rows of some columns, in the order in which they first occur, and how often each does."""
    chosen = frame[list(names)]
    codes = np.zeros(len(frame), dtype="int64")
    for name in chosen:
        own, distinct = pd.factorize(chosen[name], use_na_sentinel=False)
        codes, _ = pd.factorize(codes * len(distinct) + own)
    first = np.flatnonzero(~pd.Series(codes).duplicated())
    return chosen.iloc[first].reset_index(drop=True), pd.Series(np.bincount(codes, minlength=len(first)))
