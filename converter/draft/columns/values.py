"""What the values of a column say: of which codelist they are, and which are not."""

from __future__ import annotations

from functools import cache

from converter.compute.terms.terms import without_case
from converter.dataset import SurveyedColumn
from converter.spec.collection import load_values
from converter.spec.library import load_codelist
from converter.spec.standards.standard import StandardVariable
from converter.spec.standards.terminology import Codelist

PACKAGE = "sdtm-ct-2025-03-28"
"""The terminology that a first specification pins."""


@cache
def published(name: str) -> Codelist | None:
    """Give a codelist of the terminology, or nothing where it lacks it."""
    return load_codelist(PACKAGE, name)


def codelists_of(variable: StandardVariable) -> list[Codelist]:
    """Give the codelists of a variable that the terminology has."""
    found = map(published, variable.codelists)
    return [codelist for codelist in found if codelist is not None]


def terms_of(column: SurveyedColumn, codelist: Codelist) -> dict[str, str]:
    """Give the term of each value of a column; what no term or several may stand for is left out."""
    return dict(_terms(column.values, codelist.name))


def is_coded(column: SurveyedColumn, value: str) -> bool:
    """Tell whether a digit is one of several codes of the form, as 1 and 2 are, and not the 0 or 1 of a tick."""
    return value.strip().isdecimal() and any(one.strip().isdecimal() and int(one) > 1 for one in column.values)


def meanings_of(column: SurveyedColumn, codelist: Codelist) -> dict[str, str]:
    """Give the term of each value that the terminology does not know and that is known to mean one."""
    told = load_values().values.get(codelist.name, {})
    known = {without_case(text): term for term, texts in told.items() for text in texts}
    terms = terms_of(column, codelist)
    found = {value: known.get(without_case(value.strip()), "") for value in column.values if value not in terms}
    return {
        value: term for value, term in found.items() if term and not (codelist.name == "NY" and is_coded(column, value))
    }


def share(column: SurveyedColumn, codelist: Codelist) -> float:
    """Give the share of a column's distinct values that are terms of a codelist, by value, synonym or decode."""
    return (len(terms_of(column, codelist)) + len(meanings_of(column, codelist))) / max(len(column.values), 1)


def best_codelist(column: SurveyedColumn, variable: StandardVariable) -> Codelist | None:
    """Choose of the variable's codelists the one that knows most of the values; none where it has none."""
    return max(codelists_of(variable), key=lambda codelist: share(column, codelist), default=None)


@cache
def _terms(values: tuple[str, ...], name: str) -> tuple[tuple[str, str], ...]:
    known = _by_text(name)
    found = ((value, known.get(without_case(value.strip()), "")) for value in values)
    return tuple((value, term) for value, term in found if term)


@cache
def _by_text(name: str) -> dict[str, str]:
    """Give the term of each text without regard to case: of its value, else of a synonym of it alone."""
    codelist = published(name)
    terms = codelist.terms if codelist else ()
    others: dict[str, set[str]] = {}
    for term in terms:
        for text in filter(None, (term.decode, *term.synonyms)):
            others.setdefault(without_case(text), set()).add(term.value)
    alone = {text: next(iter(found)) for text, found in others.items() if len(found) == 1}
    return alone | {without_case(term.value): term.value for term in terms}
