"""Documents that a define.xml refers to, and places in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lxml import etree

from converter.issues import Issue
from converter.spec.dataset import DatasetSpec, Description, Origin, Reference, ValueLevel, VariableSpec
from converter.spec.described.description import ACRF, DefineFile
from converter.spec.package.pages import page_numbers, page_range
from converter.write.define.names import element, plain


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
    span, numbers = page_range(pages), page_numbers(pages)
    said: dict[str, object]
    if span:
        said = {"Type": "PhysicalRef", "FirstPage": span[0], "LastPage": span[1]}
    elif numbers:
        said = {"Type": "PhysicalRef", "PageRefs": " ".join(map(str, numbers))}
    else:
        said = {"Type": "NamedDestination", "PageRefs": pages}
    yield element("def:PDFPageRef", said)


def references_of(origin: Origin) -> Iterator[Reference]:
    """Give the documents of an origin; pages alone are those of the annotated CRF."""
    if origin.pages:
        yield Reference(document=ACRF, pages=" ".join(map(str, origin.pages)))
    yield from origin.documents


def references_in(spec: DatasetSpec, define: DefineFile) -> Iterator[tuple[str, Reference]]:
    """Give every document that a dataset refers to, with the variable: by its origins, methods and comments."""
    beside: Mapping[str, Sequence[Reference]] = {
        **{one.text: one.documents for one in define.comments},
        **{one.text: one.documents for one in define.methods},
    }
    yield from (("", one) for one in beside.get(spec.comment, ()))
    for place in (*spec.variables, *spec.value_level):
        texts = (place.method, place.comment, place.where_comment if isinstance(place, ValueLevel) else "")
        said = [one for text in texts for one in beside.get(text, ())]
        said += references_of(place.origin) if place.origin else ()
        yield from ((_name(place), one) for one in said)


def _name(place: Description) -> str:
    if isinstance(place, ValueLevel):
        return place.variable
    return place.name if isinstance(place, VariableSpec) else ""


def undocumented(specs: Sequence[DatasetSpec], define: DefineFile, documents: Collection[str]) -> Iterator[Issue]:
    """Report what refers to a document that the study does not have: define.xml leaves the reference out."""
    found: dict[str, list[str]] = {}
    for spec in specs:
        for variable, one in references_in(spec, define):
            if one.document not in documents:
                found.setdefault(one.document, []).append(f"{spec.name}.{variable}".rstrip("."))
    for document, places in found.items():
        pages = "pages of the annotated CRF" if document == ACRF else f"the document '{document}'"
        named = list(dict.fromkeys(places))
        what = f"{named[0]} and {len(named) - 1} more refer" if len(named) > 1 else f"{named[0]} refers"
        message = f"{what} to {pages}, which the study does not name; the reference is left out"
        hint = f"name its file under documents: of study.yaml ({document}: {document}.pdf)"
        yield Issue("define-document", "warning", "define.xml", message, hint=hint)
