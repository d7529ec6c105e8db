"""Distinct rows: in the order in which they first occur, each with its number of rows."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.distinct import distinct_rows


def frame(rows: list[tuple[str, float]]) -> pd.DataFrame:
    columns = {"TEST": pd.Series([one for one, _ in rows], dtype="str")}
    return pd.DataFrame({**columns, "VISIT": pd.Series([two for _, two in rows], dtype="float64")})


@pytest.mark.parametrize(
    ("rows", "distinct", "times"),
    [
        ([("B", 1.0), ("A", 1.0), ("B", 2.0), ("B", 1.0)], [("B", 1.0), ("A", 1.0), ("B", 2.0)], [2, 1, 1]),
        ([("", 1.0), ("", 1.0)], [("", 1.0)], [2]),
        ([], [], []),
    ],
)
def test_distinct_rows_stand_in_the_order_of_their_first_one(
    rows: list[tuple[str, float]], distinct: list[tuple[str, float]], times: list[int]
) -> None:
    found, counts = distinct_rows(frame(rows), ["TEST", "VISIT"])
    assert list(found.itertuples(index=False, name=None)) == distinct
    assert counts.tolist() == times


def test_missing_numbers_are_one_value() -> None:
    found, counts = distinct_rows(frame([("A", float("nan")), ("A", float("nan")), ("A", 0.0)]), ["TEST", "VISIT"])
    assert found["VISIT"].isna().tolist() == [True, False]
    assert counts.tolist() == [2, 1]


@given(st.lists(st.tuples(st.sampled_from("AB "), st.sampled_from([1.0, 2.0, -0.0])), max_size=9))
def test_every_row_is_counted_once(rows: list[tuple[str, float]]) -> None:
    found, counts = distinct_rows(frame(rows), ["VISIT", "TEST"])
    counted = {(test, visit): rows.count((test, visit)) for test, visit in rows}
    assert dict(zip(zip(found["TEST"], found["VISIT"], strict=True), counts, strict=True)) == counted
