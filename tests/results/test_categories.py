"""Counts by category."""

from __future__ import annotations

import pytest

from converter.results.counts.categories import categories
from converter.results.statistics import COLUMNS
from tests.adam.frames import table
from tests.results.answers import ask, behind, read

DATA = {
    "ADSL": table(
        "USUBJID ECOG SEX SUM",
        ("A", 10.0, "F", 0.1 + 0.2),
        ("B", 2.0, "M", 0.3),
        ("C", None, "F", -0.0),
        ("D", 2.0, " ", None),
    ),
    "ADRS": table("USUBJID AVALC", ("A", "PR"), ("A", "CR"), ("A", "PR"), ("B", " PR "), ("C", ""), ("Z", "SD")),
}


@pytest.mark.parametrize(
    ("arguments", "counts"),
    [
        ({"variable": "ECOG"}, [("2", 2), ("10", 1)]),
        ({"variable": "SEX"}, [("F", 2), ("M", 1)]),
        ({"variable": "SUM"}, [("0", 1), ("0.3", 2)]),  # 0.1 + 0.2 is 0.3, -0 is 0
        ({"variable": "SUM", "levels": [0.3]}, [("0.3", 2), ("0", 1)]),
        ({"variable": "ECOG", "levels": [0, 10]}, [("0", 0), ("10", 1), ("2", 2)]),
        ({"variable": "AVALC", "dataset": "ADRS"}, [("CR", 1), ("PR", 2)]),
        ({"variable": "AVALC", "dataset": "ADRS", "levels": ["sCR", "PR"]}, [("sCR", 0), ("PR", 2), ("CR", 1)]),
        ({"variable": "AVALC", "dataset": "ADRS", "where": {"variable": "AVALC", "eq": "PD"}}, []),
    ],
)
def test_a_subject_counts_once_for_each_value_in_percent_of_all_named_levels_first(
    arguments: dict[str, object], counts: list[tuple[str, int]]
) -> None:
    made = ask(categories, DATA, **arguments)
    expected = {
        f"{stat} {level}": value for level, n in counts for stat, value in {"n": n, "N": 4, "pct": 25 * n}.items()
    }
    assert list(read(made).items()) == list(expected.items())
    assert list(made.statistics) == list(COLUMNS)


def test_percents_are_of_the_subjects_among_whom_is_counted_and_missing_of_none() -> None:
    male = {"dataset": "ADSL", "where": {"variable": "SEX", "eq": "M"}}
    made = ask(categories, DATA, variable="AVALC", dataset="ADRS", among=[male])
    assert read(made) == {"n PR": 1, "N PR": 1, "pct PR": 100}
    assert behind(made) == {"ADRS": [3]}
    nobody = ask(categories, DATA, variable="SEX", levels=["F"], among=[male, {**male, "without": True}])
    assert read(nobody) == {"n F": 0, "N F": 0, "pct F": None}


VISITS = {
    "ADSL": table("USUBJID SEX", ("A", "F"), ("B", "M"), ("C", "F"), ("D", "M")),
    "ADMRD": table(
        "USUBJID AVISIT ADT AVALC",
        *(("A", "MONTH 3", 90.0, "NEGATIVE"), ("A", "MONTH 1", 30.0, "NEGATIVE"), ("B", "MONTH 1", 30.0, "POSITIVE")),
        *(("B", "MONTH 3", 90.0, "NEGATIVE"), ("C", "MONTH 1", None, "NEGATIVE"), ("C", "MONTH 6", 180.0, "NEGATIVE")),
    ),
}


def test_only_the_first_record_of_a_subject_counts_in_an_order_which_those_without_its_variable_cannot_have() -> None:
    negative = {"variable": "AVALC", "eq": "NEGATIVE"}
    asked = {"dataset": "ADMRD", "variable": "AVISIT", "where": negative, "first_by": ["ADT"]}
    made = ask(categories, VISITS, **asked)
    counts = {name: n for name, n in read(made).items() if name.startswith("n ")}
    assert counts == {"n MONTH 1": 1, "n MONTH 3": 1, "n MONTH 6": 1}
    assert behind(made) == {"ADMRD": [1, 3, 5]}


def test_the_first_of_numbers_in_text_is_the_smallest_number() -> None:
    visits = table("USUBJID SEQ AVALC", ("A", "10", "LATE"), ("A", "9", "EARLY"))
    asked = {"dataset": "ADMRD", "variable": "AVALC", "first_by": ["SEQ"]}
    made = ask(categories, {"ADSL": VISITS["ADSL"], "ADMRD": visits}, **asked)
    assert read(made)["n EARLY"] == 1
    assert "n LATE" not in read(made)
