"""Progression-free survival and duration of response: every situation by a timeline of its own."""

from __future__ import annotations

from functools import cache
from itertools import product
from random import Random
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.adam.events.censoring import derive_param_censored_tte
from converter.adam.events.features import Schedule, missed
from converter.compute.conditions.decide import decide, taken
from converter.dataset import Frame
from converter.spec.endpoints.censoring import FEATURES, CensoringCriteria
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.steps import Built
from tests.adam.timelines import DAY_0, PLANNED, WINDOW, adsl, bound, responses

ALL = ("fda-2018-a", "ema-2012", "treatment-policy")


class Line(NamedTuple):
    """What happens to a subject, on which days from the start."""

    seen: tuple[int, ...] = ()
    pd: int | None = None
    death: int | None = None
    therapy: int | None = None
    claim: int | None = None
    off: int | None = None
    cut: int | None = None
    baseline: bool = True


@cache
def criteria(name: str, **settings: str | float) -> CensoringCriteria:
    return load_criteria(CriteriaCall(name=name, settings=settings), CensoringCriteria)


ROLES = {
    "progression": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "eq": "PD"}},
    "death": {"dataset": "ADSL", "date": "DTHDT"},
    "assessments": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "notin": ["NE", "BASE"]}},
    "baseline": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "eq": "BASE"}},
    "new_therapy": {"dataset": "ADSL", "date": "NACTDT"},
    "claim": {"dataset": "ADSL", "date": "CLAIMDT"},
    "stopped": {"dataset": "ADSL", "date": "OFFDT"},
    "until": ["ADSL.DCUTDT"],
    "planned": PLANNED,
    "window": WINDOW,
    "set_values": {"PARAMCD": "PFS"},
}


def data(line: Line) -> dict[str, Frame]:
    points = [(day, "SD") for day in line.seen]
    points += [(line.pd, "PD")] if line.pd is not None else []
    points += [(-3, "BASE")] if line.baseline else []
    subject = adsl(DTHDT=line.death, NACTDT=line.therapy, CLAIMDT=line.claim, OFFDT=line.off, DCUTDT=line.cut)
    return {"ADSL": subject, "ADRS": responses(*points)}


def pfs(line: Line, name: str = "fda-2018-a", settings: dict[str, Any] | None = None, **arguments: Any) -> Built:
    given = {**ROLES, **arguments, "criteria": criteria(name, **(settings or {}))}
    return bound(derive_param_censored_tte, data(line), **given)


def answer(built: Built) -> tuple[str, int, int]:
    """Give the decision, CNSR and the day from the start (0) of the only row."""
    (row,) = built.frame.to_dict("records")
    return row["CNSRULE"], int(row["CNSR"]), int(row["ADT"] - row["STARTDT"])


# what happens, what FDA says, what EMA says (decision, CNSR, day), and what differs under treatment policy
TIMELINES: dict[str, tuple[Line, tuple[str, int, int], tuple[str, int, int]]] = {
    "no baseline: censored at the start": (Line((28,), pd=56, baseline=False), ("FDA-1", 1, 0), ("EMA-1", 0, 56)),
    "no baseline, no event": (Line((28,), baseline=False), ("FDA-1", 1, 0), ("EMA-3", 1, 28)),
    "no baseline, early death": (Line(death=10, baseline=False), ("FDA-1", 1, 0), ("EMA-2", 0, 10)),
    "progression at a visit": (Line((28,), pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "progression between visits": (Line((28,), pd=40), ("FDA-2", 0, 40), ("EMA-1", 0, 40)),
    "progression at the first visit": (Line(pd=28), ("FDA-2", 0, 28), ("EMA-1", 0, 28)),
    "progression on the day of start": (Line(pd=0), ("FDA-2", 0, 0), ("EMA-1", 0, 0)),
    "progression, then death": (Line((28,), pd=56, death=60), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "progression on the day of death": (Line((28,), pd=56, death=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "death before a progression that is dated later": (
        Line((28,), pd=70, death=60),
        ("FDA-8", 0, 60),
        ("EMA-2", 0, 60),
    ),
    "nothing happened": (Line((28, 56)), ("FDA-3", 2, 56), ("EMA-3", 1, 56)),
    "nothing was ever assessed": (Line(), ("FDA-3", 2, 0), ("EMA-3", 1, 0)),
    "stopped for undocumented progression": (Line((28,), claim=40), ("FDA-4", 3, 28), ("EMA-3", 1, 28)),
    "documented after it was claimed": (Line((28,), claim=40, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "stopped for toxicity": (Line((28,), off=40), ("FDA-5", 4, 28), ("EMA-3", 1, 28)),
    "stopped for toxicity, assessed on": (Line((28, 56), off=40), ("FDA-5", 4, 56), ("EMA-3", 1, 56)),
    "stopped for toxicity, then progression": (Line((28,), off=40, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "new therapy without progression": (Line((28, 56), therapy=60), ("FDA-6", 5, 56), ("EMA-3", 1, 56)),
    "new therapy, assessed after it": (Line((28, 56, 84), therapy=60), ("FDA-6", 5, 56), ("EMA-3", 1, 84)),
    "assessed on the day of new therapy": (Line((28, 56), therapy=56), ("FDA-6", 5, 56), ("EMA-3", 1, 56)),
    "progression after new therapy": (Line((28,), therapy=40, pd=56), ("FDA-6", 5, 28), ("EMA-1", 0, 56)),
    "progression the day after new therapy": (Line((28,), therapy=55, pd=56), ("FDA-6", 5, 28), ("EMA-1", 0, 56)),
    "progression on the day of new therapy": (Line((28,), therapy=56, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "new therapy after progression": (Line((28,), therapy=60, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "death after new therapy": (Line((28,), therapy=40, death=50), ("FDA-6", 5, 28), ("EMA-2", 0, 50)),
    "new therapy before any assessment": (Line(therapy=10), ("FDA-6", 5, 0), ("EMA-3", 1, 0)),
    "death before the first assessment": (Line(death=20), ("FDA-7", 0, 20), ("EMA-2", 0, 20)),
    "death after one missed first visit": (Line(death=50), ("FDA-7", 0, 50), ("EMA-2", 0, 50)),
    "death after two missed first visits": (Line(death=70), ("FDA-9", 6, 0), ("EMA-2", 0, 70)),
    "death between visits": (Line((28,), death=40), ("FDA-8", 0, 40), ("EMA-2", 0, 40)),
    "death on the day of the last visit": (Line((28, 56), death=56), ("FDA-8", 0, 56), ("EMA-2", 0, 56)),
    "death on the day of a visit after a gap": (Line((28, 112), death=112), ("FDA-8", 0, 112), ("EMA-2", 0, 112)),
    "death after one missed visit": (Line((28,), death=80), ("FDA-8", 0, 80), ("EMA-2", 0, 80)),
    "in the window of the second missed visit": (Line((28,), death=91), ("FDA-8", 0, 91), ("EMA-2", 0, 91)),
    "just past the window of the second missed": (Line((28,), death=92), ("FDA-9", 6, 28), ("EMA-2", 0, 92)),
    "progression in the window of the second": (Line((28,), pd=91), ("FDA-2", 0, 91), ("EMA-1", 0, 91)),
    "progression after two missed visits": (Line((28,), pd=92), ("FDA-9", 6, 28), ("EMA-1", 0, 92)),
    "the first visit was early, within its window": (Line((21,), pd=91), ("FDA-2", 0, 91), ("EMA-1", 0, 91)),
    "too early for the first visit's window": (Line((20,), pd=70), ("FDA-9", 6, 20), ("EMA-1", 0, 70)),
    "new therapy in a gap: therapy comes first": (Line((28,), therapy=60, pd=112), ("FDA-6", 5, 28), ("EMA-1", 0, 112)),
    "new therapy after the event in a gap": (Line((28,), therapy=115, pd=112), ("FDA-9", 6, 28), ("EMA-1", 0, 112)),
    "a progression after the cut-off is not known": (Line((28, 56), pd=84, cut=60), ("FDA-3", 2, 56), ("EMA-3", 1, 56)),
    "a progression on the day of the cut-off is": (Line((28,), pd=56, cut=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "a death after the cut-off is not known": (Line((28,), death=60, cut=50), ("FDA-3", 2, 28), ("EMA-3", 1, 28)),
    "new therapy after the cut-off is not known": (Line((28,), therapy=60, cut=50), ("FDA-3", 2, 28), ("EMA-3", 1, 28)),
    "an assessment before the start counts for nothing": (Line((-10,)), ("FDA-3", 2, 0), ("EMA-3", 1, 0)),
}


@pytest.mark.parametrize("title", TIMELINES)
def test_each_situation_has_the_answer_of_fda(title: str) -> None:
    line, fda, _ = TIMELINES[title]
    assert answer(pfs(line)) == fda


@pytest.mark.parametrize("title", TIMELINES)
def test_ema_censors_neither_new_therapy_nor_missed_visits(title: str) -> None:
    line, _, ema = TIMELINES[title]
    assert answer(pfs(line, "ema-2012")) == ema


@pytest.mark.parametrize("title", TIMELINES)
def test_treatment_policy_differs_from_fda_only_where_new_therapy_censored(title: str) -> None:
    line, fda, _ = TIMELINES[title]
    policy = answer(pfs(line, "treatment-policy"))
    if fda[0] == "FDA-6":
        without = answer(pfs(line._replace(therapy=None)))
        assert policy == (without[0].replace("FDA", "TP"), *without[1:])
    else:
        assert policy == (fda[0].replace("FDA", "TP"), *fda[1:])


@pytest.mark.parametrize(
    ("line", "settings", "expected"),
    [
        pytest.param(
            Line((28,), therapy=56, pd=56), {"therapy_grace": -1}, ("FDA-6", 5, 56), id="day of new therapy censors"
        ),
        pytest.param(Line((28,), therapy=50, pd=56), {"therapy_grace": 7}, ("FDA-2", 0, 56), id="a week of grace"),
        pytest.param(Line((28,), pd=92), {"missed_allowed": 2}, ("FDA-2", 0, 92), id="two missed visits allowed"),
        pytest.param(Line((28,), pd=64), {"missed_allowed": 0}, ("FDA-9", 6, 28), id="no missed visit allowed"),
        pytest.param(Line((28,), pd=40), {"progression_date": "next_visit"}, ("FDA-2", 0, 56), id="table B"),
        pytest.param(Line((28,), pd=56), {"progression_date": "next_visit"}, ("FDA-2", 0, 56), id="at a visit"),
        pytest.param(Line((28,), pd=30), {"progression_date": "next_visit"}, ("FDA-2", 0, 30), id="late at a visit"),
        pytest.param(Line((28,), pd=35), {"progression_date": "next_visit"}, ("FDA-2", 0, 35), id="last day of it"),
        pytest.param(Line((28,), pd=36), {"progression_date": "next_visit"}, ("FDA-2", 0, 56), id="after the window"),
        pytest.param(Line((28,), pd=48), {"progression_date": "next_visit"}, ("FDA-2", 0, 56), id="before the window"),
        pytest.param(Line((28,), pd=49), {"progression_date": "next_visit"}, ("FDA-2", 0, 49), id="early at a visit"),
        pytest.param(
            Line((28, 56, 84, 112), pd=120), {"progression_date": "next_visit"}, ("FDA-2", 0, 120), id="none planned"
        ),
        pytest.param(
            Line((28,), pd=40, cut=50), {"progression_date": "next_visit"}, ("FDA-2", 0, 40), id="next after cut-off"
        ),
        pytest.param(Line((28,)), {"cnsr_ongoing": 9}, ("FDA-3", 9, 28), id="codes of one's own"),
    ],
)
def test_a_study_sets_what_the_guidance_leaves_open(
    line: Line, settings: dict[str, Any], expected: tuple[str, int, int]
) -> None:
    assert answer(pfs(line, settings=settings)) == expected


def test_claims_of_progression_count_as_progression_where_a_study_lists_them() -> None:
    both = [ROLES["progression"], {"dataset": "ADSL", "date": "CLAIMDT"}]
    assert answer(pfs(Line((28,), claim=40, pd=56), progression=both)) == ("FDA-2", 0, 40)


@pytest.mark.parametrize(
    ("line", "start", "expected"),
    [
        pytest.param(Line((28, 56), pd=84), 28, ("FDA-2", 0, 56), id="progression"),
        pytest.param(Line((28, 56), pd=None), 28, ("FDA-3", 2, 28), id="ongoing response"),
        pytest.param(Line((28,)), 28, ("FDA-3", 2, 0), id="not assessed since the response"),
        pytest.param(Line((28, 56), therapy=60, pd=84), 28, ("FDA-6", 5, 28), id="new therapy"),
        pytest.param(Line((28,), pd=92), 28, ("FDA-9", 6, 0), id="the plan still counts from treatment"),
        pytest.param(Line((28,), pd=91), 28, ("FDA-2", 0, 63), id="in the window of the plan"),
        pytest.param(Line((28,), death=30), 28, ("FDA-7", 0, 2), id="death"),
    ],
)
def test_duration_of_response_counts_from_the_first_response(
    line: Line, start: int, expected: tuple[str, int, int]
) -> None:
    frames = data(line)
    frames["ADSL"] = frames["ADSL"].assign(RSPDT=DAY_0 + start)
    given_ = {**ROLES, "criteria": criteria("fda-2018-a"), "start": "ADSL.RSPDT", "planned_from": "ADSL.TRTSDT"}
    by_variable = bound(derive_param_censored_tte, frames, **given_)
    assert answer(by_variable) == expected
    given_["start"] = {"dataset": "ADRS", "date": "ADT", "where": {"variable": "ADT", "ge": DAY_0 + start}}
    assert answer(bound(derive_param_censored_tte, frames, **given_)) == expected


def test_a_row_says_where_its_date_comes_from_and_what_the_decision_rests_on() -> None:
    built = pfs(Line((28, 84), therapy=40, pd=90))
    (row,) = built.frame.to_dict("records")
    assert [row[name] for name in ("AVAL", "SRCDOM", "SRCVAR", "SRCSEQ", "CNSDTDSC")] == [
        29.0, "ADRS", "ADT", 1.0, "Last adequate assessment on or before new therapy",
    ]  # fmt: skip
    records = set(zip(built.lineage["table"], built.lineage["source_row"], strict=True))
    assert records == {("ADRS", 0), ("ADRS", 2), ("ADSL", 0)}  # the assessment, the progression, the therapy


def test_where_nothing_was_assessed_the_row_says_that_the_start_stands_in() -> None:
    (row,) = pfs(Line(therapy=10)).frame.to_dict("records")
    assert (row["AVAL"], row["SRCDOM"], row["SRCVAR"]) == (1.0, "ADSL", "TRTSDT")
    assert row["CNSDTDSC"] == "Start date, no adequate assessment since"


def test_what_cannot_be_used_is_told() -> None:
    def told(line: Line, **frames: Frame) -> list[str]:
        given_ = {**ROLES, "criteria": criteria("fda-2018-a")}
        built = bound(derive_param_censored_tte, {**data(line), **frames}, **given_)
        return [finding.rule for finding in built.findings]

    assert told(Line((28,), pd=56)) == []
    assert told(Line((28,), pd=-1)) == ["tte-event-before-start"]
    assert told(Line((28,), pd=-1, death=60)) == []
    assert told(Line((28,)), ADSL=data(Line())["ADSL"].assign(DTHDT="2014-11")) == ["tte-date-partial"]
    vague = pd.DataFrame({"USUBJID": ["1"], "RSDTC": ["2014-09"]})
    lost = bound(
        derive_param_censored_tte,
        {**data(Line((28,))), "RS": vague},
        **{**ROLES, "criteria": criteria("fda-2018-a"), "baseline": {"dataset": "RS", "date": "RSDTC"}},
    )
    assert [(finding.rule, *finding.values) for finding in lost.findings] == [("tte-date-partial", "1 2014-09")]
    assert told(Line((28,)), ADSL=data(Line())["ADSL"].assign(TRTSDT=float("nan"))) == ["tte-no-start"]


def test_a_subject_without_the_date_of_the_plan_misses_nothing_and_is_told() -> None:
    line = Line((28,), pd=100)  # 56 and 84 are missed where the plan counts from the start
    frames = data(line)
    frames["ADSL"] = frames["ADSL"].assign(RANDDT=float("nan"))
    planned = {**ROLES, "criteria": criteria("fda-2018-a"), "planned_from": "ADSL.RANDDT"}
    built = bound(derive_param_censored_tte, frames, **planned)
    assert built.frame["CNSRULE"].tolist() == ["FDA-2"]
    assert [(one.rule, *one.values) for one in built.findings] == [("tte-no-plan", "1")]
    assert pfs(line).frame["CNSRULE"].tolist() == ["FDA-9"]


VALUES: dict[str, tuple[object, ...]] = {
    "BASELINE": ("Y", "N"),
    "EVENT": ("", "PROGRESSION", "DEATH"),
    "POSTASSD": ("Y", "N"),
    "MISSED": (None, 0.0, 1.0, 2.0, 9.0),
    "NEWTRT": ("Y", "N"),
    "TRTLEAD": (None, -5.0, 0.0, 5.0),
    "CLAIMED": ("Y", "N"),
    "STOPPED": ("Y", "N"),
}


@pytest.mark.parametrize("name", ALL)
def test_every_combination_of_features_has_an_answer_and_every_decision_a_use(name: str) -> None:
    assert set(VALUES) == set(FEATURES)
    every = pd.DataFrame(list(product(*VALUES.values())), columns=list(VALUES))
    every = every.astype({"MISSED": "float64", "TRTLEAD": "float64"})
    decisions = criteria(name).decisions
    position = decide(every, decisions)
    assert (position >= 0).all()
    assert set(taken(position, decisions, "id")) == {decision.id for decision in decisions}
    event = taken(position, decisions, "CNSR") == 0
    assert (every.loc[event, "EVENT"] != "").all()


@pytest.mark.parametrize("name", ALL)
def test_every_reason_of_censoring_has_a_code_of_its_own(name: str) -> None:
    codes = [decision.then["CNSR"] for decision in criteria(name).decisions if decision.then["CNSR"]]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": {"variable": "MISED", "gt": 1}}, "no feature 'MISED' (did you mean 'MISSED'?)"),
        ({"then": {"date": "lest", "CNSR": 1, "EVNTDESC": "X"}}, "no date 'lest' (did you mean 'last'?)"),
        ({"then": {"date": "last", "CNSR": -1, "EVNTDESC": "X"}}, "expected CNSR 0 or a positive whole number"),
        ({"then": {"date": "last", "CNSR": 1}}, "EVNTDESC is missing"),
        ({"then": {"date": "last", "CNSR": 2, "EVNTDESC": "X"}}, "CNSR 2 already stands for 'X'"),
        ({"then": {"date": "last", "CNSR": 1, "EVNTDESC": "X", "CNSDESC": "Y"}}, "got 'CNSDESC'"),
    ],
)
def test_criteria_that_cannot_answer_are_refused(changes: dict[str, Any], message: str) -> None:
    usual = {
        "id": "A",
        "when": {"variable": "EVENT", "eq": "DEATH"},
        "then": {"date": "last", "CNSR": 1, "EVNTDESC": "A"},
    }
    other = {"id": "Z", "then": {"date": "last", "CNSR": 2, "EVNTDESC": "Z"}}
    written = {"name": "n", "title": "t", "source": "s", "start_description": "d"}
    with pytest.raises(ValueError, match="validation error") as caught:
        CensoringCriteria.model_validate({**written, "decisions": [{**usual, **changes}, other]})
    assert message in str(caught.value)
    with pytest.raises(ValueError, match="the last decision must have no condition"):
        CensoringCriteria.model_validate({**written, "decisions": [usual]})


days = st.integers(-5, 130)


@settings(max_examples=40, deadline=None)
@given(
    line=st.builds(
        Line, st.lists(days, max_size=5).map(tuple), *[days | st.none()] * 5, st.integers(0, 130) | st.none()
    ),
    random=st.randoms(use_true_random=False),
    name=st.sampled_from(ALL),
)
def test_the_order_of_records_changes_nothing_and_no_date_is_after_the_end(
    line: Line, random: Random, name: str
) -> None:
    frames = data(line)
    labels = list(frames["ADRS"].index)
    random.shuffle(labels)
    shuffled = {**frames, "ADRS": frames["ADRS"].loc[labels].reset_index(drop=True)}
    given_ = {**ROLES, "criteria": criteria(name)}
    first = bound(derive_param_censored_tte, frames, **given_).frame
    second = bound(derive_param_censored_tte, shuffled, **given_).frame
    pd.testing.assert_frame_equal(first, second)
    assert len(first) == 1
    assert (first["ADT"] >= first["STARTDT"]).all()
    assert line.cut is None or (first["ADT"] <= DAY_0 + line.cut).all()


def test_days_planned_twice_are_one_assessment() -> None:
    since, until = pd.Series([0.0]), pd.Series([100.0])
    for days in ((28, 56, 84), (28, 56, 56, 84, 84.0)):
        assert missed(since, until, Schedule(days, 7, since)).tolist() == [3]
