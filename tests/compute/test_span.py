"""What dates may stand for, and what is surely before what."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.compute.dates.span import certainly_before, spans, surely_first, surely_last

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def ordered(values: pd.Series, labels: pd.Index) -> list[str]:
    return values.loc[labels].tolist()


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2017-01-01", "2017-01-02", True),
        ("2016", "2017-01-02", True),
        ("2017", "2017-01-02", False),
        ("2017-01-02", "2017-01-02", False),
        ("2017-01-01T09:00", "2017-01-01T10:00", True),
        ("2017-01-01", "2017-01-01T10:00", False),
        ("2017---31", "2017-01-30", False),
        ("2017---31", "2018", True),
        ("2017-01-01T10:30:00.5", "2017-01-01T10:30:00.75", True),
        ("", "2017", False),
        ("--01-02", "2017-01-03", False),
    ],
)
def test_before_only_where_unknown_parts_cannot_change_it(first: str, second: str, before: bool) -> None:
    assert certainly_before(text(first), text(second))[0] == before


@pytest.mark.parametrize("word", ["NA", "20170101", "2017-02-30", "01JAN2017", "2017-01-01 10:00"])
def test_what_is_no_iso_date_is_before_nothing_and_nothing_is_before_it(word: str) -> None:
    assert not certainly_before(text(word, "1900-01-01"), text("2100-01-01", word)).any()


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2024-03-12T10:00+01:00", "2024-03-12T09:30Z", True),
        ("2024-03-12T09:30Z", "2024-03-12T10:00+01:00", False),
        ("2024-03-12T23:30-05:00", "2024-03-13T03:00Z", False),
        ("2024-03-12T10:00+01:00", "2024-03-12T11:00", False),
        ("2024-03-12T10:00+01:00", "2024-03-13", True),
        ("2024-03-11", "2024-03-12T00:30+01:00", True),
    ],
)
def test_zones_count_where_both_name_one_else_the_dates_are_compared(first: str, second: str, before: bool) -> None:
    assert certainly_before(text(first), text(second))[0] == before


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2024-03-10/2024-03-20", "2024-03-21", True),
        ("2024-03-10/2024-03-20", "2024-03-15", False),
        ("2024-03-09", "2024-03-10/2024-03-20", True),
    ],
)
def test_an_interval_runs_from_its_first_to_its_last_end(first: str, second: str, before: bool) -> None:
    assert certainly_before(text(first), text(second))[0] == before


def test_a_partial_date_is_first_or_last_only_surely() -> None:
    dates = text("2017", "2017-03-02", "NA", "2016-12", "2017-03-02T09:00", "2017-03")
    assert ordered(dates, surely_first(dates)) == [
        "2016-12",
        "2017-03-02T09:00",
        "2017-03-02",
        "2017-03",
        "2017",
        "NA",
    ]
    assert ordered(dates, surely_last(dates)) == [
        "NA",
        "2016-12",
        "2017",
        "2017-03",
        "2017-03-02",
        "2017-03-02T09:00",
    ]


@settings(max_examples=30)
@given(DAYS, DAYS, st.integers(0, 3))
def test_a_partial_date_comes_first_only_if_it_is_earlier(one: date, other: date, unknown: int) -> None:
    partial = (f"{one:%Y}", f"{one:%Y-%m}", f"{one:%Y}---{one:%d}", f"--{one:%m-%d}")[unknown].rjust(4, "0")
    dates = text(other.isoformat(), partial)
    assert (surely_first(dates)[0] == 1) == certainly_before(text(partial), text(other.isoformat()))[0]


@settings(max_examples=20)
@given(DAYS, st.integers(0, 3))
def test_a_date_lies_within_what_is_left_of_it(day: date, unknown: int) -> None:
    partial = (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y}---{day:%d}", f"{day:%Y-%m-%d}")[unknown].rjust(4, "0")
    whole, part = spans(text(day.isoformat())), spans(text(partial))
    assert part.begin[0] <= whole.begin[0] < whole.end[0] <= part.end[0]
