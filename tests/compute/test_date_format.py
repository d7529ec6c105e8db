"""Formats of collected dates: what is no part of a date is told, with what may be meant."""

from __future__ import annotations

import pytest

from converter.compute.dates.date_format import compile_format


@pytest.mark.parametrize(
    "text",
    [
        *("DD-MON-YYYY", "YYYY-MM-DD", "YYYY-MM-DDTHH:MI:SS", "YYYY-MM-DDTHH:MM:SSZ", "DDMONYYYY", "MONTH DD, YYYY"),
        *("HH:MI AM", "HHMI", "HHhMI", "EXCEL", "YYYY", "MM/YYYY", "dd/mm/yyyy hh:mi", "DD.MM.YY"),
    ],
)
def test_a_format_of_known_parts_compiles(text: str) -> None:
    assert compile_format(text).groupindex


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("YYYY-MMM-DD", "has 'M', which is no part of a date; did you mean YYYY-MON-DD?"),
        ("DD MMMM YYYY", "has the month twice"),
        ("DDMMMYYYY", "did you mean DDMONYYYY?"),
        ("D/M/YYYY", "did you mean DD/MM/YYYY?"),
        ("YYYYY-MM-DD", "did you mean YYYY-MM-DD?"),
        ("YYYYYY-MM", "has the year twice"),
        ("HH:MIN", "did you mean HH:MI?"),
        ("HH24:MI", "did you mean HH:MI?"),
        ("%d-%m-%Y", "did you mean"),
        ("DD-MON-YYYY x", "has 'X', which is no part of a date; parts are YYYY, YY,"),
        ("YYYY-DD", "has a day without month"),
        ("MM:SS", "has a second without minute"),
        ("MI", "has a minute without hour"),
        ("AM", "has a half without hour"),
        ("DAY", "no part"),
        ("", "has no part such as DD"),
    ],
)
def test_what_is_no_part_of_a_date_is_told_with_what_may_be_meant(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="date format") as caught:
        compile_format(text)
    assert message in str(caught.value)
