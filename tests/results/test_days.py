"""Days that records cover."""

from __future__ import annotations

import pytest

from converter.results.values.days import days
from tests.adam.frames import table
from tests.results.answers import ask, behind, people, read

Spans = list[tuple[str, float | None, float | None]]


@pytest.mark.parametrize(
    ("spans", "over", "listed"),
    [
        ([("001", -5, -3), ("002", -5, -3), ("003", -5, -3)], 50, [-5, -4, -3]),
        ([("001", -5, -3), ("002", -5, -3), ("003", -4, -2)], 50, [-5, -4, -3]),
        ([("001", -5, -3), ("002", -5, -3), ("003", -4, -2)], 0, [-5, -4, -3, -2]),
        ([("001", 1, 1), ("001", 3, 3)], 50, [1, 3]),
        ([("001", 1, 2), ("002", 3, 4)], 50, []),
        ([("001", 1, 2), ("002", None, 2)], 49, [1, 2]),
        ([("001", 2, 1)], 0, []),
        ([("001", -1, 1)], 0, [-1, 1]),
        ([("001", -1, 0), ("002", -1, 1)], 50, [-1, 0]),
        ([("009", 1, 2)], 0, []),
        ([], 0, []),
    ],
)
def test_days_that_more_than_a_share_of_the_subjects_has_are_listed(
    spans: Spans, over: float, listed: list[float]
) -> None:
    data = {"ADSL": people(3), "ADEX": table("USUBJID ASTDY AENDY", *spans, ("999", None, None))}
    expected = {f"day {number}": day for number, day in enumerate(listed, 1)}
    words = ", ".join(map(str, listed)) or "none"
    assert read(ask(days, data, dataset="ADEX", over=over)) == {"n": len(listed), "days": words, **expected}


def test_behind_the_days_stand_the_records_that_cover_them() -> None:
    data = {"ADSL": people(3), "ADEX": table("USUBJID ASTDY AENDY", ("001", 1, 2), ("002", 2, 3), ("003", 7, 8))}
    assert behind(ask(days, data, dataset="ADEX")) == {"ADEX": [0, 1]}
