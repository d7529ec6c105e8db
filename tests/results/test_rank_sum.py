"""The Wilcoxon rank sum test."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kruskal, mannwhitneyu

from converter.results.comparisons.rank_sum import rank_sum
from tests.adam.frames import table
from tests.results.answers import ask, behind, measured, name, people, read

Numbers = list[float]
GROUP = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=6)


def compared(first: Numbers, others: Numbers, **arguments: Any) -> dict[str, Any]:
    """Compare the first subjects, who respond, with the others."""
    values = [*first, *others]
    data = {
        "ADSL": people(len(values)),
        "ADCK": measured(*values),
        "ADRS": table("USUBJID AVALC", *((name(one + 1), "Y") for one in range(len(first)))),
    }
    return read(ask(rank_sum, data, dataset="ADCK", variable="AVAL", members=[{"dataset": "ADRS"}], **arguments))


def by_hand(first: Numbers, others: Numbers, half: float) -> float:
    """Give p by the normal approximation with the variance for ties, from ranks and counts alone."""
    values = pd.Series([*first, *others])
    n1, n2, n = len(first), len(others), len(values)
    away = abs(values.rank().iloc[:n1].sum() - n1 * (n + 1) / 2) - half
    ties = sum(t**3 - t for t in Counter(values).values())
    variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
    return min(1.0, 2 * (1 - NormalDist().cdf(away / sqrt(variance))))


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ([3, 4, 5], [1, 2], (6, 0.148915)),  # z = (6 - 3 - 1/2) / sqrt(3)
        ([1, 2], [3, 4, 5], (0, 0.148915)),
        ([2, 2, 3], [1, 2], (5, 0.332922)),  # ties: z = (11 - 9 - 1/2) / sqrt(2.4)
        ([1, 4], [2, 3], (2, 1.0)),  # no difference: the correction is not taken below 0
    ],
)
def test_u_counts_the_pairs_in_which_the_member_has_more_and_p_is_normal_with_half_taken_off_as_in_npar1way(
    first: Numbers, others: Numbers, expected: tuple[float, float]
) -> None:
    made = compared(first, others)
    assert (made["n1"], made["n2"]) == (len(first), len(others))
    assert (made["U"], made["p"]) == (expected[0], pytest.approx(expected[1], abs=1e-6))


@pytest.mark.parametrize(("pairs", "p"), [([0, 1, 2, 3, 9], 0.006), ([0, 1, 2, 3, 10], 0.007)])
@pytest.mark.parametrize("continuity", [True, False])
def test_of_28_and_5_subjects_p_rounds_the_same_with_and_without_correction(
    pairs: list[int], p: float, continuity: bool
) -> None:
    members = [float(one) for one in range(1, 29)]
    made = compared(members, [fewer + 0.5 for fewer in pairs], continuity=continuity)
    assert (made["U"], made["p"]) == (28 * 5 - sum(pairs), pytest.approx(p, abs=0.0005))


@settings(max_examples=25)
@given(GROUP, GROUP)
def test_ranks_of_pandas_and_the_normal_distribution_of_python_give_the_same_p_and_kruskal_without_correction(
    first: Numbers, others: Numbers
) -> None:
    assume(len({*first, *others}) > 1)
    assert compared(first, others)["p"] == pytest.approx(by_hand(first, others, 0.5), abs=1e-12)
    plain = compared(first, others, continuity=False)["p"]
    assert plain == pytest.approx(by_hand(first, others, 0), abs=1e-12)
    assert plain == pytest.approx(float(kruskal(first, others).pvalue), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "others", "p"),
    [
        ([3, 4, 5], [1, 2], 0.2),  # 2 of 10 divisions are as far apart
        ([2, 2, 3], [1, 2], 0.6),  # ranks 3, 3, 5 of 1, 3, 3, 3, 5: 6 of 10
    ],
)
def test_exact_p_is_the_share_of_divisions_as_far_apart_ties_included(
    first: Numbers, others: Numbers, p: float
) -> None:
    assert compared(first, others, exact=True)["p"] == pytest.approx(p)


@settings(max_examples=25)
@given(GROUP, GROUP)
def test_going_through_all_divisions_gives_the_same_exact_p(first: Numbers, others: Numbers) -> None:
    assume(len({*first, *others}) > 1)
    ranks = list(pd.Series([*first, *others]).rank())
    mean = len(first) * (len(ranks) + 1) / 2
    away = abs(sum(ranks[: len(first)]) - mean)
    every = [abs(sum(one) - mean) >= away for one in combinations(ranks, len(first))]
    assert compared(first, others, exact=True)["p"] == pytest.approx(sum(every) / len(every))


@settings(max_examples=25)
@given(st.sets(st.integers(0, 99), min_size=2, max_size=40), st.data())
def test_scipy_gives_the_same_exact_p_where_there_are_no_ties(values: set[int], data: st.DataObject) -> None:
    first = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=len(values) - 1))
    groups = [float(one) for one in first], [float(one) for one in values - first]
    expected = float(mannwhitneyu(*groups, method="exact").pvalue)
    assert compared(*groups, exact=True)["p"] == pytest.approx(expected)


@pytest.mark.parametrize(("first", "others", "u"), [([], [1, 2], None), ([1, 2], [], None), ([2, 2], [2, 2], 2.0)])
@pytest.mark.parametrize("exact", [False, True])
def test_without_two_groups_or_a_difference_there_is_no_p(
    first: Numbers, others: Numbers, u: float | None, exact: bool
) -> None:
    made = compared(first, others, exact=exact)
    assert (made["U"], made["p"]) == (u, None)


def test_an_exact_p_is_counted_of_200_subjects_at_most() -> None:
    assert compared([1.0] * 100, [1.0] * 100 + [2.0], exact=True)["p"] is None


DATA = {
    "ADSL": table("USUBJID SEX", ("001", "F"), ("002", "M"), ("003", "F"), ("004", "F")),
    "ADCK": table(
        "USUBJID PARAMCD AVAL",
        ("001", "CMAX", 3.0),
        ("002", "CMAX", 1.0),
        ("003", "CMAX", None),
        ("001", "TMAX", 9.0),
        ("004", "CMAX", 7.0),
    ),
}
FEMALE = {"dataset": "ADSL", "where": {"variable": "SEX", "eq": "F"}}
CMAX = {"variable": "PARAMCD", "eq": "CMAX"}


@pytest.mark.parametrize(("members", "numbers"), [([FEMALE], (2, 1)), ([{**FEMALE, "without": True}], (1, 2))])
def test_missing_values_are_left_out_and_what_made_the_groups_stands_behind_the_test(
    members: list[dict[str, Any]], numbers: tuple[int, int]
) -> None:
    made = ask(rank_sum, DATA, dataset="ADCK", variable="AVAL", where=CMAX, members=members)
    assert (read(made)["n1"], read(made)["n2"]) == numbers
    assert behind(made) == {"ADCK": [0, 1, 4], "ADSL": [0, 2, 3]}


def test_several_values_of_a_subject_are_an_error() -> None:
    with pytest.raises(ValueError, match="one record of ADCK a subject, got several of 1, as of 001"):
        ask(rank_sum, DATA, dataset="ADCK", variable="AVAL", members=[FEMALE])


def test_values_that_are_the_same_but_for_the_noise_of_arithmetic_are_ties() -> None:
    assert compared([0.3, 0.7], [0.1 + 0.2, 0.2]) == compared([3, 7], [3, 2])
    assert compared([0.1 + 0.2], [0.3])["p"] is None
