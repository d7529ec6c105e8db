"""Events that count only for what their record sees before or after it: a value confirmed weeks later."""

from __future__ import annotations

from typing import get_type_hints

import pytest
from pydantic import TypeAdapter

from converter.adam.events.time_to_event import derive_param_tte
from converter.adam.records.extreme_event import Events, derive_extreme_event
from converter.adam.source import Source
from converter.plan.binding.names import named, of_subject
from tests.adam.frames import call, filled, table

ADSL = table("STUDYID USUBJID TRTSDT DCUTDT", *(("S", one, 0.0, 400.0) for one in "ABCD"))
PSA = table(
    "USUBJID PARAMCD ADT PCHG ASEQ",
    *(("A", "PSA", 28.0, -55.0, 1.0), ("A", "PSA", 42.0, -20.0, 2.0), ("A", "PSA", 50.0, -60.0, 3.0)),
    *(("B", "PSA", 28.0, -55.0, 1.0), ("B", "PSA", 48.0, -70.0, 2.0)),
    *(("C", "PSA", 28.0, -55.0, 1.0), ("C", "TESTO", 56.0, -90.0, 2.0)),
    *(("D", "PSA", 28.0, -55.0, 1.0), ("D", "PSA", 49.0, -50.0, 2.0), ("D", "PSA", None, -50.0, 3.0)),
)
FALL = {"variable": "PCHG", "le": -50}
CONFIRMED = {
    "dataset": "ADPS",
    "date": "ADT",
    "among": {"variable": "PARAMCD", "eq": "PSA"},
    "where": FALL,
    "look": {"until": {"all": [FALL, {"variable": "AWAY", "ge": 21}]}},
}
NO_ROWS = table("USUBJID AVAL")


def test_a_fall_counts_where_a_later_one_of_its_series_confirms_it_three_weeks_on() -> None:
    made = call(
        derive_extreme_event,
        NO_ROWS,
        {"ADSL": ADSL, "ADPS": PSA},
        events=[{**CONFIRMED, "set_values": {"AVALC": "Y"}}],
        select="first",
        otherwise={"set_values": {"AVALC": "N"}},
        set_values={"PARAMCD": "PSA50"},
    )
    # A: 28, seen again on 50 (22 days); B: 20 days are too few; C: another series; D: 21 days on
    assert made.frame["AVALC"].tolist() == ["Y", "N", "N", "Y"]
    assert filled(made.frame["ADT"]) == [28.0, None, None, 28.0]
    # the record and the one that confirms it stand behind the row
    own = made.lineage[made.lineage["table"] == "ADPS"]
    assert {row: sorted(found["source_row"]) for row, found in own.groupby("row")} == {0: [0, 2], 3: [7, 8]}


def test_what_is_asked_of_the_look_may_be_its_counts() -> None:
    strict = {**CONFIRMED, "look": {**CONFIRMED["look"], "counts": {"OTHER": {"not": FALL}}}}  # type: ignore[dict-item]
    made = call(
        derive_param_tte,
        NO_ROWS,
        {"ADSL": ADSL, "ADPS": PSA},
        events={**strict, "when": {"all": [{"variable": "LOOK", "eq": "Y"}, {"variable": "LOOK.OTHER", "eq": 0}]}},
        censors={"dataset": "ADSL", "date": "DCUTDT"},
        set_values={"PARAMCD": "TTPSA"},
    )
    assert made.frame["CNSR"].tolist() == [1.0, 1.0, 1.0, 0.0]


def test_when_without_a_look_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no look"):
        Source.model_validate({"dataset": "ADPS", "date": "ADT", "when": FALL})


def test_a_plan_knows_what_a_look_of_an_event_reads() -> None:
    events = [
        {
            **CONFIRMED,
            "look": {"until": {"variable": "THIS.BASE", "gt": 1}, "counts": {"OTHER": {"variable": "AVAL", "lt": 0}}},
            "when": {
                "all": [
                    {"variable": "LOOK", "eq": "Y"},
                    {"variable": "LOOK.OTHER", "eq": 0},
                    {"variable": "LOOK.CHG", "lt": 0},
                ]
            },
        }
    ]
    read = {"events": TypeAdapter(Events).validate_python(events)}
    hints = get_type_hints(derive_extreme_event, include_extras=True)
    names = ["ADT", "AVAL", "BASE", "CHG", "PARAMCD", "PCHG", "USUBJID"]
    assert sorted(named(hints, read, "variable")) == [f"ADPS.{name}" for name in names]
    assert of_subject(hints, read) == ()
