"""Differences of shares, and counts of records that are linked."""

from __future__ import annotations

import pytest

from converter.results.count import count
from converter.results.difference import difference
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

DATA = {
    "ADSL": people(5).assign(DOSE=[50.0, 150.0, 450.0, 450.0, float("nan")]),
    "ADAE": table(
        "USUBJID TERM LINK",
        *(("001", "Fever", "1"), ("003", "Fever", "1"), ("003", "Fever", "2"), ("004", "Fever", "")),
        *(("004", "Cough", "3"), ("009", "Fever", "1")),
    ),
    "ADCM": table(
        "USUBJID DRUG AE",
        *(("001", "STEROID", "2"), ("003", "STEROID", "2"), ("003", "ASPIRIN", "1"), ("004", "STEROID", "")),
        *(("004", "STEROID", "3"), ("009", "STEROID", "1")),
    ),
}
FEVER = {"variable": "TERM", "eq": "Fever"}
HIGH = {"dataset": "ADSL", "where": {"variable": "DOSE", "gt": 150}}


def test_the_share_of_the_members_is_compared_with_that_of_the_others() -> None:
    made = ask(difference, DATA, dataset="ADAE", where=FEVER, members=[HIGH])
    assert read(made) == {
        "n1": 2,
        "N1": 2,
        "pct1": 100,
        "n2": 1,
        "N2": 3,
        "pct2": pytest.approx(100 / 3),
        "difference": pytest.approx(200 / 3),
    }
    assert behind(made) == {"ADAE": [0, 1, 2, 3]}


def test_a_difference_from_a_group_of_nobody_is_missing() -> None:
    made = read(ask(difference, DATA, dataset="ADAE", where=FEVER, members=[HIGH], among=[HIGH]))
    assert (made["pct1"], made["N2"], made["pct2"], made["difference"]) == (100, 0, None, None)


@pytest.mark.parametrize(
    ("where", "drug", "n", "records"),
    [
        (FEVER, "STEROID", 1, [2]),
        (FEVER, "ASPIRIN", 1, [1]),
        (None, "STEROID", 2, [2, 4]),
    ],
)
def test_a_record_counts_if_another_of_the_subject_has_its_value_and_a_missing_value_links_nothing(
    where: dict[str, object] | None, drug: str, n: int, records: list[int]
) -> None:
    linked = {"link": "ADAE.LINK", "dataset": "ADCM", "variable": "AE", "where": {"variable": "DRUG", "eq": drug}}
    made = ask(count, DATA, dataset="ADAE", where=where, linked=[linked])
    assert read(made) == {"n": n, "N": 5, "pct": 20 * n}
    assert behind(made) == {"ADAE": records}
