"""Pieces of the page: tables, links, and what variables, methods and comments refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from lxml import etree

from converter.write.define_page.document import Document, attribute, is_safe, said

COMPARATORS = {
    "EQ": "=",
    "NE": "is not",
    "LT": "<",
    "LE": "≤",
    "GT": ">",
    "GE": "≥",
    "IN": "is one of",
    "NOTIN": "is none of",
}


def table(head: Sequence[str], rows: Iterable[str]) -> str:
    """Write a table of rows that are HTML already; where it is wider than its place, keys can scroll it."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    inner = f"<table><thead><tr>{names}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wide" role="group" aria-label="{escape(", ".join(head))}" tabindex="0">{inner}</div>\n'


def row(cells: Iterable[str], oid: str = "") -> str:
    """Write a row of cells that are HTML already; others link to it by `oid`."""
    return f"<tr{anchor(oid)}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def anchor(oid: str) -> str:
    """Give the attribute by which others link to an element; none without an OID."""
    return f' id="{escape(oid)}"' if oid else ""


def link(oid: str, text: str) -> str:
    """Link to an element of the page."""
    return f'<a href="#{escape(oid)}">{escape(text)}</a>'


def lines(parts: Iterable[str]) -> str:
    """Put parts that are there below each other."""
    return "".join(f"<div>{part}</div>" for part in parts if part)


def text(words: str) -> str:
    """Write text, its lines kept."""
    return f'<span class="text">{escape(words)}</span>' if words else ""


def leaf_link(leaf: etree._Element, pages: str = "") -> str:
    """Link to a document or a dataset by its title; `pages` says where in it."""
    title = leaf.find("{*}title")
    words = (title.text if title is not None and title.text else attribute(leaf, "href")) + pages
    href = attribute(leaf, "href")
    return f'<a class="file" href="{escape(href)}">{escape(words)}</a>' if is_safe(href) else escape(words)


def documents(document: Document, element: etree._Element) -> Iterator[str]:
    """Link to each document that an element refers to, with the pages that it names."""
    for one in element.iterfind("{*}DocumentRef"):
        leaf = document.leafs.get(one.get("leafID", ""))
        pages = [_pages(page) for page in one.iterfind("{*}PDFPageRef")]
        if leaf is not None:
            yield leaf_link(leaf, f", {'; '.join(pages)}" if pages else "")


def _pages(page: etree._Element) -> str:
    first, last = page.get("FirstPage"), page.get("LastPage")
    where = f"{first} to {last}" if first and last else page.get("PageRefs", "")
    kind = "page" if page.get("Type") == "PhysicalRef" else ""
    return f"{kind} {where}".strip()


def comment(document: Document, element: etree._Element) -> Iterator[str]:
    """Give the comment that an element refers to, with its documents."""
    found = document.comments.get(attribute(element, "CommentOID"))
    if found is not None:
        yield text(said(found))
        yield from documents(document, found)


def standard(document: Document, element: etree._Element) -> str:
    """Name the standard that an element follows."""
    found = document.standards.get(attribute(element, "StandardOID"))
    if found is None:
        return "not of a standard" if attribute(element, "IsNonStandard") == "Yes" else ""
    return escape(standard_name(found))


def standard_name(element: etree._Element) -> str:
    """Name a standard: SDTMIG 3.4, CDISC/NCI SDTM 2025-03-28."""
    parts = (element.get("Name"), element.get("PublishingSet"), element.get("Version"))
    return " ".join(part for part in parts if part)


def condition(document: Document, reference: etree._Element) -> str:
    """Word the conditions that an element refers to: PARAMCD = ALT and AVISIT is one of (Day 1, Day 2)."""
    parts = []
    for one in reference.iterfind("{*}WhereClauseRef"):
        clause = document.where.get(one.get("WhereClauseOID", ""))
        checks = () if clause is None else clause.iterfind("{*}RangeCheck")
        parts.append(" and ".join(_check(document, check) for check in checks))
        parts += [] if clause is None else comment(document, clause)
    return " or ".join(part for part in parts if part)


def _check(document: Document, check: etree._Element) -> str:
    oid = attribute(check, "ItemOID")
    item = document.items.get(oid)
    comparator = check.get("Comparator", "EQ")
    values = [value.text or "" for value in check.iterfind("{*}CheckValue")]
    told = [escape(_quoted(value)) + _decoded(document, item, value) for value in values]
    joined = f"({', '.join(told)})" if comparator in {"IN", "NOTIN"} else ", ".join(told)
    name = item.get("Name", oid) if item is not None else oid
    return f"{link(oid, name)} {escape(COMPARATORS.get(comparator, comparator))} {joined}"


def _quoted(value: str) -> str:
    return value if value and value == value.strip() else f'"{value}"'


def _decoded(document: Document, item: etree._Element | None, value: str) -> str:
    """Give what a code of a condition means, where its variable's codelist says so."""
    reference = None if item is None else item.find("{*}CodeListRef")
    codelist = None if reference is None else document.codelists.get(reference.get("CodeListOID", ""))
    terms = () if codelist is None else codelist.iterfind("{*}CodeListItem")
    words = next((said(term, "Decode") for term in terms if term.get("CodedValue") == value), "")
    return f' <span class="quiet">{escape(words)}</span>' if words and words != value else ""
