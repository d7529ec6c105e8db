"""The names of months in the languages of collected dates."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from converter.compute.dates.date_format import MONTH_NUMBERS
from converter.errors import nearest
from converter.spec.values.months import load_month_names


def folded(text: str) -> str:
    """Give a text in capitals without accents, as names of months are compared."""
    apart = unicodedata.normalize("NFD", text.upper())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def months_of(languages: tuple[str, ...]) -> Mapping[str, int]:
    """Give the number of each name of a month in languages, folded, and in English, which is read without any.

    Raises ValueError for an unknown language, and for a name that means two months in them.
    """
    if not languages:
        return MONTH_NUMBERS
    known, numbers = load_month_names().languages, dict(MONTH_NUMBERS)
    for language in languages:
        if language not in known:
            message = f"unknown language '{language}'; {nearest(language, known) or ', '.join(known)}"
            raise ValueError(message)
        for number, names in enumerate(known[language], start=1):
            for name in map(folded, names):
                if numbers.setdefault(name, number) != number:
                    message = f"'{name}' is month {numbers[name]} or {number} in these languages; name one of them"
                    raise ValueError(message)
    return numbers


def known_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Give back languages whose months are known; raises ValueError for others."""
    months_of(languages)
    return languages


Languages: TypeAlias = Annotated[tuple[str, ...], AfterValidator(known_languages)]
"""A rule's argument that names languages; checked when the plan is made."""
