"""Kaplan-Meier estimates, read off as PROC LIFETEST does."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

from converter.dataset import Frame
from converter.results.rounded import rounded
from converter.results.survival.kaplan_meier import kaplan_meier
from converter.results.survival.survival import curve, quantile, quantile_limits, survival_at
from tests.adam.frames import table
from tests.results.answers import ask, behind, name, people, read

Q1, MEDIAN, Q3 = 0.75, 0.5, 0.25
SAMPLES = st.lists(st.tuples(st.integers(0, 15), st.booleans()), min_size=1, max_size=25)


def times(written: str) -> Frame:
    """Make ADTTE of '6 9+ 10': one time a subject, + where it is censored."""
    records = [(name(one), float(text.rstrip("+")), float("+" in text)) for one, text in enumerate(written.split(), 1)]
    return table("USUBJID AVAL CNSR", *records)


def estimated(written: str, **arguments: Any) -> dict[str, Any]:
    data = {"ADSL": people(len(written.split())), "ADTTE": times(written)}
    return read(ask(kaplan_meier, data, dataset="ADTTE", **arguments))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # remission of leukemia, Freireich 1963: placebo and 6-mercaptopurine
        ("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23", [21, 0, 8, 4, 11, 4, 12, 1, 23]),
        (
            "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+",
            [9, 12, 23, 13, None, 13, None, 6, 35],
        ),
    ],
)
def test_quartiles_and_limits_of_the_median_are_those_of_lifetest(written: str, expected: list[float | None]) -> None:
    made = estimated(written)
    names = ("events", "censored", "median", "lower", "upper", "q1", "q3", "min", "max")
    assert made == {"n": 21, **dict(zip(names, expected, strict=True))}


@pytest.mark.parametrize(
    ("written", "median"),
    [
        ("1 2 3 4", 2.5),
        ("1 2 3+ 4", 3.0),  # the step ends at the next event, not where someone is censored
        ("1 2 3 4 5 6", 3.5),  # 5/6 x 4/5 x 3/4 is one half, not a hair off
        ("1 2 3+ 4+", None),  # survival is one half to the end and never below
        ("1 2 3", 2.0),
        ("1+ 2+", None),
    ],
)
def test_the_median_is_the_middle_of_the_step_where_survival_is_exactly_one_half(
    written: str, median: float | None
) -> None:
    assert estimated(written)["median"] == median


@pytest.mark.parametrize(
    ("written", "lower", "upper"),
    [
        ("11+ 10.9 12.9", 10.9, 12.9),  # survival falls from 2/3 over limits that enclose one half to 0
        ("1.9", None, None),
        ("5 5 5", None, None),  # from 1 to 0 at once: no survival has limits
        ("3+", None, None),
        ("1 2", 1.0, 2.0),
        ("1 2 3 4 5 6 7 8 9+ 10+", 1.0, 8.0),
        ("1 2+ 3+ 4+", 1.0, None),
    ],
)
def test_limits_of_the_median_enclose_one_half_the_upper_one_where_nobody_is_left_none_of_a_single_subject(
    written: str, lower: float | None, upper: float | None
) -> None:
    made = estimated(written)
    assert (made["lower"], made["upper"]) == (lower, upper)


@pytest.mark.parametrize(
    ("written", "time", "survival"),
    [
        ("2 4 6 8", 1, (100.0, 100.0, 100.0)),  # before the first event
        ("2 4 6 8", 4, (50.0, 5.784708, 84.486128)),  # the event at the time itself has happened
        ("2 4 6+ 8+", 7.5, (50.0, 5.784708, 84.486128)),  # no event since
        ("2 4 6+ 8+", 9, (None, None, None)),  # nobody was observed as long
        ("2 4", 9, (0.0, None, None)),  # nobody is left
        ("2+ 4+", 3, (100.0, 100.0, 100.0)),
    ],
)
def test_survival_at_a_time_is_that_of_the_last_event_until_then_in_percent_with_log_log_limits(
    written: str, time: float, survival: tuple[float | None, ...]
) -> None:
    made = estimated(written, at=[time])
    names = (f"{stat} {time:g}" for stat in ("survival", "survival_lower", "survival_upper"))
    assert tuple(made[one] for one in names) == tuple(
        value if value is None else pytest.approx(value) for value in survival
    )


def test_every_landmark_has_its_own_level() -> None:
    assert [one for one in estimated("2 4 6 8", at=[3, 12.5]) if one.startswith("survival ")] == [
        "survival 3",
        "survival 12.5",
    ]


def test_an_event_is_censoring_0_and_records_without_a_time_not_below_0_or_without_censoring_are_left_out() -> None:
    records = table(
        "USUBJID PARAMCD AVAL CNSR",
        ("001", "PFS", 3.0, 0.0),
        ("002", "PFS", 4.0, 2.0),
        ("003", "PFS", None, 0.0),
        ("004", "PFS", -1.0, 0.0),
        ("005", "PFS", 5.0, None),
        ("006", "PFS", 0.0, 0.0),
        ("001", "OS", 9.0, 0.0),
        ("999", "PFS", 9.0, 0.0),
    )
    made = ask(
        kaplan_meier,
        {"ADSL": people(6), "ADTTE": records},
        dataset="ADTTE",
        where={"variable": "PARAMCD", "eq": "PFS"},
    )
    assert {key: read(made)[key] for key in ("n", "events", "censored", "min", "max")} == {
        "n": 3,
        "events": 2,
        "censored": 1,
        "min": 0,
        "max": 4,
    }
    assert behind(made) == {"ADTTE": [0, 1, 5]}


def test_without_records_nothing_is_estimable() -> None:
    made = ask(kaplan_meier, {"ADSL": people(1), "ADTTE": times("1").head(0)}, dataset="ADTTE", at=[12])
    counts = ("n", "events", "censored")
    assert {key: value for key, value in read(made).items() if value is not None} == dict.fromkeys(counts, 0)


def test_the_variables_may_have_other_names_and_the_confidence_another_level() -> None:
    renamed = times("1 2 3 4 5 6 7 8 9 10").rename(columns={"AVAL": "WEEKS", "CNSR": "LOST"})
    data = {"ADSL": people(10), "ADTTE": renamed}
    wide, narrow = (
        read(ask(kaplan_meier, data, dataset="ADTTE", variable="WEEKS", censor="LOST", confidence=level))
        for level in (0.95, 0.5)
    )
    assert (wide["median"], wide["lower"], wide["upper"]) == (5.5, 1, 8)
    assert (narrow["median"], narrow["lower"], narrow["upper"]) == (5.5, 4, 7)


def test_several_records_of_a_subject_are_an_error() -> None:
    data = {"ADSL": people(2), "ADTTE": pd.concat([times("1 2"), times("3 4")], ignore_index=True)}
    with pytest.raises(ValueError, match=r"one record of ADTTE a subject, got several of 2, as of 001; narrow"):
        ask(kaplan_meier, data, dataset="ADTTE")


def steps_and_statsmodels(sample: Sequence[tuple[int, bool]]) -> tuple[Frame, SurvfuncRight]:
    observed = pd.Series([float(time) for time, _ in sample])
    event = pd.Series([event for _, event in sample])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels divides by the survival of nobody
        return curve(observed, ~event, 0.95), SurvfuncRight(observed, event.astype(int))


@settings(max_examples=50)
@given(SAMPLES)
def test_statsmodels_gives_the_same_quartiles_and_limits(sample: Sequence[tuple[int, bool]]) -> None:
    steps, other = steps_and_statsmodels(sample)
    for left in (Q1, MEDIAN, Q3):
        if not np.isclose(other.surv_prob, left).any():  # statsmodels knows no middle of the step
            assert quantile(steps, left) == pytest.approx(other.quantile(1 - left), nan_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            limits = other.quantile_ci(1 - left, method="cloglog")
        expected = [float("nan") if np.isinf(limit) else float(limit) for limit in limits]
        assert quantile_limits(steps, left) == pytest.approx(expected, nan_ok=True)


@settings(max_examples=50)
@given(SAMPLES, st.integers(0, 15))
def test_statsmodels_gives_the_same_survival_and_by_its_standard_error_the_same_limits(
    sample: Sequence[tuple[int, bool]], time: int
) -> None:
    steps, other = steps_and_statsmodels(sample)
    if time > max(observed for observed, _ in sample) or time < min(other.surv_times, default=np.inf):
        return
    at = int(np.flatnonzero(other.surv_times <= time)[-1])
    survival, error = float(other.surv_prob[at]), float(other.surv_prob_se[at])
    found = survival_at(steps, time)
    assert found[0] == pytest.approx(survival)
    if 0 < survival < 1:
        power = norm.ppf(0.975) * error / (survival * np.log(survival))
        assert found[1:] == pytest.approx((survival ** np.exp(-power), survival ** np.exp(power)))


@pytest.mark.parametrize(
    ("number", "events", "digits", "printed"),
    [(80, 29, 1, 63.8), (40, 11, 0, 73.0), (16, 3, 1, 81.3), (200, 1, 0, 100.0), (8, 3, 1, 62.5)],
)
def test_a_percentage_that_is_half_is_rounded_away_from_zero_though_it_is_a_product_of_fractions(
    number: int, events: int, digits: int, printed: float
) -> None:
    steps = curve(pd.Series(range(1, number + 1), dtype="float64"), pd.Series([False] * number), 0.95)
    survival = pd.Series([100 * survival_at(steps, float(events))[0]])
    assert list(rounded(survival, (digits,))) == [printed]  # 51 of 80 are 63.75 %, the product is 63.74999999999999


@pytest.mark.parametrize("digits", [0, 1])
def test_every_half_among_samples_without_censoring_rounds_as_the_count_does(digits: int) -> None:
    for number in range(2, 120):
        steps = curve(pd.Series(range(1, number + 1), dtype="float64"), pd.Series([False] * number), 0.95)
        counts = pd.Series([100 * (number - events) / number for events in range(1, number + 1)])
        assert list(rounded(100 * steps["survival"], (digits,))) == list(rounded(counts, (digits,)))
