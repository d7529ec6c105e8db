"""The trace as tables, and back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.dataset import NO_STEP, Making
from converter.report.why.trace import STEPS, Made, made_of, ranges, steps_of


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        pytest.param([True, True, True, False, True], "1-3 5", id="records that follow each other, and one alone"),
        pytest.param([False, False], "", id="none"),
        pytest.param([], "", id="of no records"),
    ],
)
def test_records_are_written_as_ranges(marks: list[bool], text: str) -> None:
    assert ranges(np.array(marks, dtype="bool")) == text


@given(st.lists(st.booleans(), max_size=40))
def test_what_was_marked_is_marked_again(marks: list[bool]) -> None:
    made = Made({3: ranges(np.array(marks, dtype="bool"))}, {3: ("AVAL",)}, {})
    assert [made.step_of("AVAL", row, 9) == 3 for row in range(len(marks))] == marks


MAKING = Making(
    pd.Series([2, 0, 2], dtype="int32"),
    {0: ("AVAL", "PARAM"), 1: ("BASE", "FLAG"), 2: ("AVAL",), 3: ("AVAL", "NONE")},
    {(3, "AVAL"): pd.Series([True, True, False]), (3, "NONE"): pd.Series([False, False, False])},
)


@pytest.mark.parametrize(
    ("variable", "row", "before", "step"),
    [
        pytest.param("AVAL", 0, 9, 3, id="the last step that set it of this record"),
        pytest.param("AVAL", 2, 9, 2, id="the step that made the record, where a later one left it out"),
        pytest.param("AVAL", 1, 3, 0, id="as the steps before a certain one have made it"),
        pytest.param("BASE", 1, 9, 1, id="a step that adds a variable sets it of the records there are"),
        pytest.param("BASE", 0, 9, NO_STEP, id="not of those that are made later"),
        pytest.param("PARAM", 0, 9, NO_STEP, id="a step that makes records sets nothing of others"),
        pytest.param("NONE", 0, 9, NO_STEP, id="a step that set it of no record"),
    ],
)
@pytest.mark.parametrize("written", [False, True], ids=["at run time", "read again"])
def test_the_step_that_set_a_value(variable: str, row: int, before: int, step: int, written: bool) -> None:
    rows = [("D", number, "", "", made, names, records) for number, made, names, records in steps_of(MAKING)]
    making = made_of(pd.DataFrame(rows, columns=STEPS)) if written else MAKING
    assert making.step_of(variable, row, before) == step


def test_records_in_another_order_keep_their_steps() -> None:
    moved = MAKING.moved(pd.Series([1, 2, 0]))
    assert (moved.made_by.tolist(), moved.only[3, "AVAL"].tolist()) == ([2, 2, 0], [False, True, True])
