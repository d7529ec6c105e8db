"""Lists of terms."""

from __future__ import annotations

import pytest

from converter.results.terms import terms
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

EVENTS = table(
    "USUBJID AEDECOD ATOXGRN",
    *(("001", "Tremor", 1.0), ("002", "Dizziness", 2.0), ("001", "dizziness", 3.0), ("001", "", 3.0)),
    *(("002", "Tremor", 3.0), ("999", "Lethargy", 3.0)),
)


@pytest.mark.parametrize(
    ("arguments", "listed", "records"),
    [
        ({}, ["Dizziness", "Tremor", "dizziness"], [0, 1, 2, 4]),
        ({"lower": True}, ["dizziness", "tremor"], [0, 1, 2, 4]),
        ({"where": {"variable": "ATOXGRN", "eq": 3}}, ["Tremor", "dizziness"], [2, 4]),
        ({"where": {"variable": "ATOXGRN", "eq": 5}}, [], []),
        ({"variable": "ATOXGRN"}, ["1", "2", "3"], [0, 1, 2, 3, 4]),
    ],
)
def test_each_term_of_the_subjects_stands_once_in_order_with_its_number(
    arguments: dict[str, object], listed: list[str], records: list[int]
) -> None:
    made = ask(terms, {"ADSL": people(2), "ADAE": EVENTS}, **{"dataset": "ADAE", "variable": "AEDECOD", **arguments})
    expected = {f"term {number}": term for number, term in enumerate(listed, 1)}
    assert read(made) == {"n": len(listed), **expected}
    assert behind(made) == ({"ADAE": records} if records else {})
