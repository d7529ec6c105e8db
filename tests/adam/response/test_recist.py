"""RECIST 1.1: response at one assessment, and the confirmed best response, every rule by a timeline of its own."""

from __future__ import annotations

import pytest

from converter.adam.response.best import derive_param_best_response
from converter.steps import Built
from tests.adam.response.tables import (
    Answers,
    answers,
    computed,
    computed_of,
    confirmation,
    confirmed_of,
    expected,
    only,
    response_frames,
    told,
)
from tests.adam.timelines import bound

# T: target lesions in mm, NODE:T Y where T is a lymph node; N: non-target lesions (+ there, 0 gone, ! progressed).
TIMELINES = {
    "the sum falls by 30 %": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -7  50          50
        28  50          21          = SD   RECIST-T-SD
        56  50          20          = PR   RECIST-T-PR
    """,
    "the sum rises by 20 % and 5 mm from its lowest, not from baseline": """
        day DIAMETER:T1 = response rule
        -7  100
        28  60          = PR   RECIST-T-PR
        56  71          = SD   RECIST-T-SD
        84  72          = PD   RECIST-PD-TARGET
    """,
    "20 % that are less than 5 mm are no progression": """
        day DIAMETER:T1 = response rule
        -7  20
        28  14          = PR   RECIST-T-PR
        56  18          = SD   RECIST-T-SD
        84  19          = PD   RECIST-PD-TARGET
    """,
    "5 mm that are less than 20 % are no progression": """
        day DIAMETER:T1 = response rule
        -7  100
        28  119         = SD   RECIST-T-SD
        56  120         = PD   RECIST-PD-TARGET
    """,
    "the lowest value may be that of baseline": """
        day DIAMETER:T1 = response rule
        -7  50
        28  60          = PD   RECIST-PD-TARGET
    """,
    "all target lesions are gone": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -7  50          50
        28  0           5           = PR   RECIST-T-PR
        56  0           0           = CR   RECIST-T-CR
        84  5           0           = PD   RECIST-PD-TARGET
    """,
    "a lymph node is gone below 10 mm": """
        day DIAMETER:T1 DIAMETER:T2 NODE:T2 = response rule
        -7  50          20          Y
        28  0           10          .       = PR   RECIST-T-PR
        56  0           9           .       = CR   RECIST-T-CR
    """,
    "a target lesion that is not measured leaves no sum": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -7  50          50
        28  20          .           = NE   RECIST-T-NE
        56  20          ?           = NE   RECIST-T-NE
        84  20          20          = PR   RECIST-T-PR
    """,
    "another lesion does not stand for a target lesion that was not measured": """
        day DIAMETER:T1 DIAMETER:T2 DIAMETER:T3 = response rule
        -7  50          50          .
        28  20          .           5           = NE   RECIST-T-NE
        56  20          20          5           = PR   RECIST-T-PR
    """,
    "a lesion is the same one in small letters": """
        day DIAMETER:T1 DIAMETER:t1 = response rule
        -7  50          .
        28  .           20          = PR   RECIST-T-PR
    """,
    "another non-target lesion does not stand for one that was not assessed": """
        day DIAMETER:T1 NONTARGET:N1 NONTARGET:N2 NONTARGET:N3 = response rule
        -7  50          PRESENT      PRESENT      .
        28  0           ABSENT       .            ABSENT       = PR   RECIST-N-LEFT
    """,
    "what was measured may show progression by itself": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -7  50          50
        28  120         .           = PD   RECIST-PD-TARGET
    """,
    "a sum without one of the lesions is no lowest value": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -7  50          50
        28  20          .           = NE   RECIST-T-NE
        56  50          50          = SD   RECIST-T-SD
    """,
    "a new lesion is progression, whatever the sum": """
        day DIAMETER:T1 NEW = response rule
        -7  50          .
        28  0           Y   = PD   RECIST-PD-NEW
    """,
    "a new lesion where the target lesions were not measured": """
        day DIAMETER:T1 NEW = response rule
        -7  50          .
        28  .           Y   = PD   RECIST-PD-NEW
    """,
    "non-target lesions left: no more than partial": """
        day DIAMETER:T1 NONTARGET:N1 NONTARGET:N2 = response rule
        -7  50          PRESENT      PRESENT
        28  0           PRESENT      ABSENT       = PR   RECIST-N-LEFT
        56  0           ABSENT       ABSENT       = CR   RECIST-T-CR
    """,
    "non-target lesions that were not all assessed: no more than partial": """
        day DIAMETER:T1 NONTARGET:N1 NONTARGET:N2 = response rule
        -7  50          PRESENT      PRESENT
        28  0           ABSENT       .            = PR   RECIST-N-LEFT
        56  0           .            .            = PR   RECIST-N-LEFT
    """,
    "non-target lesions do not hold back what is less than complete": """
        day DIAMETER:T1 NONTARGET:N1 = response rule
        -7  50          PRESENT
        28  30          PRESENT      = PR   RECIST-T-PR
        56  34          .            = PR   RECIST-T-PR
        84  36          PRESENT      = PD   RECIST-PD-TARGET
    """,
    "a non-target lesion that has progressed": """
        day DIAMETER:T1 NONTARGET:N1 NONTARGET:N2 = response rule
        -7  50          PRESENT      PRESENT
        28  20          PRESENT      !            = PD   RECIST-PD-NON-TARGET
    """,
    "target lesions not measured, non-target lesions left": """
        day DIAMETER:T1 NONTARGET:N1 = response rule
        -7  50          PRESENT
        28  .           PRESENT      = NE   RECIST-T-NE
    """,
    "only non-target lesions": """
        day NONTARGET:N1 NONTARGET:N2 = response rule
        -7  PRESENT      PRESENT
        28  PRESENT      ABSENT       = NON-CR/NON-PD RECIST-O-LEFT
        56  ABSENT       .            = NE            RECIST-O-NE
        84  ABSENT       ABSENT       = CR            RECIST-O-CR
        112 !            ABSENT       = PD            RECIST-PD-NON-TARGET
    """,
    "no lesion at baseline": """
        day DIAMETER:T1 NONTARGET:N1 NEW = response rule
        28  10          PRESENT      .   = NE   RECIST-B-NE
        56  .           .            Y   = PD   RECIST-PD-NEW
    """,
    "lesions measured on several days before the start are one baseline": """
        day DIAMETER:T1 DIAMETER:T2 = response rule
        -20 50          .
        -7  .           50
        28  35          35          = PR   RECIST-T-PR
    """,
}


@pytest.fixture(scope="module")
def every() -> Built:
    """Compute all timelines at once, each of a subject of its own."""
    return computed_of(TIMELINES, "recist-1.1")


@pytest.mark.parametrize("title", TIMELINES)
def test_each_assessment_has_the_response_of_recist(title: str, every: Built) -> None:
    assert answers(only(every, title), "AVALC", "RSPRULE") == expected(TIMELINES[title])


def test_a_progression_says_what_progressed() -> None:
    kinds = [computed(TIMELINES[title], "recist-1.1").frame["PDKIND"].iloc[-1] for title in PROGRESSIONS]
    assert kinds == list(PROGRESSIONS.values())


PROGRESSIONS = {
    "the lowest value may be that of baseline": "TARGET",
    "a new lesion is progression, whatever the sum": "NEW LESION",
    "a non-target lesion that has progressed": "NON-TARGET",
}

# Recorded responses, what each stands for, and the best of all as the response of a last row BEST.
CONFIRMED = {
    "the same response 28 days later confirms": (
        "day r = s\n28 PR = PR\n56 PR = SD",
        ("28", "PR", "RECIST-B-PR"),
    ),
    "27 days later it does not": (
        "day r = s\n28 PR = SD\n55 PR = SD",
        ("55", "SD", "RECIST-B-SD"),
    ),
    "a third assessment confirms where the second is too near": (
        "day r = s\n28 PR = PR\n42 PR = PR\n70 PR = SD",
        ("28", "PR", "RECIST-B-PR"),
    ),
    "a better response confirms": (
        "day r = s\n28 PR = PR\n56 CR = SD\n70 PR = SD",
        ("28", "PR", "RECIST-B-PR"),
    ),
    "complete twice": ("day r = s\n28 CR = CR\n56 CR = SD", ("28", "CR", "RECIST-B-CR")),
    "complete, then partial": ("day r = s\n28 CR = SD\n56 PR = SD", ("56", "SD", "RECIST-B-SD")),
    "complete, then stable": ("day r = s\n29 CR = SD\n75 SD = SD", ("75", "SD", "RECIST-B-SD")),
    "one assessment between that cannot be evaluated": (
        "day r = s\n28 PR = PR\n56 NE = NE\n84 PR = SD",
        ("28", "PR", "RECIST-B-PR"),
    ),
    "two of them": (
        "day r = s\n28 PR = SD\n56 NE = NE\n84 NE = NE\n112 PR = SD",
        ("112", "SD", "RECIST-B-SD"),
    ),
    "stable disease between": (
        "day r = s\n28 PR = SD\n42 SD = SD\n70 PR = SD",
        ("42", "SD", "RECIST-B-SD"),
    ),
    "a response, then progression in less than 42 days": (
        "day r = s\n28 PR = SD\n40 PD = PD",
        ("40", "PD", "RECIST-B-PD"),
    ),
    "a response after 42 days, then progression": (
        "day r = s\n49 PR = SD\n77 PD = PD",
        ("49", "SD", "RECIST-B-SD"),
    ),
    "a response, then nothing, in less than 42 days": (
        "day r = s\n28 PR = SD",
        ("28", "NE", "RECIST-B-NE"),
    ),
    "stable for 42 days": ("day r = s\n28 SD = SD\n42 SD = SD", ("42", "SD", "RECIST-B-SD")),
    "stable for less": ("day r = s\n28 SD = SD\n41 SD = SD", ("28", "NE", "RECIST-B-NE")),
    "what cannot be evaluated makes stable disease no longer": (
        "day r = s\n28 SD = SD\n56 NE = NE",
        ("28", "NE", "RECIST-B-NE"),
    ),
    "progression needs no confirmation": ("day r = s\n28 PD = PD\n56 PR = SD", ("28", "PD", "RECIST-B-PD")),
    "confirmed after new therapy": (
        "day r = s\n28 PR = SD\n40 THERAPY\n56 PR = SD",
        ("28", "NE", "RECIST-B-NE"),
    ),
    "non-target lesions left": (
        "day r = s\n28 NON-CR/NON-PD = NON-CR/NON-PD\n56 NON-CR/NON-PD = NON-CR/NON-PD",
        ("56", "NON-CR/NON-PD", "RECIST-B-LEFT"),
    ),
    "nothing could be evaluated": ("day r = s\n28 NE = NE", ("28", "NE", "RECIST-B-NE")),
    "no assessment": ("day r = s", ("?", "NE", "RECIST-B-NONE")),
}
RULES = "recist-1.1-confirmation"


def stands(table: str, **settings: float | str) -> tuple[Answers, Answers]:
    """Give what each response stands for, and the best of them."""
    built = confirmed_of({"1": table}, RULES, settings)
    frames = {**response_frames({"1": table}), "COVR": built.frame}
    best = bound(
        derive_param_best_response,
        frames,
        criteria=confirmation(RULES, **settings),
        responses={"dataset": "COVR"},
        new_therapy={"dataset": "EV", "date": "DTC", "where": {"variable": "AVALC", "eq": "THERAPY"}},
        set_values={},
    )
    return answers(built, "AVALC"), answers(best, "AVALC", "RSPRULE")


@pytest.mark.parametrize("title", CONFIRMED)
def test_what_stands_and_the_confirmed_best_response(title: str) -> None:
    table, best = CONFIRMED[title]
    assert stands(table) == (expected(table), [best])


def test_a_protocol_sets_times_and_what_complete_then_partial_is() -> None:
    two_weeks = "day r = s\n28 PR = PR\n42 PR = SD"
    assert stands(two_weeks, interval=14)[0] == expected(two_weeks)
    assert stands("day r\n42 SD", sd_days=56)[1] == [("42", "NE", "RECIST-B-NE")]
    partial = "day r = s\n28 CR = PR\n56 PR = SD"
    assert stands(partial, cr_then_pr="PR")[0] == expected(partial)
    back = "day r = s\n29 CR = PD\n75 SD = SD"
    assert stands(back, cr_then_sd="PD") == (expected(back), [("29", "PD", "RECIST-B-PD")])
    gap = "day r = s\n28 PR = SD\n56 NE = NE\n84 PR = SD"
    assert stands(gap, skipped=0)[0] == expected(gap)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param("PR", "a partial response follows a complete one, which is doubtful", id="partial"),
        pytest.param("SD", "stable disease follows a complete response, which is doubtful", id="stable"),
    ],
)
def test_what_follows_a_complete_response_and_is_doubtful_is_told(after: str, said: str) -> None:
    built = confirmed_of({"1": f"day r\n29 CR\n75 {after}"}, RULES)
    assert [(one.rule, one.message, list(one.values)) for one in built.findings] == [
        ("response-confirmation", said, ["1 2014-11-02 CR"])
    ]


def test_a_text_that_the_criteria_do_not_know_counts_as_missing_and_is_told() -> None:
    built = computed(
        """
        day DIAMETER:T1 NONTARGET:N1
        -7  50          PRESENT
        28  0           Residual
        56  0           ABSENT
        """,
        "recist-1.1",
    )
    assert answers(built, "AVALC") == [("28", "PR"), ("56", "CR")]
    assert told(built) == [("response-value", "1 NONTARGET 2014-11-01 Residual")]


@pytest.mark.parametrize(
    ("title", "later", "said"),
    [
        ("a lesion that nothing explains", "20 5 .", ["1 2014-11-01 T2"]),
        ("a new lesion is recorded", "20 5 Y", []),
        ("the sum has risen enough", "70 5 .", []),
        ("the lesion of baseline alone", "20 . .", []),
    ],
)
def test_a_lesion_that_is_in_no_sum_is_told_unless_progression_explains_it(
    title: str, later: str, said: list[str]
) -> None:
    built = computed(f"day DIAMETER:T1 DIAMETER:T2 NEW\n-7 50 . .\n28 {later}", "recist-1.1")
    assert told(built) == [("response-lesion-new", value) for value in said], title
