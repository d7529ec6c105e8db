"""Documents that a define.xml refers to, and places in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from converter.spec.dataset import Origin, Reference
from converter.spec.description import ACRF
from converter.write.define.names import element, plain

_RANGE = re.compile(r"([0-9]+)\s*-\s*([0-9]+)")
_PAGES = re.compile(r"[0-9]+(?:[\s,]+[0-9]+)*")


def leaf_id(name: str) -> str:
    """Name the leaf of a document or a dataset's file."""
    return f"LF.{plain(name)}"


def document_refs(references: Iterable[Reference], documents: Iterable[str]) -> Iterator[etree._Element]:
    """Write a reference to each document that there is, with the pages or the named destination in it."""
    known = frozenset(documents)
    for one in references:
        if one.document in known:
            yield element("def:DocumentRef", {"leafID": leaf_id(one.document)}, *_place(one.pages))


def _place(pages: str) -> Iterator[etree._Element]:
    if not pages:
        return
    span = _RANGE.fullmatch(pages)
    if span:
        said = {"Type": "PhysicalRef", "FirstPage": span[1], "LastPage": span[2]}
    elif _PAGES.fullmatch(pages):
        said = {"Type": "PhysicalRef", "PageRefs": " ".join(pages.replace(",", " ").split())}
    else:
        said = {"Type": "NamedDestination", "PageRefs": pages}
    yield element("def:PDFPageRef", said)


def references_of(origin: Origin) -> Iterator[Reference]:
    """Give the documents of an origin; pages alone are those of the annotated CRF."""
    if origin.pages:
        yield Reference(document=ACRF, pages=" ".join(map(str, origin.pages)))
    yield from origin.documents
