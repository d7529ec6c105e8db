"""The hazard ratio of Cox's model."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from converter.results.comparisons.hazard_ratio import hazard_ratio
from tests.results.answers import ask, read
from tests.results.arms import MERCAPTOPURINE, PLACEBO, TREATED, arms

Rows = list[tuple[float, bool, bool]]
SAMPLE = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=3, max_size=10)


def fitted(treated: str, others: str, columns: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    return read(ask(hazard_ratio, arms(treated, others, **(columns or {})), members=TREATED, **arguments))


@pytest.mark.parametrize(
    ("ties", "beta", "error"),
    [
        ("efron", -1.5721, 0.4124),  # as coxph of R prints them for these data (from knowledge)
        ("breslow", -1.5092, 0.4096),  # as PHREG prints them by default
    ],
)
def test_remission_of_leukaemia_gives_the_ratio_that_textbooks_print(ties: str, beta: float, error: float) -> None:
    made = fitted(MERCAPTOPURINE, PLACEBO, ties=ties)
    assert log(made["hazard_ratio"]) == pytest.approx(beta, abs=5e-5)
    assert (log(made["upper"]) - log(made["lower"])) / 2 / 1.959964 == pytest.approx(error, abs=5e-5)


def likelihood(beta: float, rows: Rows, ties: str) -> float:
    """Give the partial likelihood's logarithm with one covariate, written out subject by subject."""
    total = 0.0
    for time in {time for time, event, _ in rows if event}:
        risk = sum(exp(beta * mine) for at, _, mine in rows if at >= time)
        dead = [exp(beta * mine) for at, event, mine in rows if event and at == time]
        for number in range(len(dead)):
            less = number / len(dead) * sum(dead) if ties == "efron" else 0
            total += log(dead[number]) - log(risk - less)
    return total


@settings(max_examples=25, deadline=None)
@given(SAMPLE, SAMPLE, st.sampled_from(["efron", "breslow"]))
def test_the_likelihood_written_out_has_its_maximum_at_the_same_ratio(
    first: list[tuple[int, bool]], others: list[tuple[int, bool]], ties: str
) -> None:
    words = [" ".join(f"{time}{'' if event else '+'}" for time, event in sample) for sample in (first, others)]
    made = fitted(words[0], words[1], ties=ties)
    rows = [(float(time), event, mine) for mine, sample in ((True, first), (False, others)) for time, event in sample]
    best = minimize_scalar(lambda beta: -likelihood(beta, rows, ties), bounds=(-30, 30), method="bounded")
    assume(abs(best.x) < 10)
    if made["hazard_ratio"] is None:
        assert not any(event for _, event in first) or not any(event for _, event in others)
    else:
        assert likelihood(log(made["hazard_ratio"]), rows, ties) == pytest.approx(-best.fun, abs=1e-6)


def test_strata_have_a_baseline_each_so_that_a_stratum_twice_says_the_same_twice() -> None:
    one = fitted(MERCAPTOPURINE, PLACEBO)
    twice = {"SITE": ["X"] * 21 + ["Y"] * 21 + ["X"] * 21 + ["Y"] * 21}
    both = fitted(f"{MERCAPTOPURINE} {MERCAPTOPURINE}", f"{PLACEBO} {PLACEBO}", twice, strata=["SITE"])
    assert both["hazard_ratio"] == pytest.approx(one["hazard_ratio"], rel=1e-6)
    assert log(both["upper"] / both["lower"]) == pytest.approx(log(one["upper"] / one["lower"]) / np.sqrt(2), rel=1e-6)


def test_the_ratio_of_the_others_to_the_members_is_the_inverse() -> None:
    made = fitted(MERCAPTOPURINE, PLACEBO)
    turned = read(ask(hazard_ratio, arms(MERCAPTOPURINE, PLACEBO), members=[{**TREATED[0], "without": True}]))
    assert turned["hazard_ratio"] == pytest.approx(1 / made["hazard_ratio"])
    assert turned["lower"] == pytest.approx(1 / made["upper"])


def test_covariates_may_be_numbers_or_words_and_their_scale_does_not_matter() -> None:
    age = [float(40 + number * 7 % 31) for number in range(42)]
    sex = ["F" if number % 3 else "M" for number in range(42)]
    columns = {"AGE": age, "MONTHS": [12 * one for one in age], "SEX": sex}
    made = fitted(MERCAPTOPURINE, PLACEBO, columns, covariates=["AGE", "SEX"])
    other = fitted(MERCAPTOPURINE, PLACEBO, columns, covariates=["SEX", "MONTHS"])
    assert made["hazard_ratio"] == pytest.approx(other["hazard_ratio"])
    assert made["hazard_ratio"] != pytest.approx(fitted(MERCAPTOPURINE, PLACEBO)["hazard_ratio"])


@pytest.mark.parametrize(
    ("treated", "others", "reason"),
    [
        ("1 2", "", "one of the two groups has no subject with a time"),
        ("1+ 2+", "3+ 4+", "nobody in the two groups had an event"),
        ("5+ 6+", "3 4", "one of the two groups has no event"),
        ("1 2 3", "7 8 9", "the likelihood has no maximum"),
    ],
)
def test_where_there_is_no_ratio_it_says_why(treated: str, others: str, reason: str) -> None:
    made = fitted(treated, others)
    assert [made[one] for one in ("hazard_ratio", "lower", "upper", "p")] == [None] * 4
    assert made["not_estimable 1"].startswith(f"no hazard ratio: {reason}")


def test_a_covariate_that_says_what_the_groups_say_leaves_no_ratio() -> None:
    columns = {"DOSE": [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]}
    made = fitted("1 4 6", "2 3 5", columns, covariates=["DOSE"])
    assert made["hazard_ratio"] is None
    assert "collinear" in made["not_estimable 1"]


def test_a_missing_covariate_leaves_the_subject_out_and_one_that_is_the_same_for_all_counts_for_nothing() -> None:
    columns = {"AGE": [50.0, None, 60.0, 55.0, 52.0, 70.0], "UNIT": ["y"] * 6}
    made = fitted("1 4 6", "2 3 5", columns, covariates=["AGE", "UNIT"])
    assert (made["n1"], made["n2"]) == (2, 3)
    assert made["not_counted 1"] == "1 subject without AGE left out, as 002"
    assert made["not_counted 2"] == "covariate UNIT is the same for all and left out"
