"""What a define.xml holds, found by OID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

Index = Mapping[str, "etree._Element"]  # noqa: SLF001 - lxml names its elements so
SAFE = frozenset({"", "http", "https"})
"""Schemes of links: no other one is followed."""


@dataclass(frozen=True)
class Document:
    """The parts of a define.xml (Define-XML 2.0 or 2.1) by their OIDs."""

    root: etree._Element
    items: Index
    groups: Index
    codelists: Index
    methods: Index
    comments: Index
    values: Index
    where: Index
    standards: Index
    leafs: Index

    def each(self, path: str) -> Iterator[etree._Element]:
        """Give the elements of a path below the study's metadata."""
        return self.root.iterfind(f".//{{*}}MetaDataVersion/{path}")


def document_of(root: etree._Element) -> Document:
    """Index a define.xml by OID."""

    def index(tag: str, key: str = "OID") -> Index:
        return {one.get(key, ""): one for one in root.iterfind(f".//{{*}}{tag}")}

    return Document(
        root,
        items=index("ItemDef"),
        groups=index("ItemGroupDef"),
        codelists=index("CodeList"),
        methods=index("MethodDef"),
        comments=index("CommentDef"),
        values=index("ValueListDef"),
        where=index("WhereClauseDef"),
        standards=index("Standard"),
        leafs=index("leaf", "ID"),
    )


def said(element: etree._Element | None, tag: str = "Description") -> str:
    """Give the text of an element's description or decode, blank where it has none."""
    text = None if element is None else element.find(f"{{*}}{tag}/{{*}}TranslatedText")
    return "" if text is None else (text.text or "").strip()


def attribute(element: etree._Element, name: str) -> str:
    """Give an attribute, of whatever namespace; blank where it is not there."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def is_safe(link: str) -> bool:
    """Tell whether a link leads to a file beside the page or to the web."""
    return urlsplit(link).scheme.lower() in SAFE
