"""Kinetic parameters: areas computed by hand, ties, samples below the limit, samples that are missing."""

from __future__ import annotations

from math import log
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from converter.adam.kinetics.kinetics import NcaParameter, PersistenceWindow, derive_param_nca, derive_param_persistence
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built

NAN = float("nan")
LOW = "<50"
BELOW = Condition(variable="AVALC", eq=LOW)
Sample = tuple[float, float | str | None]


def course(*samples: Sample, subject: str = "1", analyte: str = "VC") -> Frame:
    """Make the concentrations of one subject: day, and a number, '<50' or None for a sample without result."""
    rows = [
        ("S", subject, analyte, day, value if isinstance(value, float | int) else NAN, value if value == LOW else "")
        for day, value in samples
    ]
    frame = pd.DataFrame(rows, columns=["STUDYID", "USUBJID", "ANALYTE", "ADY", "AVAL", "AVALC"])
    kinds = {"STUDYID": "str", "USUBJID": "str", "ANALYTE": "str", "ADY": "float64", "AVAL": "float64", "AVALC": "str"}
    return frame.astype(kinds)


def nca(rows: Frame, *, auc: dict[str, Any] | None = None, **said: Any) -> Built:
    parameters = (
        *(NcaParameter(statistic=one, set_values={"PARAMCD": one}) for one in ("CMAX", "TMAX", "TLST")),
        NcaParameter(statistic="AUC", end=28, set_values={"PARAMCD": "AUC"}, **(auc or {})),
    )
    usual: dict[str, Any] = {"dataset": "ADCK", "time": "ADY", "below": BELOW, "parameters": parameters}
    return derive_param_nca(rows, {"ADCK": rows}, **(usual | said))


def values(made: Built) -> dict[str, float]:
    return dict(zip(made.frame["PARAMCD"], made.frame["AVAL"], strict=True))


def told(made: Built) -> list[tuple[str, list[str]]]:
    return [(one.rule, one.values.tolist()) for one in made.findings]


@pytest.mark.parametrize(
    ("samples", "said", "expected"),
    [
        pytest.param([(0, 0), (2, 10), (4, 10), (8, 0), (28, 0)], {}, 10 + 20 + 20, id="linear trapezoids"),
        pytest.param([(0, 10), (20, 10), (40, 30)], {}, 200 + 8 * (10 + 18) / 2, id="the end is interpolated"),
        pytest.param(
            [(0, 10), (20, 10), (40, 30)], {"auc": {"at_end": "last sample"}}, 200, id="or the last sample in it"
        ),
        pytest.param(
            [(0, 10), (20, 10)], {"auc": {"at_end": "last sample"}}, 200, id="the last sample may be the last of all"
        ),
        pytest.param([(-10, 0), (10, 20), (28, 20)], {}, 100 + 360, id="the sample before the dose counts at the dose"),
        pytest.param(
            [(-10, 0), (10, 20), (28, 20)],
            {"auc": {"before_dose": "as sampled"}},
            150 + 360,
            id="or at its own time, and the start is interpolated",
        ),
        pytest.param([(-9, 90), (-1, 0), (10, 20), (28, 20)], {}, 100 + 360, id="of several before it the last one"),
        pytest.param([(-1, 90), (0, 0), (10, 20), (28, 20)], {}, 100 + 360, id="not where there is one at it"),
        pytest.param(
            [(-1, LOW), (10, 20), (28, 20)],
            {"auc": {"start": 5}},
            5 * 15 + 360,
            id="also where the area begins later",
        ),
        pytest.param([(28, 5), (0, 10)], {}, 28 * 7.5, id="samples need no order"),
        pytest.param([(0, 10), (14, 10), (28, 10), (60, 900)], {}, 280, id="what comes after the end counts not"),
        pytest.param([(0, LOW), (4, 8), (28, LOW)], {}, 16 + 96, id="below the limit counts as zero"),
        pytest.param(
            [(0, LOW), (4, 8), (14, LOW), (28, 8)],
            {"below_after": "missing"},
            16 + 24 * 8,
            id="or not at all, after the first measurable sample",
        ),
        pytest.param(
            [(0, LOW), (0, 8), (28, 8)],
            {"below_before": "missing"},
            28 * 8,
            id="or before it",
        ),
        pytest.param([(0, 8), (4, None), (28, 8)], {}, 28 * 8, id="a sample without result is no sample"),
        pytest.param(
            [(0, 0), (2, 80), (8, 20), (28, 20)],
            {"auc": {"trapezoid": "linear up log down"}},
            80 + 6 * (80 - 20) / log(4) + 400,
            id="logarithmic between falling values, linear between rising and equal ones",
        ),
        pytest.param(
            [(0, 80), (20, 80), (36, 20)],
            {"auc": {"trapezoid": "linear up log down"}},
            1600 + 8 * (80 - 40) / log(2),
            id="the end interpolated on the logarithms: 40, halfway from 80 to 20",
        ),
        pytest.param(
            [(0, 80), (10, LOW), (28, LOW)],
            {"auc": {"trapezoid": "linear up log down"}},
            400,
            id="no logarithm of zero",
        ),
    ],
)
def test_the_area_is_that_of_the_trapezoids(samples: list[Sample], said: dict[str, Any], expected: float) -> None:
    assert values(nca(course(*samples), **said))["AUC"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("samples", "peak", "time", "last"),
    [
        pytest.param([(0, LOW), (7, 90), (9, 120), (14, 60), (28, LOW)], 120, 9, 14, id="the usual course"),
        pytest.param([(0, LOW), (7, 120), (9, 120), (28, 60)], 120, 7, 28, id="the first of two equal peaks"),
        pytest.param([(9, 120), (7, 120), (0, LOW)], 120, 7, 9, id="in the order of time, not of the records"),
        pytest.param([(0, LOW), (7, 90), (14, LOW), (28, 60), (60, LOW)], 90, 7, 28, id="measurable again"),
        pytest.param([(0, 0), (3, 55)], 55, 3, 3, id="a measured zero is a value"),
        pytest.param([(5, 70)], 70, 5, 5, id="a single sample"),
        pytest.param([(5, 70), (9, None), (NAN, 900)], 70, 5, 5, id="without result or time a sample counts not"),
    ],
)
def test_the_peak_is_the_first_highest_value_and_tlst_the_last_measurable_time(
    samples: list[Sample], peak: float, time: float, last: float
) -> None:
    found = values(nca(course(*samples)))
    assert (found["CMAX"], found["TMAX"], found["TLST"]) == (peak, time, last)


def test_with_nothing_measurable_the_peak_is_zero_and_has_no_time() -> None:
    made = nca(course((0, LOW), (7, LOW), (28, LOW)))
    assert values(made) == {"CMAX": 0, "AUC": 0}
    assert told(made) == [("nca-not-measurable", ["1"])]
    assert values(nca(course((0, LOW), (28, LOW)), below_before="missing")) == {}


@pytest.mark.parametrize(
    ("samples", "observed"),
    [
        pytest.param([(0, 10), (20, 10)], 200, id="the samples end too early"),
        pytest.param([(2, 10), (28, 10)], 260, id="they begin too late"),
        pytest.param([(5, 70)], None, id="a single sample has no area"),
        pytest.param([(30, 10), (40, 10)], None, id="all of them come later"),
    ],
)
def test_an_area_that_is_not_observed_whole_is_told_and_given_only_if_declared(
    samples: list[Sample], observed: float | None
) -> None:
    made = nca(course(*samples))
    assert "AUC" not in values(made)
    assert told(made) == [("nca-auc-incomplete", ["1"])]
    partly = nca(course(*samples), auc={"incomplete": "observed"})
    assert values(partly).get("AUC") == observed
    assert told(partly) == [("nca-auc-incomplete", ["1"])]


def test_records_that_count_for_nothing_are_told() -> None:
    rows = course((0, 10), (7, None), (NAN, 900), (9, 20), (9, 30), (28, 10))
    made = nca(rows)
    assert told(made) == [("nca-no-value", ["1 at 7"]), ("nca-no-time", ["1"]), ("nca-time-tie", ["1 at 9"])]
    assert values(made)["CMAX"] == 30
    lost = nca(rows.assign(USUBJID=["1", "1", "1", "1", "", "1"]))
    assert told(lost)[0] == ("by-missing", [" no USUBJID"])
    assert values(lost)["CMAX"] == 20


def test_each_subject_and_analyte_has_its_own_rows() -> None:
    rows = pd.concat(
        [
            course((0, 10), (28, 10), subject="2"),
            course((0, 20), (28, 20), subject="1"),
            course((0, 30), (28, 30), subject="1", analyte="OTHER"),
            course((0, None), subject="3"),
        ],
        ignore_index=True,
    )
    made = nca(rows, by=("STUDYID", "USUBJID", "ANALYTE"))
    areas = made.frame[made.frame["PARAMCD"] == "AUC"]
    found = areas[["USUBJID", "ANALYTE", "AVAL"]].to_numpy().tolist()
    assert sorted(found) == [["1", "OTHER", 840], ["1", "VC", 560], ["2", "VC", 280]]
    assert nca(rows, where=Condition(variable="USUBJID", eq="2")).frame["USUBJID"].unique().tolist() == ["2"]


def test_each_value_names_the_records_it_rests_on() -> None:
    rows = course((0, LOW), (7, 90), (14, 60), (28, LOW), (60, LOW)).set_axis(pd.Index([10, 11, 12, 13, 14]))
    made = nca(rows)
    assert set(made.lineage["table"]) == {"ADCK"}
    behind = made.lineage.groupby("row")["source_row"].agg(list).to_dict()
    assert dict(zip(made.frame["PARAMCD"], behind.values(), strict=True)) == {
        "CMAX": [11],
        "TMAX": [11],
        "TLST": [12],
        "AUC": [10, 11, 12, 13],
    }


def test_no_samples_have_no_parameters() -> None:
    made = nca(course())
    assert made.frame.empty
    assert not made.findings


@pytest.mark.parametrize(
    ("samples", "answer"),
    [
        pytest.param([(22, 90), (23, LOW), (35, 60), (36, 90)], ["Y"], id="both ends of the window count"),
        pytest.param([(22, 90), (25, LOW), (36, 90)], ["N"], id="a sample without copies"),
        pytest.param([(22, 90), (36, 90)], [], id="no sample in the window, no answer"),
        pytest.param([(25, None)], [], id="a sample without result is none"),
        pytest.param([(25, LOW), (26, 51)], ["Y"], id="any of several"),
    ],
)
def test_persistence_is_yes_with_a_measurable_sample_in_the_window_no_with_others_only(
    samples: list[Sample], answer: list[str]
) -> None:
    rows = course(*samples)
    window = PersistenceWindow(start=23, end=35, set_values={"PARAMCD": "PERS1M"})
    made = derive_param_persistence(rows, {"ADCK": rows}, dataset="ADCK", windows=(window,), time="ADY", below=BELOW)
    assert made.frame["AVALC"].tolist() == answer
    assert made.frame["AVAL"].tolist() == [float(one == "Y") for one in answer]
    assert made.frame["PARAMCD"].tolist() == ["PERS1M"] * len(answer)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"statistic": "AUC"}, "AUC: `end:` is missing"),
        ({"statistic": "CMAX", "end": 28}, "CMAX: `end:` is for AUC alone"),
        ({"statistic": "TLST", "trapezoid": "linear"}, "TLST: `trapezoid:` is for AUC alone"),
        ({"statistic": "AUC", "start": 28, "end": 0}, "expected an end after the start 28, got 0"),
        ({"statistic": "AUCINF"}, "'CMAX', 'TMAX', 'TLST' or 'AUC'"),
    ],
)
def test_an_interval_that_makes_no_sense_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NcaParameter.model_validate({**said, "set_values": {"PARAMCD": "X"}})


@given(
    days=st.lists(st.integers(1, 27), min_size=1, max_size=6, unique=True),
    level=st.integers(60, 10_000),
)
@settings(max_examples=25, deadline=None)
def test_a_constant_concentration_has_the_area_of_a_rectangle_by_either_rule(days: list[int], level: int) -> None:
    rows = course(*[(day, level) for day in (0, *days, 40)])
    for trapezoid in ("linear", "linear up log down"):
        assert values(nca(rows, auc={"trapezoid": trapezoid}))["AUC"] == pytest.approx(28 * level)


def test_the_method_says_how_each_area_is_computed() -> None:
    area = NcaParameter(statistic="AUC", end=28, trapezoid="linear up log down", set_values={})
    assert str(area) == "AUC from 0 to 28 (linear up log down trapezoids)"
    assert str(area.model_copy(update={"at_end": "last sample"})).endswith("trapezoids, to the last sample in it)")
