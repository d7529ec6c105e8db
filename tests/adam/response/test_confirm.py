"""What stands of each response once the next is known, by IMWG 2016: every rule by a timeline of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.adam.response.confirm import derive_param_confirmed_response
from converter.steps import Built
from tests.adam.response.tables import (
    RESPONSES,
    answers,
    computed,
    confirmation,
    confirmed,
    confirmed_of,
    expected,
    only,
    responses,
    told,
)
from tests.adam.timelines import DAY_0, adsl, bound

# What a row stands for, and the decision that gave it, be it one on an earlier day.
TIMELINES = {
    "the same response next confirms": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
    """,
    "a better response next confirms the first one": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  VGPR     = PR     IMWG-K-CONFIRMED
    """,
    "two assessments support the lower of the two": """
        day response = stands rule
        28  sCR      = CR     IMWG-K-LOWER
        56  CR       = CR     IMWG-K-LOWER
    """,
    "a response that the next one confirms for less counts for more later": """
        day response = stands rule
        28  VGPR     = PR     IMWG-K-LOWER
        56  PR       = PR     IMWG-K-LOWER
        84  VGPR     = VGPR   IMWG-K-CONFIRMED
        112 VGPR     = VGPR   IMWG-K-CONFIRMED
    """,
    "a response without a next one is stable disease": """
        day response = stands rule
        28  PR       = SD     IMWG-K-LAST
    """,
    "the last assessment is better, and nothing confirms it": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
        84  CR       = PR     IMWG-K-CONFIRMED
    """,
    "stable disease confirms no response": """
        day response = stands rule
        28  PR       = SD     IMWG-K-LOWER
        56  SD       = SD     IMWG-K-LOWER
    """,
    "a minimal response is confirmed as well": """
        day response = stands rule
        28  MR       = MR     IMWG-K-CONFIRMED
        56  MR       = MR     IMWG-K-CONFIRMED
    """,
    "stable disease needs no confirmation": """
        day response = stands rule
        28  SD       = SD     IMWG-K-SD
    """,
    "the last confirmed response is kept": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
        84  MR       = PR     IMWG-K-CONFIRMED
        112 SD       = PR     IMWG-K-CONFIRMED
        140 NE       = PR     IMWG-K-CONFIRMED
    """,
    "what cannot be evaluated is passed over": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  NE       = PR     IMWG-K-CONFIRMED
        84  PR       = PR     IMWG-K-CONFIRMED
    """,
    "what cannot be evaluated confirms nothing": """
        day response = stands rule
        28  PR       = SD     IMWG-K-LAST
        56  NE       = SD     IMWG-K-LAST
    """,
    "nothing can be evaluated": """
        day response = stands rule
        28  NE       = NE     IMWG-K-NE
        56  NE       = NE     IMWG-K-NE
    """,
    "nothing can be evaluated at first": """
        day response = stands rule
        28  NE       = NE     IMWG-K-NE
        56  PR       = PR     IMWG-K-CONFIRMED
        84  PR       = PR     IMWG-K-CONFIRMED
    """,
    "progression by imaging needs no second test": """
        day response kind    = stands rule
        28  PD       IMAGING = PD     IMWG-K-PD-DIRECT
    """,
    "nor does one by marrow": """
        day response kind   = stands rule
        28  PD       MARROW = PD     IMWG-K-PD-DIRECT
    """,
    "progression in blood alone is not confirmed": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = NE     IMWG-K-PD-ALONE
    """,
    "a second progression confirms it, on the day of the first": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
        35  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
    """,
    "the second may be one by imaging": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
        35  PD       IMAGING     = PD     IMWG-K-PD-SECOND
    """,
    "the second comes after what cannot be evaluated": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
        35  NE       .           = PD     IMWG-K-PD-SECOND
        42  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
    """,
    "death of the disease stands for the second": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-DEATH
        40  DEATH    .
    """,
    "death on the day of the last visit": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-DEATH
        28  DEATH    .
    """,
    "death after what cannot be evaluated": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-DEATH
        35  NE       .           = PD     IMWG-K-PD-DEATH
        40  DEATH    .
    """,
    "death after a response that followed": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = NE     IMWG-K-PD-ALONE
        35  SD       .           = SD     IMWG-K-SD
        40  DEATH    .
    """,
    "death makes no progression of a response": """
        day response = stands rule
        28  PR       = SD     IMWG-K-LAST
        40  DEATH
    """,
    "progression without a reason stands": """
        day response = stands rule
        28  PD       = PD     IMWG-K-PD-NO-REASON
    """,
    "progression without a reason does not disappear for a response after it": """
        day response = stands rule
        28  PR       = SD     IMWG-K-PROGRESSED
        56  PD       = PD     IMWG-K-PD-NO-REASON
        84  PR       = PD     IMWG-K-PD-NO-REASON
        112 PR       = PD     IMWG-K-PD-NO-REASON
    """,
    "nor does one of a kind that the criteria do not know": """
        day response kind     = stands rule
        28  PD       CLINICAL = PD     IMWG-K-PD-NO-REASON
        56  PR       .        = PD     IMWG-K-PD-NO-REASON
    """,
    "confirmed progression is the end": """
        day response kind    = stands rule
        28  PD       IMAGING = PD     IMWG-K-PD-DIRECT
        56  PR       .       = PD     IMWG-K-PD-DIRECT
        84  PR       .       = PD     IMWG-K-PD-DIRECT
    """,
    "progression that is not confirmed, then a response": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = NE     IMWG-K-PD-ALONE
        56  PR       .           = PR     IMWG-K-CONFIRMED
        84  PR       .           = PR     IMWG-K-CONFIRMED
    """,
    "progression that is not confirmed takes nothing from the response before it": """
        day response kind        = stands rule
        28  PR       .           = PR     IMWG-K-CONFIRMED
        56  PR       .           = PR     IMWG-K-CONFIRMED
        84  PD       BIOCHEMICAL = PR     IMWG-K-CONFIRMED
        112 PR       .           = PR     IMWG-K-CONFIRMED
    """,
    "progression confirms no response, be it confirmed itself or not": """
        day response kind        = stands rule
        28  PR       .           = SD     IMWG-K-PROGRESSED
        56  PD       BIOCHEMICAL = SD     IMWG-K-PROGRESSED
        84  PR       .           = SD     IMWG-K-PROGRESSED
    """,
    "new therapy before the second assessment": """
        day response = stands rule
        28  PR       = SD     IMWG-K-THERAPY
        40  THERAPY
        56  PR       = SD     IMWG-K-THERAPY
    """,
    "new therapy on the day of the second assessment": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  THERAPY
        56  PR       = PR     IMWG-K-CONFIRMED
    """,
    "new therapy after the second assessment": """
        day response = stands rule
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
        57  THERAPY
    """,
    "new therapy between, and a lower response after it": """
        day response = stands rule
        28  VGPR     = SD     IMWG-K-THERAPY
        40  THERAPY
        56  PR       = SD     IMWG-K-THERAPY
    """,
    "the first of two new therapies counts": """
        day response = stands rule
        28  PR       = SD     IMWG-K-THERAPY
        90  THERAPY
        40  THERAPY
        56  PR       = SD     IMWG-K-THERAPY
    """,
    "therapy before the start is not new": """
        day response = stands rule
        -9  THERAPY
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
    """,
    "new therapy before the second progression": """
        day response kind        = stands rule
        28  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
        30  THERAPY  .
        35  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
    """,
    "new therapy on the day of progression": """
        day response kind        = stands rule
        28  PR       .           = PR     IMWG-K-CONFIRMED
        56  PR       .           = PR     IMWG-K-CONFIRMED
        84  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
        84  THERAPY  .
        98  PD       BIOCHEMICAL = PD     IMWG-K-PD-SECOND
    """,
    "of two responses of one day the worse counts": """
        day response = stands rule
        28  VGPR
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
    """,
    "a response of the same day confirms nothing": """
        day response = stands rule
        28  PR       = SD     IMWG-K-LAST
        28  PR
    """,
    "what cannot be evaluated gives way to a response of its day": """
        day response = stands rule
        28  NE
        28  PR       = PR     IMWG-K-CONFIRMED
        56  PR       = PR     IMWG-K-CONFIRMED
    """,
    "a response before the start counts for nothing": """
        day response kind    = stands rule
        -7  PD       IMAGING
        28  SD       .       = SD     IMWG-K-SD
    """,
    "the order of the records does not matter": """
        day response = stands rule
        56  PR
        28  PR       = PR     IMWG-K-CONFIRMED
        84  MR
        56  PR       = PR     IMWG-K-CONFIRMED
        84  MR       = PR     IMWG-K-CONFIRMED
    """,
}


@pytest.fixture(scope="module")
def every() -> Built:
    """Confirm all timelines at once, each of a subject of its own."""
    return confirmed_of(TIMELINES)


@pytest.mark.parametrize("title", TIMELINES)
def test_each_response_stands_for_what_the_next_one_confirms(title: str, every: Built) -> None:
    assert answers(only(every, title), "AVALC", "RSPRULE") == expected(TIMELINES[title])


def test_the_order_of_the_records_changes_nothing(every: Built) -> None:
    pd.testing.assert_frame_equal(confirmed_of(TIMELINES, backwards=True).frame, every.frame)


TELLING = {
    "progression without a reason": (
        """
        day response
        28  PD
        """,
        [("response-confirmation", "1 2014-11-01 PD")],
    ),
    "a confirming assessment 85 days later": (
        """
        day response
        28  PR
        113 PR
        """,
        [("response-confirmation", "1 2014-11-01 PR")],
    ),
    "one 84 days later": (
        """
        day response
        28  PR
        112 PR
        """,
        [],
    ),
    "three assessments in a row that cannot be evaluated": (
        """
        day response
        28  PR
        35  NE
        42  NE
        49  NE
        56  PR
        """,
        [("response-confirmation", "1 2014-11-01 PR")],
    ),
    "two results of one day": (
        """
        day response
        28  PR
        28  MR
        56  MR
        """,
        [("response-two-results", "1 2014-11-01")],
    ),
    "the same result twice": (
        """
        day response
        28  MR
        28  MR
        56  MR
        """,
        [],
    ),
    "a response whose date is not complete": (
        """
        day     response
        28      PR
        2014-11 PD
        56      PR
        """,
        [("response-date", "1 PD 2014-11")],
    ),
    "a response without a date": (
        """
        day response
        28  PR
        ?   PD
        56  PR
        """,
        [("response-date", "1 PD")],
    ),
    "a new therapy whose date is not complete": (
        """
        day     response
        28      PR
        2014-11 THERAPY
        56      PR
        """,
        [("response-date", "1 2014-11")],
    ),
    "a death whose date is not complete": (
        """
        day     response kind
        28      PD       BIOCHEMICAL
        2014-11 DEATH    .
        """,
        [("response-date", "1 2014-11")],
    ),
    "a response after the death": (
        """
        day response
        28  SD
        30  DEATH
        35  SD
        """,
        [("response-after-death", "1 2014-11-08")],
    ),
    "a response that the criteria do not know": (
        """
        day response
        28  PR
        56  nCR
        84  PR
        """,
        [("response-unknown", "1 nCR")],
    ),
}


@pytest.mark.parametrize("title", TELLING)
def test_what_is_worth_a_look_is_told(title: str) -> None:
    table, findings = TELLING[title]
    assert told(confirmed(table)) == findings


def test_what_is_told_says_the_place_and_what_to_do() -> None:
    (finding,) = confirmed(TELLING["a response that the criteria do not know"][0]).findings
    assert (finding.severity, finding.hint) == (
        "error",
        "known: PD, SD, MR, PR, VGPR, CR, sCR, NE; name others under recode:",
    )
    (finding,) = confirmed(TELLING["progression without a reason"][0]).findings
    assert (finding.severity, finding.hint) == ("warning", "rule IMWG-K-PD-NO-REASON")


def test_a_study_says_what_the_criteria_call_its_responses() -> None:
    table = TELLING["a response that the criteria do not know"][0]
    built = confirmed(table, responses={"dataset": "ADRS", "date": "DTC", "recode": {"nCR": "VGPR"}})
    assert (answers(built, "AVALC"), told(built)) == ([("28", "PR"), ("56", "PR"), ("84", "PR")], [])


def test_flags_of_the_record_say_the_kind_of_a_progression() -> None:
    table = """
        day response kind
        28  PD       OTHER
        56  SD
    """
    kinds = {"IMAGING": {"variable": "KIND", "eq": "LESION"}, "BIOCHEMICAL": {"variable": "KIND", "eq": "OTHER"}}
    built = confirmed(table, responses={"dataset": "ADRS", "date": "DTC", "kinds": kinds})
    assert answers(built, "AVALC") == [("28", "NE"), ("56", "SD")]


def test_a_study_may_ask_for_time_between_the_two_assessments() -> None:
    table = """
        day response
        28  PR
        42  PR
        56  PR
    """
    days = [("28", "PR"), ("42", "PR"), ("56", "PR")]
    assert answers(confirmed(table, settings={"interval": 28}), "AVALC") == days
    assert answers(confirmed(table, settings={"interval": 29}), "AVALC") == [(day, "SD") for day, _ in days]


def test_nothing_after_the_end_of_observation_confirms() -> None:
    data = {"ADSL": adsl(DCUTDT=40), "ADRS": responses("day response\n28 PR\n56 PR")}
    built = bound(
        derive_param_confirmed_response,
        data,
        criteria=confirmation("imwg-2016-confirmation"),
        responses=RESPONSES["responses"],
        until=["ADSL.DCUTDT"],
        set_values={},
    )
    assert answers(built, "AVALC") == [("28", "SD")]


def test_without_baseline_nothing_is_confirmed() -> None:
    table = """
        day SPIKE SIFE UIFE
        28  2.0   +    +
        56  2.0   +    +
    """
    built = bound(
        derive_param_confirmed_response,
        {"ADSL": adsl(), "ADRS": computed(table).frame},
        criteria=confirmation("imwg-2016-confirmation"),
        responses={"dataset": "ADRS", "kind": "PDKIND"},
        set_values={},
    )
    assert answers(built, "AVALC", "RSPRULE") == [("28", "NE", "IMWG-K-NE"), ("56", "NE", "IMWG-K-NE")]


def test_without_responses_there_are_no_rows() -> None:
    built = confirmed("day response")
    assert (len(built.frame), len(built.lineage), told(built)) == (0, 0, [])


def test_a_row_has_rank_date_and_parameter() -> None:
    row = confirmed("day response\n28 PR\n56 VGPR").frame.iloc[1].to_dict()
    assert row == {
        "STUDYID": "S",
        "USUBJID": "1",
        "ADT": DAY_0 + 56,
        "AVALC": "PR",
        "AVAL": 4.0,
        "RSPRULE": "IMWG-K-CONFIRMED",
        "PARAMCD": "COVR",
    }


def test_a_row_rests_on_its_record_on_the_one_kept_and_on_the_one_that_confirmed_it() -> None:
    lineage = confirmed("day response\n28 PR\n42 NE\n56 PR\n84 SD").lineage
    assert lineage.groupby("row")["source_row"].apply(sorted).to_dict() == {
        0: [0, 2],
        1: [0, 1, 2],
        2: [0, 2],
        3: [0, 2, 3],
    }
    assert set(lineage["table"]) == {"ADRS"}
