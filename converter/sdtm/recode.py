"""Collected codes to controlled terms."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.distinct import by_distinct
from converter.compute.suggestion import suggestions
from converter.dataset import Frame
from converter.spec.terminology import Codelist
from converter.steps import Column, Finding, Mapped


def recode(
    rows: Frame,
    *,
    column: Column,
    codelist: Codelist | None = None,
    map: dict[str, str] | None = None,  # noqa: A002 - the key's name in the specification
) -> Mapped:
    """Collected value recoded to the terms of codelist {codelist}.

    `rows` has the raw text column. A value is looked up in `map`, then among submission values, synonyms and decodes,
    first to the letter, then without regard to case and blanks. What nothing maps is kept as collected and reported as
    `code-unmapped`: an error where the codelist is not extensible, else a warning.
    """
    collected = rows[column].str.strip()
    terms = known_terms(codelist, map or {})
    written = by_distinct(collected, lambda distinct: recoded(distinct, terms))
    unmapped = written.isna()
    values = written.where(~unmapped, collected).astype("str")
    if not unmapped.any():
        return Mapped(values)
    return Mapped(values, (_unmapped(collected[unmapped], codelist),))


def known_terms(codelist: Codelist | None, given: Mapping[str, str]) -> dict[str, str]:
    """Give the term of every text that is known: given ones, submission values, synonyms, decodes; blank for blank."""
    terms: dict[str, str] = {}
    for term in codelist.terms if codelist else ():
        for text in (term.decode, *term.synonyms):
            terms.setdefault(_folded(text), term.value)
    for term in codelist.terms if codelist else ():
        terms[_folded(term.value)] = term.value
    for text, value in given.items():
        terms[_folded(text)] = value
    exact = {term.value: term.value for term in codelist.terms} if codelist else {}
    return {**terms, **exact, **given, "": given.get("", "")}


def recoded(values: pd.Series, terms: Mapping[str, str]) -> pd.Series:
    """Look values up, to the letter, then without regard to case and blanks; NaN where nothing maps."""
    exact = values.map(terms)
    return exact.where(exact.notna(), values.map(_folded).map(terms))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _unmapped(values: pd.Series, codelist: Codelist | None) -> Finding:
    name = f"codelist {codelist.name}" if codelist else "the map"
    terms = codelist.terms if codelist else ()
    return Finding(
        rule="code-unmapped",
        severity="warning" if codelist and codelist.extensible else "error",
        rows=values.index,
        values=values,
        message=f"no term of {name} for it",
        written="kept as collected",
        hint=suggestions(values, terms) or "add it under map:, or to the study's codelists",
    )
