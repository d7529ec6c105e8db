"""Rounding and comparing as SAS does, against exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.missing import missing_letters, special_missing
from converter.compute.numbers.rounding import (
    COMPARE,
    compared,
    round_half_away,
    rounded_number,
    same,
    settled,
    whole_part,
)
from converter.results.counts.tally import shares
from converter.results.survival.survival import curve, survival_at

DIGITS = st.integers(0, 3)
DECIMALS = st.integers(0, 4)
WHOLE = st.integers(-1_000_000, 1_000_000)


def exactly(number: Fraction, digits: int) -> float:
    """Round a fraction, halves away from zero."""
    scaled = abs(number) * 10**digits
    nearest = math.floor(scaled + Fraction(1, 2))
    return float(Fraction(nearest if number >= 0 else -nearest, 10**digits))


@settings(max_examples=400, deadline=None)
@given(st.lists(WHOLE, min_size=1, max_size=60), DECIMALS, DIGITS)
@example([23, 24], 1, 1)
@example([5872, 5873], 2, 2)
def test_the_mean_of_decimals_is_rounded_as_the_exact_mean(whole: list[int], decimals: int, digits: int) -> None:
    mean = pd.Series([one / 10**decimals for one in whole]).mean()
    assert rounded_number(mean, digits) == exactly(Fraction(sum(whole), len(whole) * 10**decimals), digits)


@settings(max_examples=400, deadline=None)
@given(st.integers(-20_000_000, 20_000_000), st.integers(1, 60), DECIMALS, DIGITS)
def test_exact_halves_of_means_are_halves(half: int, n: int, decimals: int, digits: int) -> None:
    wanted = Fraction(2 * half + 1, 2 * 10**digits)  # the mean of n values, one of which makes it this half
    whole = wanted * n * 10 ** (digits + 1)
    values = [float(Fraction(decimals, 10)) for _ in range(n - 1)]
    values.append(float(whole / 10 ** (digits + 1) - Fraction(decimals, 10) * (n - 1)))
    assert rounded_number(pd.Series(values).mean(), digits) == exactly(wanted, digits)


@settings(max_examples=400, deadline=None)
@given(st.lists(WHOLE, min_size=1, max_size=40), DECIMALS, DIGITS)
def test_a_sum_is_rounded_as_the_exact_sum(whole: list[int], decimals: int, digits: int) -> None:
    total = pd.Series([one / 10**decimals for one in whole]).sum()
    assert rounded_number(total, digits) == exactly(Fraction(sum(whole), 10**decimals), digits)


@settings(max_examples=400, deadline=None)
@given(WHOLE, WHOLE, DECIMALS, DIGITS)
@example(1198, 1253, 2, 1)
def test_a_difference_is_rounded_as_the_exact_difference(left: int, right: int, decimals: int, digits: int) -> None:
    difference = left / 10**decimals - right / 10**decimals
    assert rounded_number(difference, digits) == exactly(Fraction(left - right, 10**decimals), digits)


@settings(max_examples=400, deadline=None)
@given(WHOLE, st.integers(1, 1000), DIGITS)
def test_a_ratio_is_rounded_as_the_exact_ratio(left: int, right: int, digits: int) -> None:
    assert rounded_number(left / right, digits) == exactly(Fraction(left, right), digits)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), DIGITS)
def test_a_percentage_of_a_count_is_rounded_as_the_exact_one(count: tuple[int, int], digits: int) -> None:
    n, of = count
    assert rounded_number(shares(n, of)["pct"], digits) == exactly(Fraction(100 * n, of), digits)
    assert rounded_number(100 * (n / of), digits) == exactly(Fraction(100 * n, of), digits)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 200).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), DIGITS)
@example((29, 80), 1)
def test_survival_without_censoring_is_rounded_as_the_share_of_those_left(events: tuple[int, int], digits: int) -> None:
    gone, n = events
    steps = curve(pd.Series(range(1, n + 1), dtype="float64"), pd.Series([False] * n), 0.95)
    left = 100 * survival_at(steps, gone + 0.5)[0] if gone < n else 0.0
    assert rounded_number(left, digits) == exactly(Fraction(100 * (n - gone), n), digits)


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (0.285 * 100, 0, 29.0),
        (58.724999999999994, 2, 58.73),
        (-0.5499999999999989, 1, -0.6),
        # the table of SAS: what is approximately half is half, what says that it is less is less
        (2.5 - 1e-10, 0, 2.0),
        (2.5 - 1e-11, 0, 2.0),
        (2.5 - 1e-12, 0, 3.0),
        (2.5 - 1e-15, 0, 3.0),
        (2.5 + 1e-12, 0, 3.0),
        (0.4999999999, 0, 0.0),
        (-0.04, 1, 0.0),
        (-0.0, 2, 0.0),
        (1e300, 2, 1e300),
        (-1e22, 0, -1e22),
        (5e-324, 3, 0.0),
        (123456789.35, 1, 123456789.4),
        (100 * (108.1 - 3.0) / 3.0, 10, 3503.3333333333),
        (100 * (13.4 - 312.6) / 312.6, 10, -95.713371721),
        (1250.0, -2, 1300.0),
        (math.inf, 1, math.inf),
    ],
)
def test_what_is_approximately_half_is_half(value: float, digits: int, rounded: float) -> None:
    found = rounded_number(value, digits)
    assert (found, math.copysign(1, found)) == (rounded, math.copysign(1, rounded))


def test_missing_stays_missing_with_its_letter() -> None:
    rounded = round_half_away(pd.Series([math.nan, special_missing("A"), 1.25, special_missing("B")]), 1)
    assert missing_letters(rounded).tolist() == ["", "A", "", "B"]
    assert rounded.tolist()[2] == 1.3


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (0.1 + 0.2, 0.3, True),
        (3 * 0.7, 2.1, True),
        (0.1 + 0.2 - 0.3, 0.0, True),
        (1.0, 1.00000001, False),
        (0.0, 1e-9, False),
        (2e-13, 3e-13, False),
        (123456789012.0, 123456789013.0, False),
        (9999999999999.0, 10000000000000.0, False),
        (1.9e9, 1.9e9 + 1, False),
        (math.inf, math.inf, True),
        (math.inf, 1.0, False),
        (math.nan, math.nan, False),
    ],
)
def test_numbers_are_the_same_but_for_the_noise_of_arithmetic(left: float, right: float, equal: bool) -> None:
    assert same(pd.Series([left]), pd.Series([right])).tolist() == [equal]
    assert compared(left, "eq", right) is equal
    order = [compared(left, name, right) for name in ("lt", "le", "ge", "gt")]
    expected = [False, True, True, False] if equal else [left < right, left < right, left > right, left > right]
    assert order == expected


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000), st.integers(1, 3))
def test_decimals_compare_as_decimals_whatever_way_they_were_reckoned(left: int, right: int, decimals: int) -> None:
    reckoned = (left + right) / 10**decimals - right / 10**decimals
    for name, compare in COMPARE.items():
        exact = {"eq": left == right, "lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right}
        assert compare(pd.Series([reckoned]), right / 10**decimals).tolist() == [exact[name]], name


def test_the_same_numbers_become_one_with_the_shortest_text() -> None:
    values = pd.Series([0.1 + 0.2, 0.3, 1 / 3, math.nan, 3 * 0.1, 7.0, 0.1 * 3 + 1])
    assert settled(values).fillna(-1).tolist() == [0.3, 0.3, 1 / 3, -1, 0.3, 7.0, 1.3]


def test_groups_of_the_same_do_not_chain() -> None:
    chain = pd.Series([1 + number * 0.8e-12 for number in range(4)])
    assert settled(chain).nunique() == 2


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_settled_numbers_are_the_same_as_they_were(values: list[float]) -> None:
    before = pd.Series(values, dtype="float64")
    with np.errstate(over="ignore"):
        assert same(before, settled(before)).all()


def test_a_number_near_a_whole_one_has_its_whole_part() -> None:
    found = whole_part(pd.Series([2.9999999999999996, 3.2, -1.5, -0.0, -0.2]))
    assert list(map(str, found)) == ["3.0", "3.0", "-1.0", "0.0", "0.0"]
