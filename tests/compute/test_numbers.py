"""Numbers as people write them, rounding as SAS does, units."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.numbers.numbers import (
    MANY,
    Decimals,
    looks_numeric,
    may_be_decimal,
    number_text,
    read_numbers,
    split_results,
)
from converter.compute.numbers.rounding import round_half_away
from converter.compute.units.units import convert_units
from converter.spec.study import Unit
from converter.spec.values.number import plain_number


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    ("collected", "comparator", "number"),
    [
        ("12.5", "", 12.5),
        (" 7 ", "", 7.0),
        ("<0.01", "<", 0.01),
        (">200", ">", 200.0),
        ("≥5", ">=", 5.0),
        ("=<5", "<=", 5.0),
        ("1,234.5", "", 1234.5),
        ("10,391", "", 10391.0),
        ("1.5E3", "", 1500.0),
        ("-3", "", -3.0),
        ("\u22123", "", -3.0),  # the sign of minus
        ("<\u20130.5", "<", -0.5),  # a dash in its place
    ],
)
def test_a_result_is_a_sign_and_a_number(collected: str, comparator: str, number: float) -> None:
    parts = split_results(text(collected))
    assert (parts["comparator"][0], parts["number"][0]) == (comparator, number)


@pytest.mark.parametrize(
    "collected",
    [
        *("TRACE", "++", "NOT DONE", "-", "QNS", "", "1.2.3", "1,9", "0,391"),
        *("1.234,567", "1234,567", "1,23,456", "12,34.5", "1E400", "\u0661\u0661", "\uff11\uff12", "1,234,56"),
    ],
)
def test_text_results_have_no_number(collected: str) -> None:
    assert math.isnan(split_results(text(collected))["number"][0])


@pytest.mark.parametrize(("collected", "number"), [("1,5", 1.5), ("1.234,5", 1234.5), ("0,391", 0.391), ("12", 12.0)])
def test_a_decimal_comma_is_read_where_declared(collected: str, number: float) -> None:
    assert read_numbers(text(collected), ",")[0][0] == number


@pytest.mark.parametrize("collected", ["1,234.567", "1234.567", "1.23", "1.234.56", "1,2,3", "12.34,5"])
def test_a_point_that_groups_no_thousands_is_no_number_where_the_comma_is_the_sign(collected: str) -> None:
    assert math.isnan(split_results(text(collected), ",")["number"][0])


@pytest.mark.parametrize(
    ("collected", "decimal", "doubted"),
    [
        ("1,234", ".", True),
        ("<1,234", ".", True),
        ("1.234", ",", True),
        ("1.234", ".", False),
        ("1,234.5", ".", False),
        ("1,234,567", ".", False),
        ("0,391", ".", False),
        ("1234", ".", False),
    ],
)
def test_one_group_of_thousands_may_be_decimals(collected: str, decimal: Decimals, doubted: bool) -> None:
    assert may_be_decimal(text(collected), decimal)[0] == doubted


def test_what_looks_like_a_number_in_any_writing_is_seen() -> None:
    seen = looks_numeric(text("1,9", "1.234,5", "1E400", "\u0661\u0661", "< 5", "1'234", "QNS", "", "2+"))
    assert seen.tolist() == [True] * 6 + [False] * 3


@given(st.floats(-1e70, 1e70).filter(lambda one: one == 0 or abs(one) > 1e-70), st.sampled_from([".", ","]))
def test_the_text_of_a_number_is_read_as_that_number_with_either_sign(value: float, decimal: Decimals) -> None:
    written = number_text(pd.Series([value])).str.replace(".", decimal, regex=False)
    assert read_numbers(written, decimal)[0][0] == value


def test_filled_cells_that_are_no_number_are_told() -> None:
    numbers, wrong = read_numbers(text("1", "", "x", "<2"))
    assert numbers.isna().tolist() == [False, True, True, True]
    assert wrong.tolist() == [False, False, True, True]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_as_text_reads_back_exactly(value: float) -> None:
    assert float(number_text(pd.Series([value]))[0]) == value


@given(st.lists(st.floats() | st.sampled_from([0.0, -0.0, 1e16, 1e-7, 0.1 + 0.2])))
def test_numbers_of_a_column_are_written_as_each_by_itself(values: list[float]) -> None:
    expected = [plain_number(value) for value in values]
    assert number_text(pd.Series(values, dtype="float64")).tolist() == expected
    times = MANY // max(len(values), 1) + 1  # many are written in another way
    assert number_text(pd.Series(values * times, dtype="float64")).tolist() == expected * times


def test_whole_numbers_have_no_point_and_missing_is_blank() -> None:
    assert number_text(pd.Series([2.0, 0.1, float("nan"), 1e22])).tolist() == ["2", "0.1", "", "1" + "0" * 22]


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [(2.5, 0, 3.0), (-2.5, 0, -3.0), (0.125, 2, 0.13), (1.005, 2, 1.01), (2.4999, 0, 2.0), (1250, -2, 1300.0)],
)
def test_halves_are_rounded_away_from_zero(value: float, digits: int, rounded: float) -> None:
    assert round_half_away(pd.Series([float(value)]), digits)[0] == rounded


UNITS = (
    Unit.model_validate({"from": "mg/dL", "to": "umol/L", "factor": 88.42, "test": "CREAT"}),
    Unit.model_validate({"from": "g/L", "to": "g/dL", "factor": 0.1}),
    Unit.model_validate({"from": "F", "to": "C", "factor": 5 / 9, "offset": -160 / 9}),
)


@pytest.mark.parametrize(
    ("number", "unit", "standard", "test", "converted"),
    [
        (1.0, "mg/dL", "umol/L", "CREAT", 88.42),
        (145.0, "g/L", "g/dL", "HGB", 14.5),
        (98.6, "F", "C", "TEMP", 37.0),
        (7.0, "g/dL", "g/dL", "HGB", 7.0),
        (3.0, "", "", "PH", 3.0),
        (1.0, "mg/dL", "umol/L", "PROT", None),
        (1.0, "", "g/dL", "HGB", None),
    ],
)
def test_a_factor_of_the_test_goes_before_one_for_all(
    number: float, unit: str, standard: str, test: str, converted: float | None
) -> None:
    answer = convert_units(pd.Series([number]), text(unit), text(standard), text(test), UNITS)
    assert answer.unconverted[0] == (converted is None)
    assert converted is None or answer.values[0] == converted


def test_a_number_that_no_file_holds_is_no_number() -> None:
    numbers, wrong = read_numbers(pd.Series(["1E400", "-1E80", "1E-90", "1E-400", "1E70", "0", "0E-400"]))
    assert numbers.isna().tolist() == [True, True, True, True, False, False, False]
    assert wrong.tolist() == [True, True, True, True, False, False, False]
