"""Compute on distinct values only, then spread the answer: clinical columns repeat themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.dataset import Frame


def by_distinct(values: pd.Series, function: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Apply a function of a series to the distinct values and spread its answer over all rows.

    `function` gets the distinct values on a RangeIndex and returns a series on the same index.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    answers = function(pd.Series(distinct))
    return pd.Series(answers.array.take(codes), index=values.index, name=values.name)


def each_distinct(values: pd.Series, function: Callable[[Any], object], dtype: str) -> pd.Series:
    """Apply a function of one value to each distinct one, and spread the answers, all of one type, over all rows."""
    codes, distinct = pd.factorize(values.array, use_na_sentinel=False)
    answers = pd.Series([function(one) for one in distinct.tolist()], dtype=dtype)
    return pd.Series(answers.array.take(codes), index=values.index, name=values.name)


def distinct_rows(frame: Frame) -> tuple[NDArray[np.int64], Frame]:
    """Find the distinct rows of a frame, on a RangeIndex in the order in which they come, and of each row which it is.

    The numbers come first: by them, what is worked out for the distinct rows is spread over all.
    """
    codes = np.zeros(len(frame), dtype="int64")
    for name in frame:
        own, texts = pd.factorize(frame[name], use_na_sentinel=False)
        codes = pd.factorize(codes * len(texts) + own)[0]
    first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    return codes, frame.iloc[first].reset_index(drop=True)
