"""Names of months in the languages that a study declares."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.dates.collected_date import parse_datetimes
from converter.compute.dates.month_names import folded, known_languages, months_of
from converter.spec.values.months import load_month_names

LANGUAGES = sorted(load_month_names().languages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_names_each_month_and_no_name_twice(language: str) -> None:
    names = load_month_names().languages[language]
    assert len(names) == 12
    assert [months_of((language,))[folded(name)] for month in names for name in month] == [
        number for number, month in enumerate(names, 1) for _ in month
    ]


READ = {
    "5. März 2024": ("DD. MON YYYY", "de", "2024-03-05"),
    "05-MAI-2024": ("DD-MON-YYYY", "de", "2024-05-05"),
    "05MRZ2024": ("DDMONYYYY", "de", "2024-03-05"),
    "UN-Dez-2023": ("DD-MON-YYYY", "de", "2023-12"),
    "3 févr. 2024": ("DD MON YYYY", "fr", "2024-02-03"),
    "3 FEVRIER 2024": ("DD MONTH YYYY", "fr", "2024-02-03"),
    "1/ago/2024": ("DD/MON/YYYY", "es", "2024-08-01"),
    "12 giugno 2024 08:30": ("DD MONTH YYYY HH:MI", "it", "2024-06-12T08:30"),
    "5 maja 2024": ("DD MON YYYY", "pl", "2024-05-05"),
    "5 мая 2024": ("DD MON YYYY", "ru", "2024-05-05"),
    "5 Kasım 2024": (  # noqa: RUF001
        "DD MON YYYY",
        "tr",
        "2024-11-05",
    ),
    "05-OCT-2024": ("DD-MON-YYYY", "de", "2024-10-05"),
}


@pytest.mark.parametrize("text", READ)
def test_a_month_is_read_in_the_language_and_in_english(text: str) -> None:
    form, language, iso = READ[text]
    parsed = parse_datetimes(pd.Series([text]), (form,), months=months_of((language,)))
    assert (parsed.iso[0], parsed.reason[0]) == (iso, "")


def test_a_word_that_is_no_month_is_no_date() -> None:
    parsed = parse_datetimes(pd.Series(["05-MRX-2024"]), ("DD-MON-YYYY",), months=months_of(("de",)))
    assert (parsed.iso[0], parsed.reason[0]) == ("2024", "date-impossible")


def test_without_a_language_only_english_is_read() -> None:
    parsed = parse_datetimes(pd.Series(["05-MAI-2024", "05-MÄR-2024"]), ("DD-MON-YYYY",))
    assert parsed.reason.tolist() == ["date-impossible", "date-unreadable"]


@pytest.mark.parametrize(
    ("languages", "message"),
    [(("xx",), "unknown language 'xx'"), (("hr", "cs"), "is month 8 or 7|is month 7 or 8|is month 10 or 11")],
)
def test_languages_that_are_unknown_or_contradict_each_other_are_refused(
    languages: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        known_languages(languages)
