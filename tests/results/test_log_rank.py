"""The log-rank test of two groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, logrank

from converter.results.comparisons.log_rank import log_rank
from tests.results.answers import ask, behind, read
from tests.results.arms import MERCAPTOPURINE, PLACEBO, TREATED, arms

SAMPLE = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=12)


def compared(treated: str, others: str, *, strata: tuple[str, ...] = (), **columns: Any) -> dict[str, Any]:
    return read(ask(log_rank, arms(treated, others, **columns), members=TREATED, strata=strata))


def written(sample: list[tuple[int, bool]]) -> str:
    return " ".join(f"{time}{'' if event else '+'}" for time, event in sample)


def test_remission_of_leukaemia_gives_the_chi_square_that_textbooks_print() -> None:
    made = compared(MERCAPTOPURINE, PLACEBO)
    assert {key: made[key] for key in ("n1", "events1", "n2", "events2")} == {
        "n1": 21,
        "events1": 9,
        "n2": 21,
        "events2": 21,
    }
    assert made["chi_square"] == pytest.approx(16.79, abs=0.005)  # as LIFETEST and survdiff of R print it
    assert made["p"] == pytest.approx(4.17e-5, abs=1e-7)


@settings(max_examples=25)
@given(SAMPLE, SAMPLE)
def test_scipy_gives_the_same_test(first: list[tuple[int, bool]], others: list[tuple[int, bool]]) -> None:
    made = compared(written(first), written(others))
    assume(made["chi_square"] is not None)
    samples = [
        CensoredData(
            uncensored=[time for time, event in sample if event], right=[time for time, event in sample if not event]
        )
        for sample in (first, others)
    ]
    expected = logrank(*samples)
    assert made["chi_square"] == pytest.approx(float(expected.statistic) ** 2, abs=1e-9)
    assert made["p"] == pytest.approx(float(expected.pvalue), abs=1e-9)


def moments(rows: list[tuple[float, bool, bool]]) -> tuple[float, float]:
    """Give what was observed of the treated less what was expected, and its variance, from counts alone."""
    away = variance = 0.0
    for time in sorted({time for time, event, _ in rows if event}):
        risk = [mine for at, _, mine in rows if at >= time]
        dead = [mine for at, event, mine in rows if event and at == time]
        n, n1, d = len(risk), sum(risk), len(dead)
        away += sum(dead) - d * n1 / n
        variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1) if n > 1 else 0
    return away, variance


def test_strata_add_what_is_observed_expected_and_its_variance() -> None:
    sex = ["F", "M"] * 21
    made = compared(MERCAPTOPURINE, PLACEBO, SEX=sex, strata=("SEX",))
    data = arms(MERCAPTOPURINE, PLACEBO, SEX=sex)["ADTTE"]
    parts = [
        moments(list(zip(part["AVAL"], part["CNSR"] == 0, part["TRTP"] == "A", strict=True)))
        for _, part in data.groupby("SEX")
    ]
    away, variance = np.sum(parts, axis=0)
    assert made["chi_square"] == pytest.approx(away**2 / variance)


def test_a_stratum_may_be_a_variable_of_the_subject() -> None:
    sex = ["F", "M"] * 21
    data = arms(MERCAPTOPURINE, PLACEBO, SEX=sex)
    other = {**data, "ADSL": data["ADSL"].assign(SEX=sex)}
    results = [read(ask(log_rank, other, members=TREATED, strata=[one])) for one in ("SEX", "ADSL.SEX")]
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("treated", "others", "reason"),
    [
        ("1 2 3", "", "no log-rank test: one of the two groups has no subject with a time"),
        ("1+ 2+", "3+", "no log-rank test: nobody in the two groups had an event"),
        ("1+ 1+", "2 3", "no log-rank test: no event while subjects of both groups were at risk, or all had it then"),
        ("4 4", "4", "no log-rank test: no event while subjects of both groups were at risk, or all had it then"),
    ],
)
def test_where_there_is_no_test_it_says_why(treated: str, others: str, reason: str) -> None:
    made = compared(treated, others)
    assert (made["chi_square"], made["p"], made["not_estimable 1"]) == (None, None, reason)


def test_a_subject_without_a_stratum_and_a_stratum_of_one_group_are_told() -> None:
    made = compared("1 2 3 9", "2 3 4", SEX=["F", "F", "M", "", "F", "F", "F"], strata=("SEX",))
    assert (made["n1"], made["n2"]) == (3, 3)
    assert made["not_counted 1"] == "1 subject without SEX left out, as 004"
    assert made["not_counted 2"] == "stratum M has subjects of one group only and decides nothing"


def test_behind_the_test_stand_the_records_compared_and_those_that_make_members() -> None:
    made = ask(log_rank, arms("1 2", "3 -1"), members=TREATED)
    assert behind(made) == {"ADTTE": [0, 1, 2]}


def test_several_records_of_a_subject_are_an_error() -> None:
    data = arms("1 2", "3 4")
    data["ADTTE"]["USUBJID"] = ["001", "001", "003", "004"]
    with pytest.raises(ValueError, match="got several of 1, as of 001"):
        ask(log_rank, data, members=TREATED)
