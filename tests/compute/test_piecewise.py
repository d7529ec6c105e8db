"""Rows that are looked at piece by piece give what they give at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute import piecewise
from converter.compute.piecewise import counted, numbered, pieces, spread

CODES = st.lists(st.integers(0, 5), max_size=12)


@pytest.fixture(scope="module", autouse=True)
def _small_pieces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(piecewise, "PIECE", 3)
        yield


@given(CODES)
def test_each_row_has_the_value_of_its_code_and_each_code_is_counted(said: list[int]) -> None:
    codes, values = np.array(said, dtype="int8"), np.array([10, 11, 12, 13, 14, 15], dtype="int16")
    assert spread(values, codes).tolist() == [10 + code for code in said]
    assert spread(values, codes).dtype == values.dtype
    assert counted((codes[rows] for rows in pieces(len(codes))), 6).tolist() == [said.count(code) for code in range(6)]


@given(CODES)
def test_numbers_are_coded_as_they_come(said: list[int]) -> None:
    numbers = np.array(said, dtype="int64") * 1_000_000_000_000
    codes, distinct = numbered(lambda rows: numbers[rows], len(numbers))
    expected, of = pd.factorize(numbers)
    assert (codes.tolist(), distinct.tolist()) == (expected.tolist(), of.tolist())
