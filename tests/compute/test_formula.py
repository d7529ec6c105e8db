"""Formulas."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from converter.compute.numbers.formula import work_out
from converter.spec.values.formula import Formula

VALUES = {
    "CA": pd.Series([2.0, 9.0, None], index=[5, 6, 7]),
    "ALB": pd.Series([3.0, 0.0, 4.0], index=[5, 6, 7]),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CA + 0.8 * (4 - ALB)", [2.8, 12.2, None]),
        ("CA / ALB", [2 / 3, None, None]),  # nothing is divided by 0
        ("-CA * 2 - 1", [-5, -19, None]),
        ("ALB / 2", [1.5, 0, 2]),
        ("ALB / (1 - 1)", [None, None, None]),
        ("CA * 1e299 * 1e299", [None, None, None]),
        ("CA ** 2", [4, 81, None]),
        ("2 ** ALB", [8, 1, 16]),
        ("sqrt(CA * 2)", [2, 18**0.5, None]),
        ("ln(exp(CA))", [2, 9, None]),
        ("ln(ALB - 3)", [None, None, 0]),  # no logarithm of 0 or less
        ("max(CA, ALB, 4)", [4, 9, None]),  # the greatest wants all its numbers
        ("min(CA, ALB)", [2, 0, None]),
        ("abs(ALB - 4)", [1, 4, 0]),
        ("141 * min(ALB / 0.9, 1) ** -0.411", [141, None, 141]),  # a part of eGFR by CKD-EPI
        ("CA ** (1 / 3)", [2 ** (1 / 3), 9 ** (1 / 3), None]),
        ("sqrt(ALB - 3)", [0, None, 1]),  # no root of a negative number
        ("(ALB - 3.5) ** 0.5", [None, None, 0.5**0.5]),
        ("ALB ** -1", [1 / 3, None, 0.25]),
        ("CA ** 0", [1, 1, None]),  # a missing number has no power
        ("10 ** 400 * CA", [None, None, None]),
    ],
)
def test_a_formula_is_worked_out_row_by_row(text: str, expected: list[float | None]) -> None:
    made = work_out(Formula.model_validate(text), VALUES)
    assert made.index.tolist() == [5, 6, 7]
    assert [None if pd.isna(value) else pytest.approx(value) for value in made] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqrt(A - 0.3)", [0, 0, 0.2**0.5]),  # A is 0.1 + 0.2, which lies beside 0.3, then 0.3 and 0.5
        ("sqrt(0.3 - A)", [0, 0, None]),
        ("1 / (A - 0.3)", [None, None, 5]),
        ("(A - 0.3) ** -1", [None, None, 5]),
        ("1 / (-0.3 + A)", [None, None, 5]),
        ("1e-20 * (A - 0.3)", [0, 0, 2e-21]),
        ("A * 1e-16 - 0.2e-16", [1e-17, 1e-17, 3e-17]),  # small numbers are numbers
        ("(A * 10 + 1e15) - 1e15", [3, 3, 5]),  # and so are whole ones of any size
    ],
)
def test_what_cancels_but_for_noise_is_zero(text: str, expected: list[float | None]) -> None:
    made = work_out(Formula.model_validate(text), {"A": pd.Series([0.1 + 0.2, 0.3, 0.5])})
    assert [None if pd.isna(value) else pytest.approx(value, abs=1e-24) for value in made] == expected


def test_a_formula_lists_its_names_in_order() -> None:
    assert Formula(text="CA + 0.8 * (4 - ALB) / CA").names == ("CA", "ALB")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("__import__('os')", "is not arithmetic"),
        ("CA.real", "is not arithmetic"),
        ("CA % 2", "'CA % 2' is not arithmetic"),
        ("CA[0]", "is not arithmetic"),
        ("sqrt(CA, 2)", "is not arithmetic"),
        ("sqrt()", "is not arithmetic"),
        ("max(CA)", "is not arithmetic"),
        ("log(CA)", "is not arithmetic"),
        ("exec(CA)", "is not arithmetic"),
        ("sqrt(4)", "names no component"),
        ("CA if ALB else 1", "is not arithmetic"),
        ("CA > 1", "is not arithmetic"),
        ("CA // 2", "is not arithmetic"),
        ("CA + 'a'", "is not arithmetic"),
        ("CA + True", "is not arithmetic"),
        ("CA + 1j", "is not arithmetic"),
        ("lambda: CA", "is not arithmetic"),
        ("(CA := 1)", "is not arithmetic"),
        ("CA + " + "9" * 400, "is not arithmetic"),
        ("-" * 499 + "(", "is no formula"),
        ("CA\0", "null bytes|no formula"),
        ("CA +", "is no formula"),
        ("", "is no formula"),
        ("1 + 2", "names no component"),
        ("CA +\nALB", "one line"),
        ("(" * 300 + "CA" + ")" * 300, "one line of at most 500"),
    ],
)
def test_anything_but_arithmetic_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Formula(text=text)


@pytest.mark.parametrize("text", ["1 / A ** -1", "A ** -1", "1 / (A + 10) ** 400"])
def test_what_rests_on_a_power_that_is_no_number_is_missing(text: str) -> None:
    answer = work_out(Formula(text=text), {"A": pd.Series([0.0])})
    assert answer.isna().all()
