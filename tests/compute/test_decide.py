"""Decision tables: the first row that holds is taken, and says which it was."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.compute.conditions.decide import decide, taken
from converter.spec.condition import Condition, Reference
from converter.spec.endpoints.decision import Decision

ROWS = pd.DataFrame({"X": [5.0, 2.0, float("nan")], "Y": [4.0, 4.0, 4.0], "FL": ["Y", "", ""]})
TABLE = (
    Decision(id="BOTH", when=Condition(all_=(Condition(variable="FL", eq="Y"), Condition(variable="X", gt=4)))),
    Decision(id="HIGH", when=Condition(variable="X", gt=4), then={"GRADE": 3}),
    Decision(id="BELOW", when=Condition(variable="X", lt=Reference(variable="Y")), then={"GRADE": 1, "WORD": "low"}),
)


def test_the_first_decision_that_holds_is_taken_and_a_missing_value_meets_no_comparison() -> None:
    assert decide(ROWS, TABLE).tolist() == [0, 2, -1]


def test_a_decision_without_a_condition_is_always_taken() -> None:
    assert decide(ROWS, (*TABLE, Decision(id="ELSE"))).tolist() == [0, 2, 3]


def test_what_follows_is_missing_where_nothing_was_taken_or_nothing_said() -> None:
    position = decide(ROWS, TABLE)
    assert taken(position, TABLE, "id").tolist() == ["BOTH", "BELOW", ""]
    assert taken(position, TABLE, "WORD").tolist() == ["", "low", ""]
    assert taken(position, TABLE, "GRADE").fillna(-9).tolist() == [-9, 1, -9]


OR_MISSING = {"any": [{"variable": "FL", "missing": True}, {"variable": "FL", "ne": "N"}]}


@pytest.mark.parametrize(
    ("title", "when", "expected"),
    [
        ("ne", {"variable": "FL", "ne": "N"}, [True, False, False]),
        ("notin", {"variable": "FL", "notin": ["N"]}, [True, False, False]),
        ("not", {"not": {"variable": "X", "lt": 4}}, [True, False, False]),
        ("missing, where it is said", OR_MISSING, [True, True, True]),
    ],
)
def test_what_is_missing_decides_nothing(title: str, when: dict[str, Any], expected: list[bool]) -> None:
    position = decide(ROWS, [Decision(id="ONE", when=Condition.model_validate(when))])
    assert (position == 0).tolist() == expected, title
