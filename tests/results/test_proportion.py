"""Proportions and their exact limits."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from statsmodels.stats.proportion import proportion_confint

from converter.results.counts.count import count
from converter.results.counts.limits import exact_limits
from converter.results.counts.proportion import proportion
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

SENSITIVE = {"dataset": "ADRS", "where": {"variable": "AVALC", "eq": "Y"}}
COUNTS = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("n", "of", "lower", "upper"),
    [
        (1, 3, 0.84, 90.57),
        (6, 8, 34.91, 96.81),
        (27, 30, 73.47, 97.89),
        (28, 33, 68.10, 94.89),
        (5, 10, 18.71, 81.29),  # the textbook example
    ],
)
def test_limits_are_those_of_clopper_and_pearson_in_percent(n: int, of: int, lower: float, upper: float) -> None:
    responses = table("USUBJID AVALC", *((f"{one:03d}", "Y" if one <= n else "N") for one in range(1, of + 1)))
    made = read(ask(proportion, {"ADSL": people(of), "ADRS": responses}, **SENSITIVE))
    assert (made["n"], made["N"], made["pct"]) == (n, of, pytest.approx(100 * n / of))
    assert (made["lower"], made["upper"]) == (pytest.approx(lower, abs=0.005), pytest.approx(upper, abs=0.005))


@pytest.mark.parametrize(
    ("n", "lower", "upper"), [(0, 0.0, 100 * (1 - 0.025 ** (1 / 8))), (8, 100 * 0.025 ** (1 / 8), 100.0)]
)
def test_of_none_the_lower_limit_is_0_and_of_all_the_upper_100_while_the_other_keeps_half_the_error_as_in_proc_freq(
    n: int, lower: float, upper: float
) -> None:
    assert exact_limits(n, 8, 0.95) == pytest.approx((lower, upper))


def test_of_no_subjects_there_is_no_proportion() -> None:
    made = ask(proportion, {"ADSL": people(1).head(0)})
    assert read(made) == {"n": 0, "N": 0, "pct": None, "lower": None, "upper": None}


@settings(max_examples=50)
@given(COUNTS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_at_a_limit_the_counted_number_or_a_more_extreme_one_has_half_of_the_error_as_its_probability(
    counts: tuple[int, int], confidence: float
) -> None:
    n, of = counts
    lower, upper = (limit / 100 for limit in exact_limits(n, of, confidence))
    tail = (1 - confidence) / 2
    as_many = sum(comb(of, k) * lower**k * (1 - lower) ** (of - k) for k in range(n, of + 1))
    as_few = sum(comb(of, k) * upper**k * (1 - upper) ** (of - k) for k in range(n + 1))
    assert n == 0 or as_many == pytest.approx(tail)
    assert n == of or as_few == pytest.approx(tail)


@settings(max_examples=50)
@given(COUNTS, st.sampled_from([0.9, 0.95]))
def test_statsmodels_gives_the_same_limits(counts: tuple[int, int], confidence: float) -> None:
    n, of = counts
    expected = proportion_confint(n, of, alpha=1 - confidence, method="beta")
    assert exact_limits(n, of, confidence) == pytest.approx([100 * limit for limit in expected])


def test_subjects_and_the_records_behind_them_are_those_that_count_gives() -> None:
    data = {
        "ADSL": table("USUBJID SEX", ("A", "M"), ("B", "M"), ("C", "F"), ("D", "M")),
        "ADRS": table("USUBJID AVALC", ("A", "Y"), ("A", "Y"), ("B", "N"), ("C", "Y"), ("D", "Y")),
        "ADAE": table("USUBJID AEDECOD", ("D", "Nausea")),
    }
    who = {
        **SENSITIVE,
        "among": [{"dataset": "ADSL", "where": {"variable": "SEX", "eq": "M"}}],
        "also": [{"dataset": "ADAE", "without": True}],
    }
    made, counted = ask(proportion, data, **who), ask(count, data, **who)
    assert {key: read(made)[key] for key in ("n", "N", "pct")} == read(counted) == {"n": 1, "N": 3, "pct": 100 / 3}
    assert behind(made) == behind(counted) == {"ADRS": [0, 1]}


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_level_of_confidence_lies_between_0_and_1(confidence: float) -> None:
    with pytest.raises(ValidationError, match="confidence"):
        ask(proportion, {"ADSL": people(1)}, confidence=confidence)
