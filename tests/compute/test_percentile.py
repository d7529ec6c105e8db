"""Percentiles by definition 5 of SAS."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.numbers.percentile import percentile


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([1, 2, 3, 4], 50, 2.5),  # 4 * 0.5 = 2: mean of the second and third
        ([1, 2, 3, 4], 25, 1.5),
        ([1, 2, 3, 4, 5], 25, 2),  # 1.25: the second
        ([1, 2, 3, 4, 5], 50, 3),
        ([1, 2, 3, 4, 5], 75, 4),
        ([5, 3, None, 1, 4, 2], 20, 1.5),
        ([7, 9], 0, 7),
        ([7, 9], 100, 9),
        ([7], 33, 7),
        (list(range(1, 11)), 70, 7.5),  # 10 * 0.7 is not 7 in binary numbers
    ],
)
def test_a_percentile_is_a_number_or_the_mean_of_two_neighbours(
    values: list[float | None], percent: float, expected: float
) -> None:
    assert percentile(pd.Series(values, dtype="float64"), percent).tolist() == [expected]


def test_each_group_has_its_own_and_a_group_without_numbers_none() -> None:
    groups = pd.Series(list("BABACB"), index=range(10, 16))
    values = pd.Series([5.0, 1.0, 7.0, 3.0, np.nan, np.nan], index=range(10, 16), name="AVAL")
    made = percentile(values, 50, groups)
    assert made.index.tolist() == ["A", "B", "C"]
    assert made.fillna(-1).tolist() == [2, 6, -1]
    assert made.name == "AVAL"


def test_without_numbers_there_are_no_groups() -> None:
    assert percentile(pd.Series(dtype="float64"), 50).empty


@pytest.mark.parametrize("percent", [-1, 101, float("nan")])
def test_a_percent_is_within_0_and_100(percent: float) -> None:
    with pytest.raises(ValueError, match="expected a percent from 0 to 100"):
        percentile(pd.Series([1.0]), percent)


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=40), st.sampled_from([0, 5, 10, 12.5, 25, 50, 75, 95, 100])
)
def test_it_is_the_averaged_inverted_distribution_of_numpy(values: list[int], percent: float) -> None:
    expected = np.percentile(np.array(values, dtype="float64"), percent, method="averaged_inverted_cdf")
    assert percentile(pd.Series(values, dtype="float64"), percent).tolist() == [expected]
