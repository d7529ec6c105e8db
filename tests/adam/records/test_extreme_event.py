"""First, last and best of several events."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from converter.adam.records.extreme_event import derive_extreme_event, derive_vars_extreme_event
from converter.compute.dates.sas_date import iso_date, sas_date
from converter.steps import Built
from tests.adam.frames import call, filled, table

ADSL = table(
    "STUDYID USUBJID SAFFL CUT",
    ("S", "A", "Y", "2016-06-30"),
    ("S", "B", "Y", "2016-06-30"),
    ("S", "C", "Y", "2016-06-30"),
    ("S", "D", "N", "2016-06-30"),
)
DATA = {
    "ADSL": ADSL.assign(CUTDT=sas_date(ADSL["CUT"])),
    "LB": table(
        "USUBJID LBDTC LBSEQ",
        ("A", "2016-03-01", 1),
        ("A", "2016-05-01", 2),
        ("B", "2016-07-02", 1),
        ("D", "2016-01-01", 1),
    ),
    "VS": table("USUBJID VSDTC VSSEQ", ("A", "2016-05-01", 4), ("B", "2016-02-01", 5), ("C", "2016", 6)),
}
LB = {"dataset": "LB", "date": "LBDTC", "set_values": {"AVALC": "LAB", "AVAL": 1}}
VS = {"dataset": "VS", "date": "VSDTC", "set_values": {"AVALC": "VITAL SIGNS"}}


def event(events: list[dict[str, Any]], select: str, **arguments: Any) -> Built:
    """Take one event of each treated subject."""
    treated = {"variable": "ADSL.SAFFL", "eq": "Y"}
    constants = {"PARAMCD": "LSTALV"}
    return call(
        derive_extreme_event,
        ADSL,
        DATA,
        events=events,
        select=select,
        population=treated,
        set_values=constants,
        **arguments,
    )


@pytest.mark.parametrize(
    ("select", "events", "arguments", "expected"),
    [
        ("last", [LB, VS], {}, [("A", "2016-05-01", "LAB", 2), ("B", "2016-07-02", "LAB", 1)]),
        ("last", [VS, LB], {}, [("A", "2016-05-01", "VITAL SIGNS", 4), ("B", "2016-07-02", "LAB", 1)]),
        ("first", [LB, VS], {}, [("A", "2016-03-01", "LAB", 1), ("B", "2016-02-01", "VITAL SIGNS", 5)]),
        ("listed", [LB, VS], {}, [("A", "2016-03-01", "LAB", 1), ("B", "2016-07-02", "LAB", 1)]),
        (
            "last",
            [LB, VS],
            {"until": ["ADSL.CUTDT"]},
            [("A", "2016-05-01", "LAB", 2), ("B", "2016-02-01", "VITAL SIGNS", 5)],
        ),
        (
            "first",
            [{**LB, "order": "last"}, VS],
            {},
            [("A", "2016-05-01", "LAB", 2), ("B", "2016-02-01", "VITAL SIGNS", 5)],
        ),
    ],
)
def test_one_event_is_taken_by_date_or_by_the_order_of_the_list(
    select: str, events: list[dict[str, Any]], arguments: dict[str, Any], expected: list[tuple[str, str, str, int]]
) -> None:
    frame = event(events, select, **arguments).frame
    shown = zip(frame["USUBJID"], iso_date(frame["ADT"]), frame["AVALC"], frame["SRCSEQ"], strict=True)
    assert list(shown) == expected
    assert filled(frame["AVAL"]) == [1 if text == "LAB" else None for text in frame["AVALC"]]
    assert frame["PARAMCD"].tolist() == ["LSTALV"] * len(expected)


def test_the_record_that_was_taken_stands_behind_the_row() -> None:
    made = event([LB, VS], "first")
    assert made.frame["SRCDOM"].tolist() == ["LB", "VS"]
    assert made.frame["SRCVAR"].tolist() == ["LBDTC", "VSDTC"]
    assert made.lineage[["row", "table", "source_row"]].to_numpy().tolist() == [[0, "LB", 0], [1, "VS", 1]]


def test_subjects_without_event_and_partial_dates_are_told_and_a_last_event_of_adsl_takes_the_rest() -> None:
    made = event([LB, VS], "last")
    assert [(finding.rule, finding.values.tolist()) for finding in made.findings] == [
        ("event-none", ["C"]),
        ("tte-date-partial", ["C 2016"]),
    ]
    rest = {"dataset": "ADSL", "date": "CUTDT", "set_values": {"AVALC": "NONE"}}
    assert event([VS, rest], "listed").frame["AVALC"].tolist() == ["VITAL SIGNS", "VITAL SIGNS", "NONE"]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([LB, {**VS, "set_values": {"AVAL": "2"}}], "AVAL: some entries set text, others numbers"),
        ([], "the list is empty"),
    ],
)
def test_events_that_contradict_each_other_are_refused(events: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        event(events, "first")


def test_a_subject_without_an_event_gets_the_row_that_otherwise_sets_undated() -> None:
    made = event([LB], "first", otherwise={"set_values": {"AVALC": "NONE", "AVAL": 0}})
    days = [None if one is None else iso(one) for one in filled(made.frame["ADT"])]
    rows = list(zip(made.frame["USUBJID"], days, made.frame["AVALC"], made.frame["AVAL"], strict=True))
    assert rows == [("A", "2016-03-01", "LAB", 1), ("B", "2016-07-02", "LAB", 1), ("C", None, "NONE", 0)]
    assert [one.rule for one in made.findings] == []
    assert (made.frame["SRCDOM"].iloc[2], made.frame["SRCVAR"].iloc[2]) == ("", "")


def test_a_row_keeps_variables_of_the_record_that_is_taken() -> None:
    kept = {**VS, "variables": {"SEQ": "VSSEQ"}}
    made = event([kept, LB], "last")
    assert filled(made.frame["SEQ"]) == [4, None]


def test_the_event_may_stand_on_the_rows_of_the_subject_as_variables() -> None:
    events = [{**LB, "variables": {"WHEN": "LBDTC"}}, VS]
    made = call(derive_vars_extreme_event, ADSL, DATA, events=events, select="last", new_var="LSTALVDT")
    assert [None if day is None else iso(day) for day in filled(made.values["LSTALVDT"])] == [
        "2016-05-01",
        "2016-07-02",
        None,
        "2016-01-01",
    ]
    assert made.values["AVALC"].tolist() == ["LAB", "LAB", "", "LAB"]
    assert made.values["WHEN"].tolist() == ["2016-05-01", "2016-07-02", "", "2016-01-01"]
    assert made.sources[["row", "table", "source_row"]].to_numpy().tolist() == [
        [0, "LB", 1],
        [1, "LB", 2],
        [3, "LB", 3],
    ]


def iso(day: object) -> str:
    return str(iso_date(pd.Series([day], dtype="float64")).iloc[0])
