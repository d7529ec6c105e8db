"""Best response, responders and clinical benefit: which of a subject's responses counts, and from which day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from converter.adam.response.best import (
    Wanted,
    derive_param_best_response,
    derive_param_clinbenefit,
    derive_param_responder,
)
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.plan.binding.bind import method_text
from converter.steps import Built
from tests.adam.response.tables import (
    DEATH,
    RESPONSES,
    Answers,
    answers,
    confirmation,
    confirmed_of,
    response_frames,
    told,
)
from tests.adam.timelines import DAY_0, adsl, bound

IMWG = "imwg-2016-confirmation"


def asked(rule: Callable[..., Built], table: str, settings: Mapping[str, float] | None = None, **given: Any) -> Built:
    """Ask one thing of the responses of a timeline as they stand in the table."""
    arguments = {
        **RESPONSES,
        "set_values": {"PARAMCD": "P"},
        "criteria": confirmation(IMWG, **(settings or {})),
        **given,
    }
    return bound(rule, response_frames({"1": table}), **arguments)


def best(table: str, settings: Mapping[str, float] | None = None, **given: Any) -> Answers:
    return answers(asked(derive_param_best_response, table, settings, **given), "AVALC", "RSPRULE")


# Of the responses of a timeline (the confirmed ones, say) the best one, the day of it, and the decision.
BEST = {
    "the best of all, on its first day": (
        """
        day response
        28  SD
        56  PR
        84  VGPR
        112 VGPR
        140 PR
        """,
        [("84", "VGPR", "IMWG-B-VGPR")],
    ),
    "stable disease is better than progression": (
        """
        day response
        28  SD
        56  PD
        """,
        [("28", "SD", "IMWG-B-SD")],
    ),
    "progression at once": (
        """
        day response
        28  PD
        56  PD
        """,
        [("28", "PD", "IMWG-B-PD")],
    ),
    "progression is more than what cannot be evaluated": (
        """
        day response
        28  NE
        56  PD
        """,
        [("56", "PD", "IMWG-B-PD")],
    ),
    "nothing after the first progression counts": (
        """
        day response
        28  SD
        56  PD
        84  CR
        """,
        [("28", "SD", "IMWG-B-SD")],
    ),
    "nothing after the start of new therapy counts": (
        """
        day response
        28  SD
        56  THERAPY
        57  CR
        """,
        [("28", "SD", "IMWG-B-SD")],
    ),
    "a response on the day of new therapy counts": (
        """
        day response
        28  SD
        56  THERAPY
        56  CR
        """,
        [("56", "CR", "IMWG-B-CR")],
    ),
    "therapy before the start is not new": (
        """
        day response
        -9  THERAPY
        28  PR
        """,
        [("28", "PR", "IMWG-B-PR")],
    ),
    "a response before the start does not count": (
        """
        day response
        -7  CR
        28  PR
        """,
        [("28", "PR", "IMWG-B-PR")],
    ),
    "nothing could be evaluated": (
        """
        day response
        28  NE
        """,
        [("28", "NE", "IMWG-B-NE")],
    ),
    "no assessment at all: no day": (
        """
        day response
        """,
        [("?", "NE", "IMWG-B-NONE")],
    ),
    "a response whose date is not complete is none": (
        """
        day     response
        28      SD
        2014-11 CR
        """,
        [("28", "SD", "IMWG-B-SD")],
    ),
}


@pytest.mark.parametrize("title", BEST)
def test_the_best_response_of_a_subject(title: str) -> None:
    table, answer = BEST[title]
    assert best(table) == answer


def test_a_study_may_ask_for_a_least_time_of_stable_disease() -> None:
    table = """
        day response
        28  SD
        42  SD
    """
    assert best(table, {"sd_days": 42}) == [("42", "SD", "IMWG-B-SD")]
    assert best(table, {"sd_days": 43}) == [("28", "NE", "IMWG-B-SHORT")]
    assert best(f"{table.strip()}\n56 PD", {"sd_days": 43}) == [("56", "PD", "IMWG-B-PD")]


def chain(table: str) -> Built:
    """Give the best of the confirmed responses, and with it what a study writes: COVR, then CBOR."""
    frames = response_frames({"1": table})
    criteria = confirmation(IMWG)
    covr = bound(
        derive_param_confirmed_response,
        frames,
        criteria=criteria,
        **RESPONSES,
        death=DEATH,
        set_values={"PARAMCD": "COVR"},
    )
    source = {"dataset": "COVR", "where": {"variable": "PARAMCD", "eq": "COVR"}}
    return bound(
        derive_param_best_response,
        {**frames, "COVR": covr.frame},
        criteria=criteria,
        responses=source,
        new_therapy=RESPONSES["new_therapy"],
        set_values={},
    )


# From recorded responses to the confirmed best one.
CONFIRMED_BEST = {
    "confirmed on the day of the first of the two": (
        "day r\n28 PR\n56 VGPR\n84 VGPR",
        [("56", "VGPR")],
    ),
    "the best one is not confirmed": ("day r\n28 PR\n56 PR\n84 CR\n112 PR", [("28", "PR")]),
    "one response, then progression": ("day r k\n28 PR .\n56 PD IMAGING", [("28", "SD")]),
    "one response, then new therapy": ("day r\n28 PR\n40 THERAPY\n56 PR", [("28", "SD")]),
    "progression in blood that is not confirmed, then a response": (
        "day r k\n28 PD BIOCHEMICAL\n56 PR .\n84 PR .",
        [("56", "PR")],
    ),
    "progression in blood, then death of the disease": ("day r k\n28 PD BIOCHEMICAL\n40 DEATH .", [("28", "PD")]),
    "progression in blood and nothing else": ("day r k\n28 PD BIOCHEMICAL", [("28", "NE")]),
}


@pytest.mark.parametrize("title", CONFIRMED_BEST)
def test_the_best_of_confirmed_responses(title: str) -> None:
    table, answer = CONFIRMED_BEST[title]
    assert answers(chain(table), "AVALC") == answer


# Y from the first response that is at least a PR on.
RESPONDERS = {
    "the first response that is good enough": ("day r\n28 MR\n56 PR\n84 CR", ("56", "Y", 1.0, "IMWG-B-PR")),
    "a better one is one as well": ("day r\n28 CR", ("28", "Y", 1.0, "IMWG-B-CR")),
    "none is good enough": ("day r\n28 MR\n56 SD", ("?", "N", 0.0, "IMWG-B-MR")),
    "progression is no response, whatever its rank": ("day r\n28 PD", ("?", "N", 0.0, "IMWG-B-PD")),
    "a response after progression": ("day r\n28 PD\n56 CR", ("?", "N", 0.0, "IMWG-B-PD")),
    "a response after new therapy": ("day r\n28 SD\n40 THERAPY\n56 CR", ("?", "N", 0.0, "IMWG-B-SD")),
    "no assessment": ("day r", ("?", "N", 0.0, "IMWG-B-NONE")),
}


@pytest.mark.parametrize("title", RESPONDERS)
def test_a_responder_has_a_response_of_the_level_or_better(title: str) -> None:
    table, answer = RESPONDERS[title]
    built = asked(derive_param_responder, table, at_least="PR")
    assert answers(built, "AVALC", "AVAL", "RSPRULE") == [answer]


# Y for a PR or better on any day, or for SD or better on day 42 or later.
BENEFIT = {
    "a response on any day": ("day r\n28 PR", ("28", "Y", 1.0, "IMWG-B-PR")),
    "stable disease on day 42": ("day r\n28 SD\n42 SD", ("42", "Y", 1.0, "IMWG-B-SD")),
    "stable disease on day 41": ("day r\n28 SD\n41 SD", ("?", "N", 0.0, "IMWG-B-SD")),
    "a minimal response counts as stable disease does": ("day r\n28 MR\n56 MR", ("56", "Y", 1.0, "IMWG-B-MR")),
    "stable disease, then progression in time": ("day r\n28 SD\n40 PD\n56 SD", ("?", "N", 0.0, "IMWG-B-SD")),
    "progression on day 42 or later": ("day r\n56 PD", ("?", "N", 0.0, "IMWG-B-PD")),
    "stable disease after new therapy": ("day r\n28 SD\n40 THERAPY\n56 SD", ("?", "N", 0.0, "IMWG-B-SD")),
    "what cannot be evaluated": ("day r\n56 NE", ("?", "N", 0.0, "IMWG-B-NE")),
    "no assessment": ("day r", ("?", "N", 0.0, "IMWG-B-NONE")),
}


@pytest.mark.parametrize("title", BENEFIT)
def test_clinical_benefit_is_a_response_or_disease_that_stays_stable(title: str) -> None:
    table, answer = BENEFIT[title]
    built = asked(derive_param_clinbenefit, table, at_least="PR", stable="SD", days=42)
    assert answers(built, "AVALC", "AVAL", "RSPRULE") == [answer]


def test_the_same_level_twice_asks_for_the_lesser_of_the_two() -> None:
    built = asked(derive_param_clinbenefit, "day r\n28 SD", at_least="SD", stable="SD", days=42)
    assert answers(built, "AVALC") == [("28", "Y")]


# Y for CR or PR on any day, or for SD on day 42 or later; NON-CR/NON-PD is not named.
WANTED = {
    "a response that is named": ("day r\n28 PR", ("28", "Y")),
    "stable disease from its day on": ("day r\n28 SD\n42 SD", ("42", "Y")),
    "stable disease before": ("day r\n41 SD", ("?", "N")),
    "one of a higher rank that is not named": ("day r\n56 NON-CR/NON-PD", ("?", "N")),
}


@pytest.mark.parametrize("title", WANTED)
def test_clinical_benefit_by_names_takes_no_response_by_its_rank(title: str) -> None:
    table, answer = WANTED[title]
    wanted = [{"response": ["CR", "PR"]}, {"response": "SD", "day_ge": 42}]
    given = {"criteria": confirmation("recist-1.1-confirmation"), **RESPONSES, "set_values": {}}
    built = bound(derive_param_clinbenefit, response_frames({"1": table}), **given, wanted=wanted)
    assert answers(built, "AVALC") == [answer]


def test_clinical_benefit_says_in_its_method_what_is_wanted() -> None:
    usual = {"criteria": "RECIST", "responses": "OVR", "set_values": {}, "wanted": ()}
    ranks = {"at_least": "PR", "stable": "SD", "days": 42}
    assert method_text(derive_param_clinbenefit, usual | ranks) == (
        "Whether one of OVR was wanted (PR or better) (SD or better 42 days on). By RECIST."
    )
    names = {"wanted": (Wanted(response=("CR", "PR")), Wanted(response=("SD",), day_ge=42))}
    none = {"at_least": "", "stable": "", "days": None}
    assert method_text(derive_param_clinbenefit, usual | names | none) == (
        "Whether one of OVR was wanted (CR or PR, SD from day 42 on). By RECIST."
    )


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (derive_param_responder, {"at_least": "PRR"}),
        (derive_param_clinbenefit, {"wanted": [{"response": "PRR"}]}),
        (derive_param_clinbenefit, {"at_least": "PRR", "stable": "SD", "days": 42}),
        (derive_param_clinbenefit, {"at_least": "SD", "stable": "PRR", "days": 42}),
    ],
)
def test_a_level_that_the_criteria_do_not_know_is_told_and_no_subject_gets_a_row(
    rule: Callable[..., Built], given: dict[str, Any]
) -> None:
    built = asked(rule, "day r\n28 PR", **given)
    assert (len(built.frame), len(built.lineage), told(built)) == (0, 0, [("response-unknown", "PRR")])
    assert (built.findings[0].severity, built.findings[0].hint) == ("error", "did you mean 'PR'?")


def test_every_subject_of_the_population_has_a_row_and_one_without_a_start_is_told() -> None:
    subjects = pd.concat([adsl().assign(USUBJID=name) for name in "1234"], ignore_index=True)
    subjects = subjects.assign(TRTSDT=[DAY_0, DAY_0, float("nan"), DAY_0], SAFFL=["Y", "Y", "Y", "N"])
    frames = {**response_frames({"1": "day r\n28 PR"}), "ADSL": subjects}
    population = {"variable": "SAFFL", "eq": "Y"}
    given = {"criteria": confirmation(IMWG), **RESPONSES, "population": population, "set_values": {"PARAMCD": "BOR"}}
    built = bound(derive_param_best_response, frames, **given)
    assert dict(zip(built.frame["USUBJID"], built.frame["AVALC"], strict=True)) == {"1": "PR", "2": "NE"}
    assert told(built) == [("response-no-start", "3")]
    built = bound(derive_param_responder, frames, **given, at_least="PR")
    assert dict(zip(built.frame["USUBJID"], built.frame["AVALC"], strict=True)) == {"1": "Y", "2": "N"}


def test_a_new_therapy_whose_date_is_not_complete_is_told() -> None:
    built = asked(derive_param_best_response, "day r\n28 PR\n2014-11 THERAPY")
    assert told(built) == [("response-date", "1 2014-11")]


def test_a_row_has_rank_date_and_parameter_and_rests_on_its_response() -> None:
    built = asked(derive_param_best_response, "day r\n28 PR\n56 CR")
    assert built.frame.iloc[0].to_dict() == {
        "STUDYID": "S",
        "USUBJID": "1",
        "ADT": DAY_0 + 56,
        "AVALC": "CR",
        "AVAL": 6.0,
        "RSPRULE": "IMWG-B-CR",
        "PARAMCD": "P",
    }
    assert built.lineage[["row", "table", "source_row"]].to_numpy().tolist() == [[0, "ADRS", 1]]


def test_who_did_not_respond_rests_on_the_best_response() -> None:
    built = asked(derive_param_responder, "day r\n28 SD\n56 MR", at_least="PR")
    assert built.lineage["source_row"].tolist() == [1]


def test_subjects_do_not_mix() -> None:
    tables = {"1": "day r\n28 PR\n56 PR", "2": "day r\n28 CR\n56 PD", "3": "day r\n28 SD"}
    covr = confirmed_of(tables).frame
    built = bound(
        derive_param_best_response,
        {**response_frames(tables), "COVR": covr},
        criteria=confirmation(IMWG),
        responses={"dataset": "COVR"},
        set_values={},
    )
    assert built.frame["AVALC"].tolist() == ["PR", "SD", "SD"]
