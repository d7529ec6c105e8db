"""One way of writing a number, wherever it stands."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.adam.dates.window import Window
from converter.adam.kinetics.kinetics import NcaParameter
from converter.adam.variables.category import Category
from converter.compute.numbers.numbers import number_text, read_numbers
from converter.results.statistics import level_text
from converter.spec.condition import Condition
from converter.spec.endpoints.decision import Setting, titled
from converter.spec.values.number import plain_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234567, "1234567"),
        (1234567.0, "1234567"),
        (100000.5, "100000.5"),
        (12.34567, "12.34567"),
        (1e22, "1" + "0" * 22),
        (1e-7, "0.0000001"),
        (2.50, "2.5"),
        (-0.0, "0"),
        (0, "0"),
        (-1.5, "-1.5"),
        (10**20, "1" + "0" * 20),
        (math.nan, ""),
    ],
)
def test_a_number_has_all_its_digits_no_exponent_and_zero_no_sign(number: float, text: str) -> None:
    assert plain_number(number) == text


HELD = st.floats(-1e70, 1e70).filter(lambda one: one == 0 or abs(one) > 1e-70)
"""Numbers that a transport file holds; others are told as none."""


@given(st.lists(HELD, min_size=1, max_size=10))
def test_numbers_written_and_read_again_are_the_same(values: list[float]) -> None:
    texts = number_text(pd.Series(values))
    assert read_numbers(texts)[0].tolist() == values
    assert not texts.str.contains("e|E|^-0$").any()


def test_one_negative_zero_gives_no_other_zero_a_sign() -> None:
    assert number_text(pd.Series([-0.0, 0.0, 1.0])).tolist() == ["0", "0", "1"]
    assert level_text(pd.Series([-0.0, 0.1 + 0.2, math.nan])).tolist() == ["0", "0.3", ""]


def test_conditions_settings_and_arguments_write_numbers_that_way() -> None:
    condition = Condition.model_validate(
        {"any": [{"variable": "A", "gt": 1234567.5}, {"variable": "B", "in": [2.0, 3]}]}
    )
    assert condition.describe() == "A > 1234567.5 or B in (2, 3)"
    assert titled("T", {"n": Setting(value=1e-5, unit="g", meaning="", changed=True)}) == "T (n: 0.00001 g)"
    assert str(Window(avisit="W", awlo=1000000.5, awtarget=1000001)) == "W (from day 1000000.5, target 1000001)"
    assert str(NcaParameter(statistic="AUC", end=1234567, set_values={})) == "AUC from 0 to 1234567 (linear trapezoids)"
    assert str(Category(set_values={"N": 1234567.0})) == "N = 1234567 (otherwise)"
