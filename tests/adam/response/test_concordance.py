"""Recorded responses against computed ones: what agrees, what does not, and why."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.response.concordance import derive_param_concordance
from converter.dataset import Frame
from converter.steps import Built
from tests.adam.response.tables import Answers, adsl_of, answers, expected, read, responses, told
from tests.adam.timelines import DAY_0, adsl, bound


def record(table: str, subject: str = "1") -> Frame:
    """Make records of day and response, each with the rule and what it read."""
    made = responses(table, subject)
    return made.assign(RSPRULE="RULE-" + made["AVALC"], RSPINP="read on " + made["DTC"])


def compared(said: str, made: str, **given: Any) -> Built:
    """Compare what was recorded with what was computed."""
    frames = {"ADSL": adsl_of("1"), "RS": responses(said), "ADRS": record(made)}
    arguments = {
        "computed": {"dataset": "ADRS", "date": "DTC", "rule": "RSPRULE", "inputs": "RSPINP"},
        "recorded_by": {"dataset": "RS", "date": "DTC"},
        "set_values": {"PARAMCD": "CONC"},
        **given,
    }
    return bound(derive_param_concordance, frames, **arguments)


def both(table: str, **given: Any) -> tuple[Answers, Answers]:
    """Compare the columns recorded and computed of a table, with one answer a row; give found and expected."""
    (_, *rows), _ = read(table)
    sides = ["day r\n" + "\n".join(f"{row[0]} {row[n]}" for row in rows if row[n] != ".") for n in (1, 2)]
    return answers(compared(*sides, **given), "AVALC"), expected(table)


TABLES = {
    "the same response on the same day": """
        day recorded computed = answer
        28  PR       PR       = AGREED
        56  PD       PD       = AGREED
    """,
    "another response on the same day": """
        day recorded computed = answer
        28  VGPR     PR       = DISAGREED
        56  SD       PD       = DISAGREED
    """,
    "recorded only": """
        day recorded computed = answer
        28  PR       PR       = AGREED
        56  PR       .        = NOT_COMPUTED
    """,
    "computed only": """
        day recorded computed = answer
        28  PR       PR       = AGREED
        56  .        PR       = NOT_RECORDED
    """,
    "nothing but the one": """
        day recorded computed = answer
        28  PR       .        = NOT_COMPUTED
        56  PD       .        = NOT_COMPUTED
    """,
    "nothing but the other": """
        day recorded computed = answer
        28  .        PR       = NOT_RECORDED
    """,
    "a day apart is too far without a window": """
        day recorded computed = answer
        28  PR       .        = NOT_COMPUTED
        29  .        PR       = NOT_RECORDED
    """,
    "before the start nothing is compared": """
        day recorded computed = answer
        -7  PR       SD
        28  PR       PR       = AGREED
    """,
}


@pytest.mark.parametrize("title", TABLES)
def test_recorded_and_computed_responses_of_a_day_are_compared(title: str) -> None:
    found, answer = both(TABLES[title])
    assert [(day, str(one).replace(" ", "_")) for day, one in found] == answer


def test_nothing_recorded_and_nothing_computed_is_no_row() -> None:
    assert compared("day r", "day r").frame.empty


WINDOW = {
    "within the window, before and after": (
        "day r\n28 PR\n56 PR",
        "day r\n25 PR\n59 CR",
        [("28", "AGREED"), ("56", "DISAGREED")],
    ),
    "a day too far": ("day r\n28 PR", "day r\n32 PR", [("28", "NOT COMPUTED"), ("32", "NOT RECORDED")]),
    "the nearest counts, the other is left": (
        "day r\n28 PR",
        "day r\n26 SD\n29 PR",
        [("26", "NOT RECORDED"), ("28", "AGREED")],
    ),
    "one computed response agrees with one recorded": (
        "day r\n27 PR\n29 PR",
        "day r\n28 PR",
        [("27", "AGREED"), ("29", "NOT COMPUTED")],
    ),
    "the nearer one has it, the other takes the next that is left": (
        "day r\n27 PR\n29 SD",
        "day r\n29 SD\n30 PR",
        [("27", "AGREED"), ("29", "AGREED")],
    ),
}


@pytest.mark.parametrize("title", WINDOW)
def test_the_nearest_response_within_the_window_is_compared(title: str) -> None:
    said, made, answer = WINDOW[title]
    assert answers(compared(said, made, window=3), "AVALC") == answer


def test_a_row_says_both_responses_the_rule_and_what_it_read() -> None:
    built = compared("day r\n28 VGPR\n56 PR", "day r\n28 PR\n84 SD")
    assert built.frame.iloc[0].to_dict() == {
        "STUDYID": "S",
        "USUBJID": "1",
        "ADT": DAY_0 + 28,
        "AVALC": "DISAGREED",
        "AVAL": 0.0,
        "RSPRULE": "RULE-PR",
        "RSPREAS": "recorded VGPR; computed PR by RULE-PR: read on 2014-11-01",
        "PARAMCD": "CONC",
    }
    assert built.frame["RSPREAS"].tolist()[1:] == [
        "recorded PR; nothing computed",
        "nothing recorded; computed SD by RULE-SD: read on 2014-12-27",
    ]
    assert built.frame["AVAL"].isna().tolist() == [False, True, True]


def test_a_row_rests_on_both_records() -> None:
    lineage = compared("day r\n28 VGPR\n56 PR", "day r\n28 PR\n84 SD").lineage
    found = lineage[["row", "table", "source_row"]].to_numpy().tolist()
    assert found == [[0, "RS", 0], [0, "ADRS", 0], [1, "RS", 1], [2, "ADRS", 1]]


def test_what_a_study_calls_otherwise_or_leaves_out_is_no_disagreement() -> None:
    said = "day r\n28 nCR\n56 NOTDONE"
    given = {"recorded_by": {"dataset": "RS", "date": "DTC", "recode": {"nCR": "VGPR", "NOTDONE": ""}}}
    assert answers(compared(said, "day r\n28 VGPR", **given), "AVALC") == [("28", "AGREED")]


def test_a_recorded_response_whose_date_is_not_complete_is_told() -> None:
    built = compared("day r\n2014-11 PR", "day r\n28 PR")
    assert answers(built, "AVALC") == [("28", "NOT RECORDED")]
    assert told(built) == [("response-date", "1 PR 2014-11")]


def test_different_responses_of_one_day_are_told_and_the_last_is_compared() -> None:
    built = compared("day r\n28 PD\n28 PR", "day r\n28 PR")
    assert answers(built, "AVALC") == [("28", "AGREED")]
    assert told(built) == [("response-two-results", "1 2014-11-01")]


def test_subjects_do_not_mix_and_those_outside_the_population_are_left_out() -> None:
    frames = {
        "ADSL": adsl_of("123").assign(SAFFL=["Y", "Y", "N"]),
        "RS": record("day r\n28 PR", "1"),
        "ADRS": record("day r\n28 PR", "2"),
    }
    built = bound(
        derive_param_concordance,
        frames,
        computed={"dataset": "ADRS", "date": "DTC"},
        recorded_by={"dataset": "RS", "date": "DTC"},
        population={"variable": "SAFFL", "eq": "Y"},
        set_values={},
    )
    assert answers(built, "USUBJID", "AVALC") == [("28", "1", "NOT COMPUTED"), ("28", "2", "NOT RECORDED")]


def test_a_long_reason_is_cut_to_what_a_variable_holds() -> None:
    made = responses("day r\n28 PR").assign(RSPRULE="RULE", RSPINP="serum M-protein 0.89 g/dL; " * 20)
    built = bound(
        derive_param_concordance,
        {"ADSL": adsl(), "RS": responses("day r\n28 PR"), "ADRS": made},
        computed={"dataset": "ADRS", "date": "DTC", "inputs": "RSPINP"},
        recorded_by={"dataset": "RS", "date": "DTC"},
        set_values={},
    )
    (reason,) = built.frame["RSPREAS"]
    assert (len(reason), reason[-3:]) == (200, "...")
