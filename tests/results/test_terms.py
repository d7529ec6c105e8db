"""Lists of terms."""

from __future__ import annotations

import pytest

from converter.results.terms import terms
from tests.adam.frames import table
from tests.results.answers import ask, behind, measured, people, read

EVENTS = table(
    "USUBJID AEDECOD ATOXGRN",
    *(("001", "Tremor", 1.0), ("002", "Dizziness", 2.0), ("001", "dizziness", 3.0), ("001", "", 3.0)),
    *(("002", "Tremor", 3.0), ("999", "Lethargy", 3.0), ("002", "", 10.0)),
)


@pytest.mark.parametrize(
    ("arguments", "listed", "records"),
    [
        ({}, ["Dizziness", "Tremor", "dizziness"], [0, 1, 2, 4]),
        ({"lower": True}, ["dizziness", "tremor"], [0, 1, 2, 4]),
        ({"where": {"variable": "ATOXGRN", "eq": 3}}, ["Tremor", "dizziness"], [2, 4]),
        ({"where": {"variable": "ATOXGRN", "eq": 5}}, [], []),
        ({"variable": "ATOXGRN"}, ["1", "2", "3", "10"], [0, 1, 2, 3, 4, 6]),
    ],
)
def test_each_term_of_the_subjects_stands_once_in_order_with_its_number(
    arguments: dict[str, object], listed: list[str], records: list[int]
) -> None:
    made = ask(terms, {"ADSL": people(2), "ADAE": EVENTS}, **{"dataset": "ADAE", "variable": "AEDECOD", **arguments})
    expected = {f"term {number}": term for number, term in enumerate(listed, 1)}
    assert read(made) == {"n": len(listed), "terms": ", ".join(listed) or "none", **expected}
    assert behind(made) == ({"ADAE": records} if records else {})


@pytest.mark.parametrize(
    ("commonest", "listed"),
    [(1, ["tremor"]), (2, ["tremor", "cough"]), (9, ["tremor", "cough", "dizziness", "rash"])],
)
def test_the_commonest_terms_are_those_of_most_subjects_equally_common_ones_in_order(
    commonest: int, listed: list[str]
) -> None:
    events = [(1, "Rash"), (1, "Rash"), (1, "Rash"), (1, "tremor"), (2, "Tremor"), (3, "TREMOR"), (2, "Dizziness")]
    events += [(1, "Cough"), (2, "Cough")]
    data = {
        "ADSL": people(3),
        "ADAE": table("USUBJID AEDECOD", *((f"{subject:03d}", term) for subject, term in events)),
    }
    made = ask(terms, data, dataset="ADAE", variable="AEDECOD", lower=True, commonest=commonest)
    assert list(read(made).values()) == [len(listed), ", ".join(listed), *listed]
    assert behind(made) == {"ADAE": list(range(9))}


def test_numbers_have_no_small_letters() -> None:
    assert read(ask(terms, {"ADSL": measured(2.0, 1.5)}, variable="AVAL", lower=True))["terms"] == "1.5, 2"
