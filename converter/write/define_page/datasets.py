"""Datasets and their variables, with the slices of their values."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree

from converter.write.define_page.document import Document, attribute, said
from converter.write.define_page.pieces import (
    anchor,
    comment,
    condition,
    documents,
    leaf_link,
    lines,
    link,
    row,
    standard,
    table,
    text,
)

DATASETS = ("dataset", "description", "class", "structure", "keys", "purpose", "file", "standard and comment")
VARIABLES = ("variable", "label", "key", "type", "length or format", "terms", "origin, method, comment")
SLICES = ("where", "label", "type", "length or format", "terms", "origin, method, comment")


def overview(document: Document) -> str:
    """Write the table of datasets."""
    return table(DATASETS, (_dataset_row(document, group) for group in document.groups.values()))


def _dataset_row(document: Document, group: etree._Element) -> str:
    oid = group.get("OID", "")
    kind = group.find("{*}Class")
    classes = [kind, *kind.iterfind("{*}SubClass")] if kind is not None else []
    names = [one.get("Name", "") for one in classes] or [attribute(group, "Class")]
    leaf = group.find("{*}leaf")
    repeated = "; ".join(
        word
        for word, told in (("reference data", group.get("IsReferenceData")), ("repeating", group.get("Repeating")))
        if told == "Yes"
    )
    return row(
        (
            link(oid, group.get("Name", oid)),
            text(said(group)),
            escape(", ".join(name.capitalize() for name in names if name)),
            text(attribute(group, "Structure")) + (f' <span class="quiet">{repeated}</span>' if repeated else ""),
            ", ".join(_keys(document, group)),
            escape(group.get("Purpose", "")),
            leaf_link(leaf) if leaf is not None else "",
            lines((standard(document, group), *comment(document, group))),
        )
    )


def _keys(document: Document, group: etree._Element) -> Iterator[str]:
    keyed = [one for one in group.iterfind("{*}ItemRef") if (one.get("KeySequence") or "").isdecimal()]
    for one in sorted(keyed, key=lambda reference: int(reference.get("KeySequence", "0"))):
        oid = one.get("ItemOID", "")
        yield link(oid, _name(document, oid))


def _name(document: Document, oid: str) -> str:
    item = document.items.get(oid)
    return oid if item is None else item.get("Name", oid)


def sections(document: Document) -> Iterator[str]:
    """Write the variables of each dataset."""
    for oid, group in document.groups.items():
        head = f"{escape(group.get('Name', oid))} <span>{escape(said(group))}</span>"
        top = '<a class="up" href="#datasets">all datasets</a>'
        rows = (part for one in group.iterfind("{*}ItemRef") for part in _variable(document, one))
        yield f"<section{anchor(oid)}><h2>{head} {top}</h2>{table(VARIABLES, rows)}</section>\n"


def _variable(document: Document, reference: etree._Element) -> Iterator[str]:
    oid = reference.get("ItemOID", "")
    item = document.items.get(oid)
    if item is None:
        return
    role = reference.get("Role", "")
    name = escape(item.get("Name", oid)) + (f' <span class="quiet">{escape(role)}</span>' if role else "")
    key = escape(reference.get("KeySequence", ""))
    yield row((name, text(said(item)), key, *_described(document, reference, item)), oid)
    levels = item.find("{*}ValueListRef")
    slices = None if levels is None else document.values.get(levels.get("ValueListOID", ""))
    if slices is not None:
        yield _slices(document, item, slices)


def _slices(document: Document, item: etree._Element, slices: etree._Element) -> str:
    rows = [_slice(document, one) for one in slices.iterfind("{*}ItemRef")]
    head = f"{len(rows)} slice{'' if len(rows) == 1 else 's'} of {escape(item.get('Name', ''))}"
    inner = f"<details><summary>{head}</summary>{table(SLICES, rows)}</details>"
    return f'<tr class="slices"><td colspan="{len(VARIABLES)}">{inner}</td></tr>\n'


def _slice(document: Document, reference: etree._Element) -> str:
    oid = reference.get("ItemOID", "")
    item = document.items.get(oid)
    if item is None:
        return ""
    return row((condition(document, reference), text(said(item)), *_described(document, reference, item)), oid)


def _described(document: Document, reference: etree._Element, item: etree._Element) -> Iterator[str]:
    """Give the cells that variables and slices share: type, length or format, terms, origin with method and comment."""
    yield escape(item.get("DataType", ""))
    yield _length(item)
    yield _terms(document, item)
    yield lines((*_origin(document, item), *_made(document, reference), *comment(document, item), *_none(reference)))


def _length(item: etree._Element) -> str:
    digits = item.get("SignificantDigits")
    length = item.get("Length", "") + (f".{digits}" if digits else "")
    return escape(attribute(item, "DisplayFormat") or length)


def _terms(document: Document, item: etree._Element) -> str:
    reference = item.find("{*}CodeListRef")
    oid = "" if reference is None else reference.get("CodeListOID", "")
    codelist = document.codelists.get(oid)
    return link(oid, codelist.get("Name", oid)) if codelist is not None else ""


def _origin(document: Document, item: etree._Element) -> Iterator[str]:
    for one in item.iterfind("{*}Origin"):
        kind = " ".join(part for part in (one.get("Type"), _by(one.get("Source", ""))) if part)
        yield " ".join(part for part in (f"<b>{escape(kind)}</b>", text(said(one)), *documents(document, one)) if part)


def _by(source: str) -> str:
    return f"({source})" if source else ""


def _made(document: Document, reference: etree._Element) -> Iterator[str]:
    oid = reference.get("MethodOID", "")
    method = document.methods.get(oid)
    if method is not None:
        yield text(said(method)) or link(oid, method.get("Name", oid))
        yield from documents(document, method)


def _none(reference: etree._Element) -> Iterator[str]:
    if attribute(reference, "HasNoData") == "Yes":
        yield '<span class="quiet">no data</span>'
