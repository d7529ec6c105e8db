"""What admiralonco asserts of best and confirmed responses, by our criteria: its cases in our own days and rows.

Each subject is the same pattern of responses and distances as one of its tests; where it decides otherwise than RECIST
1.1 as we ship it, that is a setting of the criteria or an argument of the step, and both answers are shown.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.adam.response.best import derive_param_best_response, derive_param_responder
from tests.adam.response.plain import engine
from tests.adam.response.plain.confirmation import Response, Subject
from tests.adam.response.tables import RESPONSES, confirmation
from tests.adam.timelines import DAY_0, bound

RECIST = "recist-1.1-confirmation"
NUMBERS = {"CR": 1, "PR": 2, "SD": 3, "NON-CR/NON-PD": 4, "PD": 5, "NE": 6, "MISSING": 7, "ND": None}
NOT_CUT = {"counting": {"until": [], "from": "any"}, "best_until": [], "numbers": NUMBERS}
CUT = {"numbers": NUMBERS}
SUBJECTS = {
    "1": "0:PR 31:CR 46:NE 60:CR 91:SD",
    "2": "20:SD 51:PR 80:SD 92:CR",
    "3": "1:CR 21:CR 51:SD",
    "4": "2:PR 62:SD 93:SD 123:PR 137:NON-CR/NON-PD",
    "5": "0:PR 9:SD 19:PR 135:NON-CR/NON-PD",
    "6": "4:PR 14:CR 57:PR",
    "7": "4:PR 14:CR 59:NE",
    "8": "",
    "9": "15:PD 34:SD",
}
# Best without confirmation (least time of stable disease 28 days), as the answer of each subject: response, day, AVAL.
BEST = {
    "1": ("CR", 31, 1),
    "2": ("CR", 92, 1),
    "3": ("CR", 1, 1),
    "4": ("PR", 2, 2),
    "5": ("PR", 0, 2),
    "6": ("CR", 14, 1),
    "7": ("CR", 14, 1),
    "8": ("MISSING", None, 7),
}
CONFIRMED = {
    "1": ("CR", 31, 1),
    "2": ("SD", 51, 3),
    "3": ("SD", 51, 3),
    "4": ("SD", 62, 3),
    "5": ("NON-CR/NON-PD", 135, 4),
    "6": ("SD", 57, 3),
    "7": ("NE", 4, 6),
    "8": ("MISSING", None, 7),
    "9": ("PD", 15, 5),
}
# Two weeks to the confirming one, none that cannot be evaluated, a stable one accepted; subject 7 has nothing done.
ACCEPTED = {
    "1": ("PR", 0, 2),
    "2": ("PR", 51, 2),
    "3": ("CR", 1, 1),
    "4": ("SD", 62, 3),
    "5": ("PR", 0, 2),
    "6": ("SD", 57, 3),
    "7": ("ND", 60, None),
    "8": ("NE", None, 6),
    "9": ("PD", 15, 5),
}
MISSING: dict[str, str | float] = {"sd_days": 28, "without": "MISSING"}
ACCEPT: dict[str, str | float] = {"sd_days": 28, "interval": 14, "skipped": 0, "stable_between": 1}


def timeline(text: str) -> Subject:
    said = (one.partition(":") for one in text.split())
    return Subject(tuple(Response(int(day), response) for day, _, response in said))


def unconfirmed(subjects: dict[str, str], **plan: Any) -> dict[str, tuple[object, ...]]:
    """Give the best of the responses as they are: criteria of which nothing confirms anything."""
    named = dict(zip(engine.names(len(subjects)), subjects, strict=True))
    frames = engine.frames_of([timeline(one) for one in subjects.values()])
    criteria = confirmation(RECIST, **MISSING)
    built = bound(derive_param_best_response, frames, criteria=criteria, **RESPONSES, set_values={}, **plan)
    return answers(built.frame, named)


def confirmed(subjects: dict[str, str], settings: dict[str, str | float], **plan: Any) -> dict[str, tuple[object, ...]]:
    named = dict(zip(engine.names(len(subjects)), subjects, strict=True))
    _, best = engine.confirmed(RECIST, [timeline(one) for one in subjects.values()], settings, **plan)
    return answers(best.assign(ADT=best["DAY"] + DAY_0), named)


def answers(frame: pd.DataFrame, named: dict[str, str]) -> dict[str, tuple[object, ...]]:
    rows = zip(frame["USUBJID"], frame["AVALC"], frame["ADT"] - DAY_0, frame["AVAL"], strict=True)
    return {
        named[subject]: (response, None if pd.isna(day) else day, None if pd.isna(number) else number)
        for subject, response, day, number in rows
    }


def of(*names: str) -> dict[str, str]:
    return {name: SUBJECTS[name] for name in names}


def test_the_best_of_responses_that_nothing_cuts() -> None:
    assert unconfirmed(of(*BEST), **NOT_CUT) == BEST


def test_their_numbers_are_ranks_unless_the_step_says_so() -> None:
    plan = {name: one for name, one in NOT_CUT.items() if name != "numbers"}
    assert [one[2] for one in unconfirmed(of("1", "4", "8"), **plan).values()] == [5, 4, -1]
    own = {**NOT_CUT, "numbers": {"CR": 11, "PR": 22, "MISSING": 77}}
    assert [one[2] for one in unconfirmed(of("1", "4", "8"), **own).values()] == [11, 22, 77]


@pytest.mark.parametrize(
    ("timeline", "any_day", "from_the_start"),
    [
        pytest.param("-32:PR -31:CR -30:NE", ("CR", -31, 1), ("MISSING", None, 7), id="a response before the start"),
        pytest.param("-32:SD -31:SD -30:SD", ("NE", -32, 6), ("MISSING", None, 7), id="stable before the start"),
    ],
)
def test_before_the_start_all_counts_or_nothing(
    timeline: str, any_day: tuple[object, ...], from_the_start: tuple[object, ...]
) -> None:
    assert unconfirmed({"7": timeline}, **NOT_CUT) == {"7": any_day}
    assert unconfirmed({"7": timeline}, **CUT) == {"7": from_the_start}


def test_a_date_of_progression_of_its_own_cuts_as_the_end_of_observation() -> None:
    """admiralonco cuts at a date of another parameter (source_pd); here that is a variable of ADSL in `until`."""
    subjects = of("2", "6")
    frames = engine.frames_of([timeline(one) for one in subjects.values()])
    frames["ADSL"] = frames["ADSL"].assign(PDDT=[DAY_0 + 80, DAY_0 + 3])
    built = bound(
        derive_param_best_response,
        frames,
        criteria=confirmation(RECIST, **MISSING),
        **RESPONSES,
        set_values={},
        until=["ADSL.PDDT"],
        **CUT,
    )
    named = dict(zip(engine.names(2), subjects, strict=True))
    assert answers(built.frame, named) == {"2": ("PR", 51, 2), "6": ("MISSING", None, 7)}


def test_the_confirmed_best_response() -> None:
    assert confirmed(SUBJECTS, MISSING, **CUT) == CONFIRMED


def test_a_stable_response_accepted_two_weeks_nothing_done_and_none_is_not_evaluable() -> None:
    assert confirmed({**SUBJECTS, "7": "60:ND"}, ACCEPT, **CUT) == ACCEPTED


def test_stable_disease_asks_for_42_days_unless_the_plan_says_28() -> None:
    ours = confirmed(of("2", "9", "7"), {})
    assert [one[:2] for one in ours.values()] == [("SD", 51), ("PD", 15), ("NE", 4)]
    assert confirmed({"x": "30:SD"}, {}) == {"x": ("NE", 30, 1)}
    assert confirmed({"x": "30:SD"}, {"sd_days": 28}) == {"x": ("SD", 30, 2)}


@pytest.mark.parametrize(
    ("settings", "responders"),
    [
        pytest.param(MISSING, {"1": 0}, id="28 days"),
        pytest.param(ACCEPT, {"1": 0, "2": 51, "3": 1, "5": 0}, id="14 days and a stable one accepted"),
    ],
)
def test_who_has_a_confirmed_response_and_from_when(
    settings: dict[str, str | float], responders: dict[str, int]
) -> None:
    subjects = {**SUBJECTS, "7": "60:ND"} if settings is ACCEPT else SUBJECTS
    named = dict(zip(engine.names(len(subjects)), subjects, strict=True))
    frames = engine.frames_of([timeline(one) for one in subjects.values()])
    criteria = confirmation(RECIST, **settings)
    stands, _ = engine.built(RECIST, frames, settings)
    flags = bound(
        derive_param_responder,
        {**frames, "COVR": stands},
        criteria=criteria,
        responses={"dataset": "COVR"},
        at_least="PR",
        set_values={},
    ).frame
    dated = flags[flags["ADT"].notna()]
    found = dict(zip(dated["USUBJID"].map(named), dated["ADT"] - DAY_0, strict=True))
    assert found == responders
    assert dict(zip(flags["AVALC"], flags["AVAL"], strict=True)) == {"Y": 1, "N": 0}
    assert flags.loc[flags["AVALC"] == "N", "ADT"].isna().all()


def test_a_response_that_nobody_knows_is_told_and_counts_for_nothing() -> None:
    """admiralonco stops with an error; here it is a finding, and the rest is answered."""
    assert confirmed({"1": "0:PR 31:CR 46:NE 60:iCR 91:SD"}, MISSING, **CUT) == {"1": ("PR", 0, 2)}


def test_a_plan_that_names_a_response_that_nobody_knows_is_told() -> None:
    frames = engine.frames_of([timeline(SUBJECTS["1"])])
    criteria = confirmation(RECIST)
    built = bound(
        derive_param_best_response,
        frames,
        criteria=criteria,
        **RESPONSES,
        set_values={},
        counting={"until": ["PDD"]},
        best_until=["XX"],
        numbers={"CRR": 1},
    )
    said = [(one.rule, value) for one in built.findings for value in one.values]
    assert sorted(said) == [("response-unknown", name) for name in ("CRR", "PDD", "XX")]
    assert len(built.frame) == 1
