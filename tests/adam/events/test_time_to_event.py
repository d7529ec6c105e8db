"""Time to the first event or the last date known, and plain intervals: compact data with the answer beside it."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.adam.events.duration import derive_param_duration
from converter.adam.events.time_to_event import MADE, derive_param_tte
from converter.adam.source import Source
from converter.dataset import Frame
from converter.plan.binding.bind import method_text
from converter.spec.condition import Condition
from converter.steps import Built
from tests.adam.timelines import DAY_0, adsl, bound

OS: dict[str, Any] = {
    "events": {"dataset": "ADSL", "date": "DTHDT", "description": "Death"},
    "censors": [
        {"dataset": "ADSL", "date": "LSTALVDT", "cnsr": 1, "description": "Alive", "cnsdtdsc": "Last date known alive"},
        {"dataset": "ADSL", "date": "TRTSDT", "cnsr": 2, "description": "No follow-up", "cnsdtdsc": "Start date"},
    ],
    "until": ["ADSL.DCUTDT"],
    "set_values": {"PARAMCD": "OS", "PARAM": "Overall survival", "PARAMN": 1},
}


def laboratory(*values: tuple[int, float]) -> Frame:
    """Make ADLB of one subject: the neutrophil count (10^9/L) on each day."""
    rows = [("S", "1", "ANC", DAY_0 + day, value, float(n)) for n, (day, value) in enumerate(values, start=1)]
    frame = pd.DataFrame(rows, columns=["STUDYID", "USUBJID", "PARAMCD", "ADT", "AVAL", "ASEQ"])
    return frame.astype({"ADT": "float64", "AVAL": "float64", "USUBJID": "str", "PARAMCD": "str"})


def only(built: Built) -> dict[str, Any]:
    (row,) = built.frame.to_dict("records")
    return {str(name): value for name, value in row.items()}


def day(built: Built) -> tuple[int, int]:
    """Give CNSR and the day from the start (0) of the only row."""
    row = only(built)
    return int(row["CNSR"]), int(row["ADT"] - row["STARTDT"])


def rules(built: Built) -> list[str]:
    return [finding.rule for finding in built.findings]


@pytest.mark.parametrize(
    ("dies", "alive", "cut", "expected"),
    [
        pytest.param(100, 90, 200, (0, 100), id="death is the event"),
        pytest.param(None, 90, 200, (1, 90), id="the living are censored when last known alive"),
        pytest.param(150, 150, 120, (1, 120), id="a death after the cut-off is none, alive at the cut-off"),
        pytest.param(120, 110, 120, (0, 120), id="a death on the day of the cut-off counts"),
        pytest.param(100, 90, None, (0, 100), id="without a cut-off everything is known"),
        pytest.param(0, 0, 200, (0, 0), id="death on the day of start"),
        pytest.param(None, None, 200, (2, 0), id="never seen again: censored at the start"),
        pytest.param(None, -5, 200, (2, 0), id="last seen before the start: another source gives the start"),
        pytest.param(-3, 90, 200, (1, 90), id="a death before the start counts for nothing"),
    ],
)
def test_overall_survival(dies: int | None, alive: int | None, cut: int | None, expected: tuple[int, int]) -> None:
    assert day(bound(derive_param_tte, {"ADSL": adsl(DTHDT=dies, LSTALVDT=alive, DCUTDT=cut)}, **OS)) == expected


def test_a_row_says_where_its_date_comes_from() -> None:
    data = {"ADSL": adsl(DTHDT=None, LSTALVDT=90, DCUTDT=200)}
    built = bound(derive_param_tte, data, **OS)
    row = only(built)
    assert list(row) == [*MADE, "PARAMCD", "PARAM", "PARAMN"]
    assert [row[name] for name in ("AVAL", "EVNTDESC", "CNSDTDSC", "SRCDOM", "SRCVAR", "PARAMCD", "PARAMN")] == [
        91.0, "Alive", "Last date known alive", "ADSL", "LSTALVDT", "OS", 1.0,
    ]  # fmt: skip
    assert pd.isna(row["SRCSEQ"])
    assert built.lineage.to_dict("records") == [{"row": 0, "table": "ADSL", "source_row": 0, "item": ""}]


@pytest.mark.parametrize(
    ("unit", "add_one", "expected"),
    [("days", True, 91.0), ("days", False, 90.0), ("weeks", True, 13.0), ("months", True, 91 / 30.4375)],
)
def test_time_is_counted_in_the_unit_asked_for(unit: str, add_one: bool, expected: float) -> None:
    data = {"ADSL": adsl(DTHDT=90, LSTALVDT=90, DCUTDT=200)}
    assert only(bound(derive_param_tte, data, **OS, unit=unit, add_one=add_one))["AVAL"] == pytest.approx(expected)


def test_subjects_without_start_or_without_any_date_are_told_and_get_no_row() -> None:
    nowhere = adsl(DTHDT=None, LSTALVDT=None, DCUTDT=None)
    one_source = {**OS, "censors": OS["censors"][0]}
    built = bound(derive_param_tte, {"ADSL": nowhere}, **one_source)
    assert (len(built.frame), rules(built)) == (0, ["tte-no-censor"])
    assert built.findings[0].values.tolist() == ["1"]
    built = bound(derive_param_tte, {"ADSL": nowhere.assign(TRTSDT=float("nan"))}, **one_source)
    assert (len(built.frame), rules(built)) == (0, ["tte-no-start"])
    built = bound(derive_param_tte, {"ADSL": adsl(DTHDT=5, LSTALVDT=5, DCUTDT=-2)}, **OS)
    assert (len(built.frame), rules(built)) == (0, ["tte-end-before-start"])
    assert list(built.frame) == [*MADE, "PARAMCD", "PARAM", "PARAMN"]


def test_an_event_before_the_start_is_told() -> None:
    built = bound(derive_param_tte, {"ADSL": adsl(DTHDT=-3, LSTALVDT=90, DCUTDT=200)}, **OS)
    assert rules(built) == ["tte-event-before-start"]


def test_the_population_is_a_condition_on_the_subject() -> None:
    subjects = pd.concat([adsl(SAFFL="Y"), adsl(SAFFL="N").assign(USUBJID="2")], ignore_index=True)
    subjects = subjects.assign(DTHDT=DAY_0 + 9, LSTALVDT=DAY_0, DCUTDT=DAY_0 + 99)
    built = bound(derive_param_tte, {"ADSL": subjects}, **OS, population={"variable": "ADSL.SAFFL", "eq": "Y"})
    assert built.frame["USUBJID"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("text", "impute", "expected"),
    [
        ("2014-10-20", None, (0, 16)),
        ("2014-10-20T08:30", None, (0, 16)),
        ("2014-11", None, (1, 90)),
        ("2014-11", "first", (0, 28)),
        ("2014-11", "last", (0, 57)),
        ("2014", "last", (0, 88)),
        ("2014---20", "first", (1, 90)),
    ],
)
def test_partial_dates_count_only_if_completed(text: str, impute: str | None, expected: tuple[int, int]) -> None:
    event = {"dataset": "DM", "date": "DTHDTC", "impute": impute}
    data = {"ADSL": adsl(LSTALVDT=90, DCUTDT=200), "DM": pd.DataFrame({"USUBJID": ["1"], "DTHDTC": [text]})}
    built = bound(derive_param_tte, data, **{**OS, "events": event})
    assert day(built) == expected
    assert [finding.values.tolist() for finding in built.findings] == ([[f"1 {text}"]] if expected[0] else [])


def test_of_events_on_one_date_the_one_listed_first_is_taken() -> None:
    data = {"ADSL": adsl(ADT=30, BDT=30, LSTALVDT=90)}
    sources = [{"dataset": "ADSL", "date": name, "description": name} for name in ("BDT", "ADT")]
    arguments = {"censors": {"dataset": "ADSL", "date": "LSTALVDT"}, "set_values": {}}
    assert only(bound(derive_param_tte, data, events=sources, **arguments))["EVNTDESC"] == "BDT"
    assert only(bound(derive_param_tte, data, events=sources[::-1], **arguments))["EVNTDESC"] == "ADT"


RECOVERY: dict[str, Any] = {
    "events": {
        "dataset": "ADLB",
        "date": "ADT",
        "among": {"variable": "PARAMCD", "eq": "ANC"},
        "where": {"variable": "AVAL", "ge": 1},
        "after": "ADSL.LOWDT",
        "description": "Recovered",
    },
    "censors": {
        "dataset": "ADLB",
        "date": "ADT",
        "where": {"variable": "PARAMCD", "eq": "ANC"},
        "beyond": "nothing",
        "description": "Not recovered",
    },
    "until": ["ADSL.NACTDT"],
    "unit": "weeks",
    "add_one": False,
    "set_values": {"PARAMCD": "TTANC"},
}


@pytest.mark.parametrize(
    ("values", "confirmed", "therapy", "expected"),
    [
        pytest.param([(0, 3.0), (7, 0.4), (14, 1.0)], None, None, (0, 14), id="first value at the threshold"),
        pytest.param([(0, 3.0), (7, 0.4), (14, 0.9)], None, None, (1, 14), id="below it: censored at the last value"),
        pytest.param([(3, 2.0), (7, 0.4), (21, 1.2)], None, None, (0, 21), id="a value before the fall is no recovery"),
        pytest.param([(7, 0.4), (14, 1.2), (21, 0.8), (28, 1.1), (35, 2.0)], "next", None, (0, 28), id="sustained"),
        pytest.param([(7, 0.4), (14, 1.2)], "next", None, (1, 14), id="a last value is not sustained"),
        pytest.param([(7, 0.4), (14, 1.2), (14, 0.7), (21, 1.5)], "next", None, (1, 21), id="two values on one day"),
        pytest.param([(7, 0.4), (14, 0.8), (28, 1.2)], None, 20, (1, 14), id="new therapy ends the observation"),
        pytest.param([(7, 0.4), (14, float("nan")), (21, 1.0)], None, None, (0, 21), id="a missing value is no value"),
    ],
)
def test_recovery_is_the_first_value_at_the_threshold_after_the_fall(
    values: list[tuple[int, float]], confirmed: str | None, therapy: int | None, expected: tuple[int, int]
) -> None:
    events = {**RECOVERY["events"], "confirmed": confirmed}
    data = {"ADSL": adsl(LOWDT=7, NACTDT=therapy), "ADLB": laboratory(*values)}
    built = bound(derive_param_tte, data, **{**RECOVERY, "events": events})
    assert day(built) == expected
    assert only(built)["AVAL"] == pytest.approx(expected[1] / 7)
    assert only(built)["SRCDOM"] == "ADLB"


def test_a_condition_may_compare_with_another_variable_of_the_record_or_of_the_subject() -> None:
    where = {"all": [{"variable": "AVAL", "ge": 1}, {"variable": "ADT", "gt": {"variable": "ADSL.LOWDT"}}]}
    events = {"dataset": "ADLB", "date": "ADT", "where": where}
    data = {"ADSL": adsl(LOWDT=7, NACTDT=None), "ADLB": laboratory((3, 2.0), (7, 1.5), (9, 1.4))}
    built = bound(derive_param_tte, data, **{**RECOVERY, "events": events})
    assert (day(built), only(built)["SRCSEQ"]) == ((0, 9), 3.0)


def test_the_method_says_what_counts() -> None:
    event = {"dataset": "ADSL", "date": "DTHDT", "description": "Death"}
    given = {"unit": "months", "start": "ADSL.TRTSDT", "events": (Source(**event),), "censors": "none", "until": ()}
    assert method_text(derive_param_tte, given) == (
        "Time in months from ADSL.TRTSDT to the earliest of ADSL.DTHDT (Death), else the latest of none."
    )
    where = Condition(variable="AVAL", ge=1)
    source = Source(
        dataset="ADLB", date="ADT", where=where, confirmed="next", after="ADSL.LOWDT", description="Recovered"
    )
    assert str(source) == "ADLB.ADT where AVAL >= 1 in two consecutive dates after ADSL.LOWDT (Recovered)"


EVENTS = pd.DataFrame(
    {
        "USUBJID": ["1", "1", "1"],
        "ASTDT": [DAY_0 + 2, DAY_0 + 9, DAY_0 - 4],
        "AENDT": [DAY_0 + 5, DAY_0 + 11, DAY_0 - 3],
        "AEDECOD": ["CRS", "CRS", "Fever"],
        "AESEQ": [1.0, 2.0, 3.0],
    }
)
CRS = {"dataset": "ADAE", "where": {"variable": "AEDECOD", "eq": "CRS"}}


def test_the_record_of_a_part_of_a_domain_is_named_by_the_number_of_the_domain() -> None:
    part = EVENTS.rename(columns={"AESEQ": "QSSEQ", "AEDECOD": "QSTESTCD"})
    begin = {"dataset": "QSCG", "date": "ASTDT", "where": {"variable": "QSTESTCD", "eq": "CRS"}}
    data = {"ADSL": adsl(DCUTDT=300, LSTALVDT=200), "QSCG": part}
    onset = only(bound(derive_param_duration, data, ends=begin, add_one=False, set_values={"PARAMCD": "ONSET"}))
    assert (onset["SRCDOM"], onset["SRCSEQ"]) == ("QSCG", 1.0)


def test_intervals_onset_duration_and_follow_up() -> None:
    data = {"ADSL": adsl(DCUTDT=300, LSTALVDT=200), "ADAE": EVENTS}
    begin, finish = {**CRS, "date": "ASTDT"}, {**CRS, "date": "AENDT", "order": "last"}
    onset = only(bound(derive_param_duration, data, ends=begin, add_one=False, set_values={"PARAMCD": "CRSONS"}))
    assert (onset["AVAL"], onset["SRCDOM"], onset["SRCVAR"], onset["SRCSEQ"]) == (2.0, "ADAE", "ASTDT", 1.0)
    lasts = only(bound(derive_param_duration, data, start=begin, ends=finish, set_values={"PARAMCD": "CRSDUR"}))
    assert (lasts["ASTDT"], lasts["AVAL"]) == (DAY_0 + 2, 10.0)
    known = [{"dataset": "ADSL", "date": name} for name in ("DCUTDT", "LSTALVDT")]
    follow = only(bound(derive_param_duration, data, ends=known, unit="months", set_values={"PARAMCD": "FUP"}))
    assert follow["AVAL"] == pytest.approx(201 / 30.4375)


def test_intervals_without_an_end_or_against_time_are_told_and_get_no_row() -> None:
    data = {"ADSL": adsl(RSPDT=None)}
    built = bound(derive_param_duration, data, ends={"dataset": "ADSL", "date": "RSPDT"}, set_values={})
    assert (len(built.frame), rules(built)) == (0, ["interval-no-end"])
    data = {"ADSL": adsl(RSPDT=-1)}
    built = bound(derive_param_duration, data, ends={"dataset": "ADSL", "date": "RSPDT"}, set_values={})
    assert (len(built.frame), rules(built)) == (0, ["interval-reversed"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-10, 60), st.sampled_from([0.2, 0.9, 1.0, 2.0])), max_size=8),
    st.randoms(use_true_random=False),
    st.integers(0, 50) | st.none(),
    st.sampled_from([None, "next"]),
)
def test_the_order_of_records_changes_nothing_and_no_date_is_after_the_end(
    values: list[tuple[int, float]],
    random: Random,
    therapy: int | None,
    confirmed: str | None,
) -> None:
    mixed = list(enumerate(values))
    random.shuffle(mixed)
    ordered = laboratory(*values)
    shuffled = ordered.loc[[number for number, _ in mixed]].reset_index(drop=True)
    events = {**RECOVERY["events"], "confirmed": confirmed}
    given_ = {**RECOVERY, "events": events, "censors": [RECOVERY["censors"], OS["censors"][1]]}
    subject = adsl(LOWDT=7, NACTDT=therapy)
    first = bound(derive_param_tte, {"ADSL": subject, "ADLB": ordered}, **given_).frame
    second = bound(derive_param_tte, {"ADSL": subject, "ADLB": shuffled}, **given_).frame
    pd.testing.assert_frame_equal(first, second)
    assert therapy is None or (first["ADT"] <= DAY_0 + therapy).all()


@pytest.mark.parametrize(
    ("title", "subject", "where", "date", "said"),
    [
        ("a partial date", "1", None, "2014-11", ["1 2014-11"]),
        ("of a subject whose name has a blank", "A 1", None, "2014-11", ["A 1 2014-11"]),
        ("a blank date of an event that is asked for", "1", {"variable": "AESER", "eq": "Y"}, "", ["1"]),
        ("a blank date where nothing says that something happened", "1", None, "", []),
        ("a complete date", "1", {"variable": "AESER", "eq": "Y"}, "2014-11-01", []),
    ],
)
def test_a_date_that_counts_for_nothing_is_told(
    title: str, subject: str, where: dict[str, str] | None, date: str, said: list[str]
) -> None:
    events = pd.DataFrame({"USUBJID": [subject], "AESER": ["Y"], "AESTDTC": [date]}, dtype="str")
    built = bound(
        derive_param_tte,
        {"ADSL": adsl(LSTALVDT=90).assign(USUBJID=subject), "AE": events},
        events={"dataset": "AE", "date": "AESTDTC", "where": where},
        censors={"dataset": "ADSL", "date": "LSTALVDT"},
        set_values={"PARAMCD": "T"},
    )
    assert [value for one in built.findings for value in one.values] == said, title


@pytest.mark.parametrize(
    ("end", "last", "said"), [("2014-11-01", 28, []), ("2014-11", 90, ["1 2014-11"]), ("", 90, [])]
)
def test_an_end_of_observation_that_is_not_complete_ends_nothing_and_is_told(
    end: str, last: int, said: list[str]
) -> None:
    built = bound(
        derive_param_tte,
        {"ADSL": adsl(LSTALVDT=90), "DM": pd.DataFrame({"USUBJID": ["1"], "DTHDTC": [end]}, dtype="str")},
        events={"dataset": "ADSL", "date": "TRTSDT", "where": {"variable": "TRTSDT", "missing": True}},
        censors={"dataset": "ADSL", "date": "LSTALVDT"},
        until=["DM.DTHDTC"],
        set_values={"PARAMCD": "T"},
    )
    assert built.frame["ADT"].tolist() == [DAY_0 + last]
    assert [value for one in built.findings for value in one.values] == said


@pytest.mark.parametrize(
    ("equal", "taken"),
    [("first", (1, "Alive")), ("last", (2, "No follow-up"))],  # admiral takes the last listed
)
def test_of_censorings_on_one_date_the_first_or_the_last_listed_counts(equal: str, taken: tuple[int, str]) -> None:
    built = bound(derive_param_tte, {"ADSL": adsl(DTHDT=None, LSTALVDT=0, DCUTDT=200)}, **OS, equal_censors=equal)
    assert (only(built)["CNSR"], only(built)["EVNTDESC"]) == taken


@pytest.mark.parametrize(
    ("early", "expected", "told"),
    [("drop", (1, 90), ["tte-event-before-start"]), ("start", (0, 0), [])],  # admiral counts it on the start
)
def test_an_event_before_the_start_counts_for_nothing_or_on_it(
    early: str, expected: tuple[int, int], told: list[str]
) -> None:
    built = bound(derive_param_tte, {"ADSL": adsl(DTHDT=-3, LSTALVDT=90, DCUTDT=200)}, **OS, before_start=early)
    assert (day(built), rules(built)) == (expected, told)
