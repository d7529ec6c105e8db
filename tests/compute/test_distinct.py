"""Distinct values and rows: what is worked out once is spread over all."""

from __future__ import annotations

import pandas as pd

from converter.compute.distinct import by_distinct, distinct_rows


def test_a_function_sees_each_distinct_value_once_and_its_answers_are_spread_over_all_rows() -> None:
    seen: list[str] = []

    def upper(texts: pd.Series) -> pd.Series:
        seen.extend(texts)
        return texts.str.upper()

    values = pd.Series(["a", "b", "a", ""], index=[4, 3, 2, 1], dtype="str")
    pd.testing.assert_series_equal(
        by_distinct(values, upper), pd.Series(["A", "B", "A", ""], index=[4, 3, 2, 1], dtype="str")
    )
    assert seen == ["a", "b", ""]


def test_distinct_rows_are_numbered_in_the_order_in_which_they_come() -> None:
    frame = pd.DataFrame({"date": ["2024", "", "2024", "2023"], "time": ["", "", "", "08:00"]}, index=[9, 8, 7, 6])
    codes, distinct = distinct_rows(frame)
    assert list(codes) == [0, 1, 0, 2]
    assert distinct.to_dict("list") == {"date": ["2024", "", "2023"], "time": ["", "", "08:00"]}


def test_no_rows_have_no_distinct_ones() -> None:
    codes, distinct = distinct_rows(pd.DataFrame({"date": pd.Series(dtype="str")}))
    assert len(codes) == len(distinct) == 0


def test_missing_numbers_are_one_value() -> None:
    missing = float("nan")
    codes, distinct = distinct_rows(pd.DataFrame({"test": ["A", "A", "A"], "visit": [missing, missing, 0.0]}))
    assert list(codes) == [0, 0, 1]
    assert distinct["visit"].isna().tolist() == [True, False]
