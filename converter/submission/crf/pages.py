"""Pages of the annotated form in define.xml: written where annotations stand, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from pypdf import PdfReader

from converter.submission.crf.annotations import COLLECTED, VENDOR, Target

DEF = "http://www.cdisc.org/ns/def/v2.1"
XLINK = "http://www.w3.org/1999/xlink"
LEAF = "LF.acrf"
FORM = "acrf.pdf"
DIGITS = "0123456789"
LONG = "VAL"
"""How the variables end whose long text goes on in variables with a number: COVAL, TSVAL."""


@dataclass(frozen=True)
class _Item:
    """One ItemDef: its dataset and variable, and the codes that it is for where it is a slice."""

    element: etree._Element
    dataset: str
    variable: str
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        codes = f" ({' '.join(self.codes)})" if self.codes else ""
        return f"{self.dataset}.{self.variable}{codes}"

    @property
    def continues(self) -> Target | None:
        """The variable whose long text goes on here.

        AE.AETERM of SUPPAE.QVAL where QNAM is AETERM1; CO.COVAL of CO.COVAL1.
        """
        if not self.codes and self.variable.rstrip(DIGITS).endswith(LONG) and self.variable[-1:].isdigit():
            return (self.dataset, self.variable.rstrip(DIGITS), "")
        parent, code = self.dataset.removeprefix("SUPP"), self.codes[0] if len(self.codes) == 1 else ""
        stem = code.rstrip(DIGITS)
        return (parent, stem, "") if parent != self.dataset and stem not in {code, ""} else None

    @property
    def origin(self) -> etree._Element | None:
        return self.element.find("{*}Origin")


def write_pages(root: etree._Element, pages: Mapping[Target, tuple[int, ...]]) -> None:
    """Name the annotated form, and give each collected variable and slice the pages of its annotations.

    Pages that the specification says stay.
    """
    named = False
    for item in _items(root):
        origin = item.origin
        found = _pages(item, pages) if _on_form(origin) else ()
        if origin is not None and found and not _said(origin):
            reference = etree.SubElement(origin, f"{{{DEF}}}DocumentRef", {"leafID": LEAF})
            said = {"PageRefs": " ".join(map(str, found)), "Type": "PhysicalRef"}
            etree.SubElement(reference, f"{{{DEF}}}PDFPageRef", said)
            named = True
    if named:
        _name_form(root)


def _pages(item: _Item, pages: Mapping[Target, tuple[int, ...]]) -> tuple[int, ...]:
    every = {page for code in item.codes for page in pages.get((item.dataset, item.variable, code), ())}
    by_code = any((item.dataset, item.variable) == target[:2] and target[2] for target in pages)
    if every or (item.codes and by_code and not item.continues):
        return tuple(sorted(every))
    return pages.get(item.continues or (item.dataset, item.variable, ""), ())


def _said(origin: etree._Element) -> bool:
    return origin.find("{*}DocumentRef") is not None


def _items(root: etree._Element) -> Iterator[_Item]:
    """Give the variables and slices of define.xml."""
    codes = dict(_codes(root))
    for group in root.iterfind(".//{*}ItemGroupDef"):
        dataset = group.get("Name", "")
        for element in root.iterfind(".//{*}ItemDef"):
            oid = element.get("OID", "")
            if oid.startswith(f"IT.{dataset}."):
                yield _Item(element, dataset, element.get("Name", ""), codes.get(oid, ()))


def _codes(root: etree._Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the codes of the first condition of each slice that names some."""
    clauses = {one.get("OID"): one for one in root.iterfind(".//{*}WhereClauseDef")}
    for reference in root.iterfind(".//{*}ValueListDef/{*}ItemRef"):
        for where in reference.iterfind("{*}WhereClauseRef"):
            clause = clauses.get(where.get("WhereClauseOID"))
            checks = () if clause is None else clause.iterfind("{*}RangeCheck")
            for check in checks:
                if check.get("Comparator") in {"EQ", "IN"} and check.get(f"{{{DEF}}}ItemOID", "").endswith(
                    ("CD", "QNAM")
                ):
                    yield reference.get("ItemOID", ""), tuple(one.text or "" for one in check.iterfind("{*}CheckValue"))


def _name_form(root: etree._Element) -> None:
    """Refer to the annotated form where define.xml has its documents."""
    name_document(root, LEAF, FORM, "Annotated case report form", "AnnotatedCRF")


def name_document(root: etree._Element, leaf: str, file: str, title: str, under: str) -> None:
    """Refer to a document under AnnotatedCRF or SupplementalDoc, unless define.xml has it already."""
    metadata = root.find(".//{*}MetaDataVersion")
    if metadata is None or metadata.find(f"{{*}}leaf[@ID='{leaf}']") is not None:
        return
    holder = metadata.find(f"{{*}}{under}")
    if holder is None:
        holder = etree.Element(f"{{{DEF}}}{under}")
        before = ("Standards",) if under == "AnnotatedCRF" else ("Standards", "AnnotatedCRF")
        metadata.insert(_behind(metadata, before), holder)
    etree.SubElement(holder, f"{{{DEF}}}DocumentRef", {"leafID": leaf})
    made = etree.Element(f"{{{DEF}}}leaf", {"ID": leaf, f"{{{XLINK}}}href": file})
    etree.SubElement(made, f"{{{DEF}}}title").text = title
    results = metadata.find("{*}AnalysisResultDisplays")
    metadata.insert(len(metadata) if results is None else metadata.index(results), made)


def _behind(metadata: etree._Element, names: Sequence[str]) -> int:
    found = [metadata.index(one) for name in names for one in metadata.iterfind(f"{{*}}{name}")]
    return max(found, default=-1) + 1


def misplaced(root: etree._Element, form: bytes | None) -> Iterator[str]:
    """Tell of each page of define.xml on which no annotation names the variable."""
    texts = _texts(form) if form is not None else {}
    for item in _items(root):
        for page in _referred(item):
            if form is None:
                yield f"{item.name}: refers to page {page} of an annotated form that is not there"
            elif not any(_names(item, text) for text in texts.get(page, ())):
                yield f"{item.name}: no annotation of it stands on page {page} of {FORM}"


def pageless(root: etree._Element) -> Iterator[str]:
    """Tell of what was collected on a form, and has no page."""
    sliced = {(one.dataset, one.variable) for one in _items(root) if one.codes}
    for item in _items(root):
        origin = item.origin
        if origin is not None and _on_form(origin) and not _said(origin) and not _is_sliced(item, sliced):
            yield f"{item.name}: was collected, and no form has an annotation of it"


def _on_form(origin: etree._Element | None) -> bool:
    """Tell what was collected on a form, and not by a vendor."""
    return origin is not None and origin.get("Type") == COLLECTED and origin.get("Source") != VENDOR


def _is_sliced(item: _Item, sliced: set[tuple[str, str]]) -> bool:
    """Tell a variable whose slices say where it comes from."""
    return not item.codes and (item.dataset, item.variable) in sliced


def _referred(item: _Item) -> Iterator[int]:
    origin = item.origin
    for reference in () if origin is None else origin.iterfind("{*}DocumentRef"):
        if reference.get("leafID") == LEAF:
            for page in reference.iterfind("{*}PDFPageRef"):
                if page.get("Type") == "PhysicalRef" and page.get("PageRefs"):
                    yield from map(int, page.get("PageRefs", "").split())


def _names(item: _Item, text: str) -> bool:
    words = set(re.findall(r"[A-Za-z0-9_]+", text))
    if item.continues and item.continues[1] in words:
        return True
    return item.variable in words and (not item.codes or bool(words & set(item.codes)) or " when " not in text)


def _texts(form: bytes) -> dict[int, tuple[str, ...]]:
    """Give the annotations of each page; of a page without any the lines that are printed."""
    found: dict[int, tuple[str, ...]] = {}
    for number, page in enumerate(PdfReader(BytesIO(form)).pages, start=1):
        annotations = [one.get_object() for one in page.get("/Annots", ())]
        texts = tuple(str(one["/Contents"]) for one in annotations if one.get("/Contents"))
        found[number] = texts or tuple(page.extract_text().splitlines())
    return found
