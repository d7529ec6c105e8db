"""Conditions on frames."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from converter.compute.condition import evaluate
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
        ({"variable": "TEXT", "ge": "9"}, [1, 2]),
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
