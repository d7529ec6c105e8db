"""Three-valued logic: what is missing judges nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.conditions.judged import first_met, judged, met
from converter.spec.condition import Condition

ROWS = pd.DataFrame(
    {
        "USUBJID": ["1", "2", "3"],
        "SEX": ["F", "M", "  "],
        "AGE": [64.0, 65.0, float("nan")],
        "LIMIT": [65.0, float("nan"), 65.0],
        "RESULT": ["7", "TRACE", "9"],
        "DTC": ["2024-05", "2024", "2024-06"],
        "WORD": ["8", "8", "HIGH"],
    }
)


def answers(condition: dict[str, Any]) -> list[bool | None]:
    found = judged(Condition.model_validate(condition), ROWS, {})
    return [None if pd.isna(one) else bool(one) for one in found]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"variable": "SEX", "eq": "F"}, [True, False, None]),
        ({"variable": "SEX", "ne": "F"}, [False, True, None]),
        ({"variable": "SEX", "notin": ["F", "X"]}, [False, True, None]),
        ({"variable": "AGE", "ge": 65}, [False, True, None]),
        ({"not": {"variable": "AGE", "ge": 65}}, [True, False, None]),
        ({"variable": "AGE", "missing": True}, [False, False, True]),
        ({"not": {"variable": "AGE", "missing": True}}, [True, True, False]),
        ({"variable": "AGE", "lt": {"variable": "LIMIT"}}, [True, None, None]),
        ({"variable": "AGE", "ne": {"variable": "LIMIT"}}, [True, None, None]),
        ({"variable": "RESULT", "gt": 8}, [False, None, True]),
        ({"variable": "RESULT", "gt": {"variable": "LIMIT"}}, [False, None, False]),
        ({"variable": "DTC", "lt": "2024-06-01"}, [True, None, False]),
        ({"not": {"variable": "DTC", "lt": "2024-06-01"}}, [False, None, True]),
        ({"not": {"variable": "RESULT", "gt": 8}}, [True, None, False]),
        ({"variable": "RESULT", "lt": {"variable": "AGE"}}, [True, None, None]),
        ({"not": {"variable": "RESULT", "gt": {"variable": "WORD"}}}, [True, None, None]),
        ({"variable": "RESULT", "eq": {"variable": "WORD"}}, [False, False, False]),
        ({"any": [{"variable": "RESULT", "eq": "9"}, {"variable": "AGE", "gt": 0}]}, [True, True, True]),
        ({"any": [{"variable": "RESULT", "eq": "X"}, {"variable": "AGE", "gt": 70}]}, [False, False, None]),
        ({"all": [{"variable": "RESULT", "eq": "X"}, {"variable": "AGE", "gt": 0}]}, [False, False, False]),
        ({"all": [{"variable": "RESULT", "eq": "9"}, {"variable": "AGE", "gt": 0}]}, [False, False, None]),
    ],
)
def test_a_missing_value_leaves_a_comparison_open(condition: dict[str, Any], expected: list[bool | None]) -> None:
    assert answers(condition) == expected


def test_only_what_is_known_to_hold_is_met() -> None:
    assert met(Condition.model_validate({"variable": "SEX", "ne": "F"}), ROWS, {}).tolist() == [False, True, False]
    assert met(None, ROWS, {}).tolist() == [True, True, True]


def test_the_first_condition_known_to_hold_is_taken_and_one_left_open_is_passed_over() -> None:
    older, known = ({"not": {"variable": "AGE", "lt": 65}}, {"variable": "AGE", "missing": False})
    conditions = [Condition.model_validate(one) for one in (older, known)]
    assert first_met(ROWS, conditions).tolist() == [1, 0, -1]
    assert first_met(ROWS, [*conditions, None]).tolist() == [1, 0, 2]


LEAVES = st.sampled_from(["A", "B", "C"]).flatmap(
    lambda name: st.sampled_from([{"variable": name, "eq": "Y"}, {"variable": name, "ne": "Y"}])
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda one: {"not": one}, parts),
        st.builds(lambda several: {"all": several}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda several: {"any": several}, st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


def possible(tree: dict[str, Any], row: dict[str, str]) -> set[bool]:
    """Give what a tree can be, each of its comparisons with a blank being true or false by itself."""
    if "not" in tree:
        return {not one for one in possible(tree["not"], row)}
    if "all" in tree or "any" in tree:
        sets = [possible(one, row) for one in (tree["all"] if "all" in tree else tree["any"])]
        join = all if "all" in tree else any
        worst, best = (join(pick(one) for one in sets) for pick in (min, max))
        return {worst, best}
    value = row[tree["variable"]]
    return {True, False} if value == "" else {(value == "Y") == ("eq" in tree)}


@given(TREES, st.fixed_dictionaries({name: st.sampled_from(["Y", "N", ""]) for name in "ABC"}))
def test_an_answer_is_given_exactly_where_the_parts_leave_none_open(tree: dict[str, Any], row: dict[str, str]) -> None:
    found = judged(Condition.model_validate(tree), pd.DataFrame([{"USUBJID": "1", **row}]).astype("str"), {})[0]
    expected = possible(tree, row)
    assert pd.isna(found) if len(expected) > 1 else {bool(found)} == expected
