"""Cumulative incidence beside competing events, as PROC LIFETEST gives it."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from converter.dataset import Frame
from converter.results.survival.cumulative_incidence import cumulative_incidence
from converter.results.survival.incidence import incidence, incidence_at
from converter.results.survival.incidence_curve import incidence_curve
from converter.results.survival.kaplan_meier import kaplan_meier
from tests.adam.frames import table
from tests.results.answers import ask, behind, name, people, read

Sample = list[tuple[int, int]]
"""Times and what happened: 0 censored, 1 the event, 2 a competing one."""
SAMPLE = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=25)
RELAPSE = {"variable": "EVENT", "eq": "R"}
DEATH = {"variable": "EVENT", "eq": "D"}


def times(written: str) -> dict[str, Frame]:
    """Make ADTTE of '6R 9 10D': R has the event, D a competing one, the others are censored."""
    rows = [
        (name(number), float(text.rstrip("RD")), text[len(text.rstrip("RD")) :], float(text[-1] not in "RD"))
        for number, text in enumerate(written.split(), 1)
    ]
    return {"ADSL": people(len(rows)), "ADTTE": table("USUBJID AVAL EVENT CNSR", *rows)}


def estimated(written: str, **arguments: Any) -> dict[str, Any]:
    return read(ask(cumulative_incidence, times(written), event=RELAPSE, competing=DEATH, **arguments))


def steps_of(sample: Sample) -> Frame:
    frame = pd.DataFrame(sample, columns=["time", "kind"])
    return incidence(frame["time"].astype("float64"), frame["kind"] == 1, frame["kind"] == 2, 0.95)


def test_incidence_is_the_share_of_those_at_risk_who_have_the_event_of_those_who_had_none_before() -> None:
    made = estimated("1R 2D 3 4R 5D", at=[0, 1, 2, 4, 4.5, 9])
    assert {key: made[key] for key in ("n", "events", "competing", "censored")} == {
        "n": 5,
        "events": 2,
        "competing": 2,
        "censored": 1,
    }
    # of 5 one relapses; 1/5 * ... 3/5 are left before 4, where one of two relapses
    assert [made[f"incidence {time}"] for time in ("0", "1", "2", "4", "4.5", "9")] == pytest.approx(
        [0, 20, 20, 50, 50, 50]
    )


def test_the_estimates_of_a_published_example_are_those_of_cuminc_of_r() -> None:
    at = (1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4)
    kinds = (1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    expected = {1: 0.17037037, 2: 0.20740741, 3: 0.26666667}  # printed in the tests of statsmodels
    for kind, share in expected.items():
        steps = steps_of([(time, 1 if one == kind else 2 if one else 0) for time, one in zip(at, kinds, strict=True)])
        assert steps["incidence"].iloc[-1] == pytest.approx(share, abs=1e-8)


@settings(max_examples=50)
@given(SAMPLE)
def test_statsmodels_gives_the_same_estimates(sample: Sample) -> None:
    steps = steps_of(sample)
    observed, kinds = (np.array([one[place] for one in sample]) for place in (0, 1))
    with np.errstate(all="ignore"):
        other = CumIncidenceRight(observed, np.r_[kinds]) if (kinds == 1).any() else None
    expected = other.cinc[0] if other else np.zeros(len(steps))
    assert steps["incidence"].to_numpy() == pytest.approx(expected, abs=1e-12)


def aalen(sample: Sample, until: float) -> float:
    """Give Aalen's variance at a time, summed up as SAS prints it, time by time."""
    left, found, rows = 1.0, 0.0, []
    for time in sorted({time for time, kind in sample if kind and time <= until}):
        risk = sum(at >= time for at, _ in sample)
        mine, any_ = (sum(at == time and kind in kinds for at, kind in sample) for kinds in ({1}, {1, 2}))
        found += left * mine / risk
        rows.append((found, left, risk, mine, any_))
        left *= 1 - any_ / risk
    total = 0.0
    for share, before, risk, mine, any_ in rows:
        if risk > 1:
            total += before**2 * mine * (risk - mine) / (risk**2 * (risk - 1))
        if found > share:
            total += (found - share) ** 2 * any_ / ((risk - 1) * (risk - any_))
            total -= 2 * (found - share) * before * mine * (risk - mine) / (risk * (risk - any_) * (risk - 1))
    return total


@settings(max_examples=50)
@given(SAMPLE, st.integers(0, 12))
def test_the_limits_are_log_log_from_the_variance_of_aalen_as_sas_prints_its_sum(sample: Sample, time: int) -> None:
    found, low, high = incidence_at(steps_of(sample), float(time))
    if not 0 < found < 1:
        assert np.isnan(found) or (low, high) == (0, 0) or (np.isnan(low) and np.isnan(high))
        return
    power = exp(1.959963985 * sqrt(max(aalen(sample, time), 0)) / (found * log(found)))
    assert [low, high] == pytest.approx([found ** (1 / power), found**power], abs=1e-9)


def test_without_competing_events_incidence_is_what_survival_lacks() -> None:
    written = "1R 2R 3 4R 4R 6 7R 9"
    mine = estimated(written, at=[3, 5, 8])
    survival = read(ask(kaplan_meier, times(written), dataset="ADTTE", at=[3, 5, 8]))
    for time in (3, 5, 8):
        assert mine[f"incidence {time}"] == pytest.approx(100 - survival[f"survival {time}"])


def test_with_competing_events_it_is_less_than_one_minus_kaplan_meier() -> None:
    written = "1D 2R 3D 4R 5R 6 7R 9"
    survival = read(ask(kaplan_meier, times(written), dataset="ADTTE", at=[8], where=None))
    data = times(written)
    data["ADTTE"]["CNSR"] = (data["ADTTE"]["EVENT"] != "R").astype("float64")
    naive = read(ask(kaplan_meier, data, dataset="ADTTE", at=[8]))
    found = estimated(written, at=[8])["incidence 8"]
    assert found < 100 - naive["survival 8"]
    assert found < 100 - survival["survival 8"]


@pytest.mark.parametrize(
    ("written", "time", "expected"),
    [
        ("1 2 3", 2, (0, 0, 0)),  # no event: 0, as survival is 100
        ("1R 2R", 5, (100, None, None)),  # nobody is left
        ("1D 2D", 5, (0, 0, 0)),
        ("1R 2", 5, (None, None, None)),  # nobody was observed as long
        ("5R 6", 2, (0, 0, 0)),
    ],
)
def test_no_events_everybody_and_nobody_have_an_answer(
    written: str, time: float, expected: tuple[float | None, ...]
) -> None:
    made = estimated(written, at=[time])
    names = ("incidence", "incidence_lower", "incidence_upper")
    assert tuple(made[f"{one} {time}"] for one in names) == expected


def test_without_records_nothing_is_estimable() -> None:
    data = times("1R")
    made = read(
        ask(cumulative_incidence, {**data, "ADTTE": data["ADTTE"].head(0)}, event=RELAPSE, competing=DEATH, at=[1])
    )
    assert (made["n"], made["events"], made["incidence 1"]) == (0, 0, None)


def test_a_record_that_is_both_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"both hold of 1 record of ADTTE, as of 001; a record is one of them"):
        ask(cumulative_incidence, times("1R 2D"), event=RELAPSE, competing={"variable": "AVAL", "lt": 2})


def test_a_curve_steps_at_events_alone_and_tells_the_censored_and_those_at_risk() -> None:
    made = ask(incidence_curve, times("1R 2D 3 4R 5D"), event=RELAPSE, competing=DEATH, risk_at=[0, 3, 6])
    found = read(made)
    assert [key for key in found if key.startswith("incidence ")] == ["incidence 0", "incidence 1", "incidence 4"]
    assert (found["incidence 0"], found["incidence_lower 0"], found["incidence_upper 0"]) == (0, 0, 0)
    assert {key: value for key, value in found.items() if key.startswith(("censored ", "at_risk"))} == {
        "censored 3": 1,
        "at_risk 0": 5,
        "at_risk 3": 3,
        "at_risk 6": 0,
    }
    assert behind(made) == {"ADTTE": [0, 1, 2, 3, 4]}
