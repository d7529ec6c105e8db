"""Conditions on frames."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from converter.compute.conditions.condition import evaluate
from converter.spec.condition import Condition

FRAME = pd.DataFrame(
    {
        "CODE": pd.Series(["A", "b", " ", ""], dtype="str"),
        "TEXT": pd.Series(["10", "9", "x", ""], dtype="str"),
        "N": [1.0, 2.5, None, 4.0],
    }
)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ({"variable": "CODE", "eq": "A"}, [0]),
        ({"variable": "CODE", "ne": "A"}, [1, 2, 3]),
        ({"variable": "CODE", "in": ["A", "b"]}, [0, 1]),
        ({"variable": "CODE", "notin": ["A", "b"]}, [2, 3]),
        ({"variable": "CODE", "missing": True}, [2, 3]),
        ({"variable": "CODE", "missing": False}, [0, 1]),
        ({"variable": "TEXT", "gt": 9}, [0]),
        ({"variable": "TEXT", "ge": "9"}, [0, 1]),
        ({"variable": "N", "ge": 2.5}, [1, 3]),
        ({"variable": "N", "eq": 1}, [0]),
        ({"variable": "N", "missing": True}, [2]),
        ({"all": [{"variable": "CODE", "missing": False}, {"variable": "N", "lt": 2}]}, [0]),
        ({"any": [{"variable": "CODE", "eq": "b"}, {"variable": "N", "gt": 3}]}, [1, 3]),
        ({"not": {"variable": "CODE", "eq": "A"}}, [1, 2, 3]),
    ],
)
def test_a_condition_chooses_rows(condition: dict[str, object], rows: list[int]) -> None:
    chosen = evaluate(Condition.model_validate(condition), FRAME)
    assert FRAME.index[chosen].tolist() == rows


RAW = pd.DataFrame(
    {
        "DAY": pd.Series(["05FEB2024", "01MAR2024", "UNK", "NA", "2024-02-20"], dtype="str"),
        "OTHER": pd.Series(["01-MAR-2024", "01-FEB-2024", "", "2024-01-01", "2024-02-20"], dtype="str"),
        "NUMBER": pd.Series(["9", "10", "100000.5", "12.34567", "5.0"], dtype="str"),
        "MORE": pd.Series(["10", "9", "x", "12", "5"], dtype="str"),
        "VALUE": [9.0, 11.0, 100000.5, 12.34567, None],
        "CODE": pd.Series(["Yes ", " Yes", "yes", "YES", ""], dtype="str"),
    }
)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ({"variable": "DAY", "gt": "06FEB2024"}, [1, 4]),
        ({"variable": "DAY", "lt": "2024-02-20"}, [0]),
        ({"variable": "DAY", "ge": "2000-01-01"}, [0, 1, 4]),
        ({"variable": "DAY", "lt": {"variable": "OTHER"}}, [0]),
        ({"variable": "DAY", "ge": {"variable": "OTHER"}}, [1, 4]),
        ({"variable": "NUMBER", "lt": {"variable": "MORE"}}, [0]),
        ({"variable": "NUMBER", "gt": "9"}, [1, 2, 3]),
        ({"variable": "NUMBER", "eq": 100000.5}, [2]),
        ({"variable": "NUMBER", "in": [12.34567, 5]}, [3, 4]),
        ({"variable": "NUMBER", "eq": {"variable": "VALUE"}}, [0, 2, 3]),
        ({"variable": "NUMBER", "lt": {"variable": "VALUE"}}, [1]),
        ({"variable": "NUMBER", "eq": "5"}, []),
        ({"variable": "CODE", "eq": "Yes"}, [0, 1]),
        ({"variable": "CODE", "eq": "Yes "}, [0, 1]),
        ({"variable": "CODE", "ne": "Yes"}, [2, 3, 4]),
        ({"variable": "VALUE", "gt": "10"}, [1, 2, 3]),
    ],
)
def test_values_are_compared_by_what_they_are_and_outer_blanks_do_not_count(
    condition: dict[str, object], rows: list[int]
) -> None:
    assert RAW.index[evaluate(Condition.model_validate(condition), RAW)].tolist() == rows


DATES = pd.DataFrame(
    {
        "DTC": ["2024-05-10T10:00", "2024-05-10", "2024-05", "2024", "2024-06", "10MAY2024", "2023", ""],
        "LIMIT": ["2024-05-10", "2024-05-10T10:00", "2024-05-31", "2024-07", "2024-05", "2024-05-11", "2024", "2024"],
    }
).astype("str")


@pytest.mark.parametrize(
    ("comparator", "of_a_day", "of_limits"),
    [
        ("lt", [6], [5, 6]),
        ("le", [0, 1, 5, 6], [0, 1, 2, 5, 6]),
        ("gt", [4], [4]),
        ("ge", [0, 1, 4, 5], [0, 1, 4]),
    ],
)
def test_of_dates_the_time_counts_where_both_have_one_and_what_is_unknown_decides_nothing(
    comparator: str, of_a_day: list[int], of_limits: list[int]
) -> None:
    day = Condition.model_validate({"variable": "DTC", comparator: "2024-05-10"})
    limits = Condition.model_validate({"variable": "DTC", comparator: {"variable": "LIMIT"}})
    assert DATES.index[evaluate(day, DATES)].tolist() == of_a_day
    assert DATES.index[evaluate(limits, DATES)].tolist() == of_limits


def test_a_number_compared_with_a_word_is_refused() -> None:
    for comparator in ("eq", "gt"):
        with pytest.raises(ValueError, match="could not convert string to float: 'high'"):
            evaluate(Condition.model_validate({"variable": "VALUE", comparator: "high"}), RAW)


def test_an_operand_is_read_as_the_values_are() -> None:
    assert evaluate(Condition.model_validate({"variable": "VALUE", "gt": "1\u00a0234"}), RAW).tolist()[2]


@pytest.mark.parametrize("comparison", [{"lt": "1,5"}, {"eq": "1,5"}, {"in": ["1", "late"]}, {"ge": "2024-01-01"}])
def test_a_number_is_compared_with_nothing_that_is_none(comparison: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="could not convert string to float"):
        evaluate(Condition.model_validate({"variable": "VALUE", **comparison}), RAW)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="no column 'NOPE'"):
        evaluate(Condition(variable="NOPE", eq="x"), FRAME)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"variable": "A"},
        {"eq": "x"},
        {"variable": "A", "eq": "x", "ne": "y"},
        {"variable": "A", "eq": "x", "all": []},
    ],
)
def test_a_condition_has_one_meaning(condition: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(condition)


def test_a_condition_is_said_in_words() -> None:
    condition = Condition.model_validate(
        {"all": [{"variable": "LBTESTCD", "in": ["ALT", "AST"]}, {"variable": "LBSTRESN", "gt": 40}]}
    )
    assert condition.describe() == "LBTESTCD in (ALT, AST) and LBSTRESN > 40"
