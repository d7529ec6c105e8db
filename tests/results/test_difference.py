"""Differences of shares, and counts of records that are linked."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from converter.results.comparisons.difference import difference
from converter.results.comparisons.score_limits import score_limits
from converter.results.counts.count import count
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

DATA = {
    "ADSL": people(5).assign(DOSE=[50.0, 150.0, 450.0, 450.0, float("nan")]),
    "ADAE": table(
        "USUBJID TERM LINK",
        *(("001", "Fever", "1"), ("003", "Fever", "1"), ("003", "Fever", "2"), ("004", "Fever", "")),
        *(("004", "Cough", "3"), ("009", "Fever", "1")),
    ),
    "ADCM": table(
        "USUBJID DRUG AE",
        *(("001", "STEROID", "2"), ("003", "STEROID", "2"), ("003", "ASPIRIN", "1"), ("004", "STEROID", "")),
        *(("004", "STEROID", "3"), ("009", "STEROID", "1")),
    ),
}
FEVER = {"variable": "TERM", "eq": "Fever"}
HIGH = {"dataset": "ADSL", "where": {"variable": "DOSE", "gt": 150}}


def test_the_share_of_the_members_is_compared_with_that_of_the_others() -> None:
    made = ask(difference, DATA, dataset="ADAE", where=FEVER, members=[HIGH])
    assert read(made) == {
        "n1": 2,
        "N1": 2,
        "pct1": 100,
        "n2": 1,
        "N2": 3,
        "pct2": pytest.approx(100 / 3),
        "difference": pytest.approx(200 / 3),
    }
    assert behind(made) == {"ADAE": [0, 1, 2, 3]}


def test_a_difference_from_a_group_of_nobody_is_missing() -> None:
    made = read(ask(difference, DATA, dataset="ADAE", where=FEVER, members=[HIGH], among=[HIGH]))
    assert (made["pct1"], made["N2"], made["pct2"], made["difference"]) == (100, 0, None, None)


@pytest.mark.parametrize(
    ("where", "drug", "n", "records"),
    [
        (FEVER, "STEROID", 1, [2]),
        (FEVER, "ASPIRIN", 1, [1]),
        (None, "STEROID", 2, [2, 4]),
    ],
)
def test_a_record_counts_if_another_of_the_subject_has_its_value_and_a_missing_value_links_nothing(
    where: dict[str, object] | None, drug: str, n: int, records: list[int]
) -> None:
    linked = {"link": "ADAE.LINK", "dataset": "ADCM", "variable": "AE", "where": {"variable": "DRUG", "eq": drug}}
    made = ask(count, DATA, dataset="ADAE", where=where, linked=[linked])
    assert read(made) == {"n": n, "N": 5, "pct": 20 * n}
    assert behind(made) == {"ADAE": records}


def limits(counts: tuple[int, int, int, int], **arguments: object) -> dict[str, Any]:
    """Compare n of N subjects with n of N others."""
    n1, of1, n2, of2 = counts
    data = {
        "ADSL": people(of1 + of2).assign(
            DOSE=[450.0] * of1 + [50.0] * of2, HAS=[1.0] * n1 + [0.0] * (of1 - n1) + [1.0] * n2 + [0.0] * (of2 - n2)
        ),
    }
    return read(ask(difference, data, where={"variable": "HAS", "eq": 1}, members=[HIGH], **arguments))


@pytest.mark.parametrize(
    ("method", "lower", "upper"),
    [
        ("wald", 5.75, 34.25),
        ("newcombe", 5.24, 33.39),
        ("miettinen_nurminen", 5.28, 33.82),
    ],
)
def test_limits_of_the_difference_are_those_that_newcombe_prints(method: str, lower: float, upper: float) -> None:
    made = limits((56, 70, 48, 80), confidence=0.95, method=method)  # Stat Med 1998;17:873, table II (a)
    assert made["difference"] == pytest.approx(20)
    assert (made["lower"], made["upper"]) == (pytest.approx(lower, abs=0.005), pytest.approx(upper, abs=0.005))


def test_limits_of_agresti_and_caffo_are_those_of_wald_with_a_success_and_a_failure_more() -> None:
    made = limits((56, 70, 48, 80), confidence=0.95, method="agresti_caffo")
    other = limits((57, 72, 49, 82), confidence=0.95, method="wald")
    assert (made["lower"], made["upper"]) == (pytest.approx(other["lower"]), pytest.approx(other["upper"]))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (
            (3, 3, 0, 4),
            "no limits of the difference: each group has all or none, of which the method of Wald knows no limits",
        ),
        ((0, 0, 2, 4), "no limits of the difference: one of the two groups has no subject"),
    ],
)
def test_where_there_are_no_limits_it_says_why(counts: tuple[int, int, int, int], reason: str) -> None:
    made = limits(counts, confidence=0.95)
    assert (made["lower"], made["upper"], made["not_estimable 1"]) == (None, None, reason)


@pytest.mark.parametrize("method", ["newcombe", "agresti_caffo", "miettinen_nurminen"])
def test_other_methods_have_limits_of_all_and_none(method: str) -> None:
    made = limits((3, 3, 0, 4), confidence=0.95, method=method)
    assert 0 < made["lower"] < made["upper"]


def test_without_a_confidence_there_are_no_limits() -> None:
    assert "lower" not in limits((3, 3, 0, 4))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_limits_of_the_score_are_where_the_best_fit_found_by_search_is_just_not_rejected(
    of1: int, of2: int, data: st.DataObject
) -> None:
    n1, n2 = data.draw(st.integers(0, of1)), data.draw(st.integers(0, of2))
    found = n1 / of1 - n2 / of2
    lower, upper = score_limits(n1, of1, n2, of2, 0.95)
    assert -1 <= lower <= found <= upper <= 1
    for limit in (lower, upper):
        if abs(limit) < 0.999:
            assert (found - limit) ** 2 == pytest.approx(
                1.959963985**2 * best_variance(limit, n1, of1, n2, of2), abs=1e-4
            )


def best_variance(away: float, n1: int, of1: int, n2: int, of2: int) -> float:
    """Search the shares p + away and p of the highest likelihood, and give the variance of their difference."""

    def unlikely(p: float) -> float:
        parts = (n1, p + away), (of1 - n1, 1 - p - away), (n2, p), (of2 - n2, 1 - p)
        return -sum(n * log(max(share, 1e-300)) for n, share in parts if n)

    low, high = max(0.0, -away), min(1.0, 1 - away)
    p = float(minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-10}).x)
    size = of1 + of2
    return ((p + away) * (1 - p - away) / of1 + p * (1 - p) / of2) * size / (size - 1)
