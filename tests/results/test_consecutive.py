"""Runs of records."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from converter.results.counts.consecutive import consecutive
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

NEGATIVE = {"variable": "AVALC", "eq": "NEGATIVE"}
RULE: dict[str, Any] = {"dataset": "ADMRD", "when": NEGATIVE, "order": ["ADT"]}


@pytest.mark.parametrize(
    ("results", "longest"),
    [
        ({"001": "NN"}, 2),
        ({"001": "NPN"}, 1),
        ({"001": "PNNNP"}, 3),
        ({"001": "NPNNPN"}, 2),
        ({"001": "PP"}, 0),
        ({"001": "N", "002": "N"}, 1),  # a run ends with the subject
        ({"001": "PN", "002": "NP"}, 1),
    ],
)
@pytest.mark.parametrize("at_least", [1, 2, 3])
def test_a_subject_counts_with_a_run_of_at_least_so_many_records_of_its_own(
    results: dict[str, str], longest: int, at_least: int
) -> None:
    letters = {"N": "NEGATIVE", "P": "POSITIVE"}
    records = [(subject, float(day), letters[one]) for subject, own in results.items() for day, one in enumerate(own)]
    made = ask(
        consecutive,
        {"ADSL": people(4), "ADMRD": table("USUBJID ADT AVALC", *records)},
        **RULE,
        at_least=at_least,
    )
    counted = len([own for own in results.values() if "N" * at_least in own])
    assert read(made) == {"n": counted, "N": 4, "pct": 25 * counted}
    assert (counted > 0) == (longest >= at_least)


RECORDS = table(
    "USUBJID PARAMCD ADT AVALC",
    ("001", "MRD", 3.0, "NEGATIVE"),
    ("001", "MRD", 1.0, "NEGATIVE"),
    ("001", "MRD", 2.0, "POSITIVE"),
    ("001", "MRD", None, "NEGATIVE"),
    ("002", "MRD", 5.0, "NEGATIVE"),
    ("002", "FLOW", 6.0, "POSITIVE"),
    ("002", "MRD", 7.0, "NEGATIVE"),
    ("002", "MRD", 8.0, "POSITIVE"),
    ("002", "MRD", 9.0, "NEGATIVE"),
    ("999", "MRD", 1.0, "NEGATIVE"),
    ("999", "MRD", 2.0, "NEGATIVE"),
)
MRD = {"variable": "PARAMCD", "eq": "MRD"}


def test_records_of_where_follow_each_other_by_date_and_one_without_a_date_has_no_place() -> None:
    made = ask(consecutive, {"ADSL": people(2), "ADMRD": RECORDS}, **RULE, where=MRD)
    assert read(made) == {"n": 1, "N": 2, "pct": 50}
    assert behind(made) == {"ADMRD": [4, 6]}  # those of the run, not the later one alone


def test_without_a_run_the_subjects_asked_stand_behind_and_of_none_there_is_no_percent() -> None:
    data = {"ADSL": people(2), "ADMRD": RECORDS}
    made = ask(consecutive, data, **RULE, where=MRD, at_least=3, among=[{"dataset": "ADMRD", "where": MRD}])
    assert (read(made), behind(made)) == ({"n": 0, "N": 2, "pct": 0}, {"ADSL": [0, 1]})
    nobody = ask(consecutive, data, **RULE, among=[{"dataset": "ADMRD", "without": True}])
    assert read(nobody) == {"n": 0, "N": 0, "pct": None}


def test_a_run_has_at_least_one_record() -> None:
    with pytest.raises(ValidationError, match="at_least"):
        ask(consecutive, {"ADSL": people(1), "ADMRD": RECORDS}, **RULE, at_least=0)
