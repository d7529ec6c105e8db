"""Collected codes to controlled terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from converter.compute.terms.suggestion import suggestions
from converter.compute.terms.terms import recognise
from converter.dataset import Frame
from converter.spec.standards.terminology import Codelist
from converter.steps import Column, Finding, Mapped

OTHER_CASE, TAKEN = "code-case", "taken as "


def recode(
    rows: Frame,
    *,
    column: Column,
    codelist: Codelist | None = None,
    map: dict[str, str] | None = None,  # noqa: A002 - the key's name in the specification
) -> Mapped:
    """Collected value recoded to the terms of codelist {codelist}.

    `rows` has the raw text column. A value is looked up in `map`, among submission values, then synonyms and decodes,
    to the letter; then without regard to case and blanks (of units only where case means nothing). What nothing maps is
    kept as collected and reported as `code-unmapped`, what may be several terms as `code-ambiguous`: errors where the
    codelist is not extensible, else warnings. A code that other rows write in another case is noted: `code-case`.
    """
    collected = rows[column].str.strip()
    found = recognise(collected, codelist, map)
    values = found.terms.where(found.terms.notna(), collected).astype("str")
    ambiguous = found.candidates != ""
    unmapped = found.terms.isna() & ~ambiguous
    usual = frozenset(str(term) for term in found.terms[~found.folded].dropna().unique())
    other = found.folded & (collected != "")
    known = found.terms.isin(usual)
    findings = (
        *_unmapped(collected[unmapped], codelist),
        *_ambiguous(collected[ambiguous], found.candidates[ambiguous], codelist),
        *_other_case(collected[other & known], found.terms),
    )
    return Mapped(values, findings, alone=_other_case(collected[other & ~known], found.terms), usual=usual)


def _unmapped(values: pd.Series, codelist: Codelist | None) -> tuple[Finding, ...]:
    if values.empty:
        return ()
    name = f"codelist {codelist.name}" if codelist else "the map"
    finding = Finding(
        rule="code-unmapped",
        severity="warning" if codelist and codelist.extensible else "error",
        rows=values.index,
        values=values,
        message=f"no term of {name} for it",
        written="kept as collected",
        hint=hint(values, {"codelist": codelist}),
    )
    return (finding,)


def hint(values: pd.Series, arguments: Mapping[str, Any]) -> str:
    """Say what to do with values that are no terms: name those that they are another writing of."""
    codelist = arguments.get("codelist")
    return suggestions(values, codelist.terms if codelist else ()) or "add it under map:, or to the study's codelists"


def _ambiguous(values: pd.Series, candidates: pd.Series, codelist: Codelist | None) -> tuple[Finding, ...]:
    """Report texts that may stand for several terms, one finding for each set of terms."""
    return tuple(
        Finding(
            rule="code-ambiguous",
            severity="warning" if codelist and codelist.extensible else "error",
            rows=texts.index,
            values=texts,
            message=f"may be any of {terms}" + (f" of codelist {codelist.name}" if codelist else ""),
            written="kept as collected",
            hint="say under map: which of them is meant",
        )
        for terms, texts in values.groupby(candidates, sort=False)
    )


def _other_case(values: pd.Series, terms: pd.Series) -> tuple[Finding, ...]:
    """Report texts that are a term only without regard to case, where other rows of the column write it otherwise."""
    if values.empty:
        return ()
    finding = Finding(
        rule=OTHER_CASE,
        severity="note",
        rows=values.index,
        values=values,
        message="other rows of the column write the code in another case",
        written=TAKEN + terms[values.index],
        hint="correct it at the source, or accept it",
    )
    return (finding,)
