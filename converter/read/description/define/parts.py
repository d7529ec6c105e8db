"""What elements of a define.xml refer to: items, methods, comments, where clauses, documents, standards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from converter.read.description.define.elements import described, line_of
from converter.read.description.words import guide_of
from converter.read.description.workbook.parts import is_acrf
from converter.spec.dataset import Reference
from converter.spec.described.description import (
    ACRF,
    UNNAMED,
    Code,
    MethodType,
    Note,
    SharedComment,
    SharedMethod,
    Trail,
)

OIDS = ("ItemDef", "ValueListDef", "WhereClauseDef", "CodeList", "MethodDef", "CommentDef")
"""Elements that others refer to by an identifier, which stands once."""
HREF = "{http://www.w3.org/1999/xlink}href"
Elements: TypeAlias = "dict[str, etree._Element]"  # noqa: SLF001 - lxml has no public name for it


@dataclass
class Parts:
    """The parts of a define.xml by their identifiers, and what reading them told; `used` are those referred to.

    `documents` name each document as we do, `leafs` have its file and title; `owners` name the variables that an item
    is, as DM.AGE; `groups` name the datasets.
    """

    items: Elements
    lists: Elements
    clauses: Elements
    codelists: Elements
    method_elements: Elements
    standards: dict[str, str]
    leafs: dict[str, tuple[str, str]]
    documents: dict[str, str]
    owners: dict[str, list[str]]
    groups: dict[str, str]
    methods: dict[str, SharedMethod] = field(default_factory=dict)
    comments: dict[str, SharedComment] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    places: dict[Trail, str] = field(default_factory=dict)

    def tell(self, element: etree._Element, kind: str, value: str, *, lost: bool = False) -> None:
        """Tell something of an element."""
        self.notes.append(Note(line_of(element), kind, value, lost=lost))

    def put(self, element: etree._Element, *path: str) -> None:
        """Remember the line of what stands at a path of the description."""
        self.places.setdefault(path, line_of(element))

    def method(self, oid: str, element: etree._Element) -> str:
        """Give the text of a method."""
        return self._text(oid, self.methods, "MethodOID", element)

    def comment(self, oid: str, element: etree._Element) -> str:
        """Give the text of a comment."""
        return self._text(oid, self.comments, "CommentOID", element)

    def _text(
        self, oid: str, known: dict[str, SharedMethod] | dict[str, SharedComment], what: str, element: etree._Element
    ) -> str:
        if not oid:
            return ""
        if oid not in known:
            self.tell(element, f"{what}: not defined; not kept", oid, lost=True)
            return ""
        self.used.add(oid)
        return known[oid].text

    def standard(self, oid: str) -> str:
        """Name the standard of a dataset: SDTMIG 3.4."""
        return self.standards.get(oid, "")


def parts_of(metadata: etree._Element) -> Parts:
    """Gather the parts of a define.xml by their identifiers."""
    leafs = {one.get("ID", ""): one for one in metadata.iterfind("{*}leaf")}
    parts = Parts(
        items=_by_oid(metadata, "ItemDef"),
        lists=_by_oid(metadata, "ValueListDef"),
        clauses=_by_oid(metadata, "WhereClauseDef"),
        codelists=_by_oid(metadata, "CodeList"),
        method_elements=_by_oid(metadata, "MethodDef"),
        standards={
            one.get("OID", ""): f"{guide_of(one.get('Name', ''))} {one.get('Version', '')}".strip()
            for one in metadata.iterfind("{*}Standards/{*}Standard")
        },
        leafs={oid: (one.get(HREF, ""), (one.findtext("{*}title") or "").strip()) for oid, one in leafs.items()},
        documents={},
        owners=_owners(metadata),
        groups={oid: one.get("Name", "").upper() for oid, one in _by_oid(metadata, "ItemGroupDef").items()},
    )
    for name in OIDS:
        _tell_twice(metadata, name, parts)
    parts.documents = _documents(metadata, parts)
    parts.methods = {oid: _method(oid, one, parts) for oid, one in parts.method_elements.items()}
    comments = _by_oid(metadata, "CommentDef")
    parts.comments = {
        oid: SharedComment(text=described(one) or oid, documents=tuple(references(one, parts)))
        for oid, one in comments.items()
    }
    for oid, one in comments.items():
        parts.put(one, "comments", parts.comments[oid].text)
    for oid, one in leafs.items():
        parts.put(one, "documents", parts.documents[oid])
    return parts


def _by_oid(metadata: etree._Element, name: str) -> Elements:
    """Give elements by identifier; of several with one the first."""
    found: Elements = {}
    for one in metadata.iterfind(f"{{*}}{name}"):
        found.setdefault(one.get("OID", ""), one)
    return found


def _tell_twice(metadata: etree._Element, name: str, parts: Parts) -> None:
    seen: set[str] = set()
    for one in metadata.iterfind(f"{{*}}{name}"):
        oid = one.get("OID", "")
        if oid in seen:
            parts.tell(one, f"{name} OID: stands twice; the first is kept", oid, lost=True)
        seen.add(oid)


def _owners(metadata: etree._Element) -> dict[str, list[str]]:
    items = {one.get("OID", ""): one.get("Name", "") for one in metadata.iterfind("{*}ItemDef")}
    found: dict[str, list[str]] = {}
    for group in metadata.iterfind("{*}ItemGroupDef"):
        for one in group.iterfind("{*}ItemRef"):
            oid = one.get("ItemOID", "")
            found.setdefault(oid, []).append(f"{group.get('Name', '')}.{items.get(oid, '')}".upper())
    return found


def _documents(metadata: etree._Element, parts: Parts) -> dict[str, str]:
    """Name the documents: the annotated CRF acrf, others by their identifiers without LF before them."""
    refs = metadata.iterfind("{*}AnnotatedCRF/{*}DocumentRef")
    crf = next((one.get("leafID", "") for one in refs), "")
    crf = crf or next((oid for oid, (_, title) in parts.leafs.items() if is_acrf(f"{oid} {title}")), "")
    return {oid: ACRF if oid == crf else oid.removeprefix("LF.") for oid in parts.leafs}


def _method(oid: str, element: etree._Element, parts: Parts) -> SharedMethod:
    kind: MethodType = "Imputation" if element.get("Type") == "Imputation" else "Computation"
    code = tuple(
        Code(context=one.get("Context") or UNNAMED, text=text)
        for one in element.iterfind("{*}FormalExpression")
        if (text := (one.text or "").strip())
    )
    text = described(element) or element.get("Name", "") or oid
    parts.put(element, "methods", text)
    return SharedMethod(
        text=text, name=oid.removeprefix("MT."), type=kind, code=code, documents=tuple(references(element, parts))
    )


def references(element: etree._Element, parts: Parts) -> Iterator[Reference]:
    """Give the documents that an element refers to, each with the pages; ones that are not defined are told."""
    for one in element.iterfind("{*}DocumentRef"):
        leaf = one.get("leafID", "")
        if leaf not in parts.documents:
            parts.tell(one, "DocumentRef: the document is not defined; not kept", leaf, lost=True)
            continue
        places = [pages for each in one.iterfind("{*}PDFPageRef") if (pages := _pages(each))]
        yield Reference(document=parts.documents[leaf], pages=" ".join(places))


def _pages(element: etree._Element) -> str:
    first, last = element.get("FirstPage"), element.get("LastPage")
    if first and last:
        return f"{first}-{last}"
    return " ".join((element.get("PageRefs") or "").replace(",", " ").split())


def text_below(metadata: etree._Element, kind: str, oid: str) -> str:
    """Give the description of an element of a kind by its identifier, blank where there is none."""
    found = (one for one in metadata.iterfind(f"{{*}}{kind}") if one.get("OID") == oid and oid)
    return next((described(one) for one in found), "")
