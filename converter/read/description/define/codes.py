"""Codelists and dictionaries of a define.xml."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from converter.read.description.define.elements import attribute, code_of, name_of
from converter.read.description.define.parts import Parts
from converter.read.description.words import cleaned
from converter.spec.standards.terminology import Term
from converter.spec.study import Dictionary, StudyCodelist

PREFIX = "CL."


def codelist_name(oid: str) -> str:
    """Name a codelist by its identifier."""
    return oid.removeprefix(PREFIX)


dictionary_name = codelist_name


def codelists_of(parts: Parts) -> dict[str, StudyCodelist]:
    """Give the codelists that have terms, each with its terms in their order."""
    found = ((oid, one) for oid, one in parts.codelists.items() if one.find("{*}ExternalCodeList") is None)
    return {codelist_name(oid): _codelist(codelist_name(oid), one, parts) for oid, one in found}


def dictionaries_of(parts: Parts) -> dict[str, Dictionary]:
    """Give the external dictionaries."""
    found: dict[str, Dictionary] = {}
    for oid, one in parts.codelists.items():
        outer = one.find("{*}ExternalCodeList")
        if outer is not None:
            found[dictionary_name(oid)] = Dictionary(
                name=outer.get("Dictionary", "") or name_of(one),
                version=outer.get("Version", ""),
                href=outer.get("href", ""),
            )
    return found


def _codelist(name: str, element: etree._Element, parts: Parts) -> StudyCodelist:
    parts.put(element, "codelists", name)
    terms: dict[str, Term] = {}
    for term, one in _terms(element):
        if not term.value:
            parts.tell(one, "CodedValue: no value; the term is not kept", term.decode, lost=True)
        elif term.value in terms:
            kind = "CodeList: a term that stands twice; the first is kept"
            parts.tell(one, kind, f"{name_of(element)} {term.value}", lost=True)
        else:
            terms[term.value] = term
            parts.put(one, "codelists", name, "terms", term.value)
    if element.get("SASFormatName") and element.get("SASFormatName") != name:
        parts.tell(element, "SASFormatName: not kept", element.get("SASFormatName", ""))
    return StudyCodelist(
        label=name_of(element),
        code=code_of(element),
        comment=parts.comment(attribute(element, "CommentOID"), element),
        whole=True,
        terms=tuple(terms.values()),
    )


def _terms(codelist: etree._Element) -> Iterator[tuple[Term, etree._Element]]:
    items = [one for one in codelist if str(one.tag).endswith("Item")]
    for item in sorted(items, key=_order):
        decode = cleaned(item.findtext("{*}Decode/{*}TranslatedText") or "")
        value = cleaned(item.get("CodedValue", ""))
        yield Term(value=value, code=code_of(item), decode=decode, rank=_number(item.get("Rank"))), item


def _order(item: etree._Element) -> float:
    number = _number(item.get("OrderNumber"))
    return float("inf") if number is None else number


def _number(text: str | None) -> float | None:
    return float(text) if text and text.replace(".", "", 1).isdecimal() else None
