"""What of an ODM file is not read as it stands there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from converter.issues import Cell, Issue, Severity, with_cells
from converter.read.odm_groups import CONTAINERS
from converter.read.odm_items import Item, local_name

ODD: dict[str, tuple[Severity, str, str]] = {
    "null-contradiction": ("error", "the item is null (IsNull), and has a value", "read as blank"),
    "item-repeated": ("error", "the item stands twice in its group with another value", "the first value is read"),
    "item-unnamed": ("error", "an item has no ItemOID", "not read"),
    "item-valueless": ("warning", "the item has no value, and is not null (IsNull)", "read as blank"),
    "item-removed": ("note", "the item was removed (TransactionType)", "read as blank"),
    "code-undefined": ("error", "the code is not in the code list of the item", "its decode is left blank"),
}
"""The rules about one item: severity, what is said, what is written."""
REQUIRED = {
    "SubjectData": "SubjectKey",
    "StudyEventData": "StudyEventOID",
    "FormData": "FormOID",
    "ItemGroupData": "ItemGroupOID",
}
READ = {
    *("SubjectData", "StudyEventData", "FormData", "ItemGroupData", "SiteRef", "InvestigatorRef"),
    *("Value", "MeasurementUnitRef", "TranslatedText"),
}
UNREAD = {
    *("ArchiveLayoutRef", "Query", "AuditRecord", "Signature", "Annotation", "Coding", "Association"),
}
"""What may stand among the data of subjects, and is not read. Source: ODM 1.3.2 and 2.0."""
WITHIN = {
    *("AuditRecords", "UserRef", "LocationRef", "DateTimeStamp", "ReasonForChange", "SourceID", "Signatures"),
    *("SignatureRef", "Annotations", "Comment", "Flag", "FlagValue", "FlagType", "KeySet", "QueryText"),
}
"""The parts and lists of those that are not read; they are told with them."""
SHOWN = 5


def odd_issues(file: str, found: Sequence[Sequence[Item]]) -> Iterator[Issue]:
    """Report what is odd in items, an issue for each item; `found` has one entry for each row, the first is row 1."""
    rows: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row, items in enumerate(found, start=1):
        for item in items:
            if item.rule:
                rows[item.rule, item.name].append((row, item.said))
    for (rule, name), told in rows.items():
        severity, message, written = ODD[rule]
        yield with_cells(
            Issue(
                rule=rule,
                severity=severity,
                place=file,
                variable=name,
                message=message,
                written=written,
                hint="correct it in the system that made the file",
            ),
            (Cell(row, value=value, written=written) for row, value in told),
        )


def file_issues(file: str, root: etree._Element, removed: int) -> Iterator[Issue]:
    """Report what a file has besides the items that are read, of which so many groups were `removed`."""
    if removed:
        yield _told(
            "odm-removed", "note", file, f"{removed} item groups were removed (TransactionType); they are not read"
        )
    outside = sum(1 for one in _data(root) if _is_item(one) and _around(one) != "ItemGroupData")
    if outside:
        yield _told("odm-outside", "error", file, f"{outside} items stand in no item group; they are not read")
    space = etree.QName(root).namespace
    names = Counter(_name(one, space) for one in _data(root) if not _is_item(one))
    unknown = sorted(name for name in names if ":" not in name and name not in {*READ, *UNREAD, *WITHIN})
    if unknown:
        message = f"unknown elements stand in its data: {', '.join(unknown[:SHOWN])}; they are not read"
        yield _told("odm-unknown", "error", file, message, "have the file exported again")
    for element, attribute in REQUIRED.items():
        count = sum(1 for one in root.iter(f"{{*}}{element}") if not one.get(attribute))
        if count:
            yield _told("odm-key-missing", "error", file, f"{count} elements {element} have no {attribute}")
    unread = [f"{count} {name}" for name, count in sorted(names.items()) if name in UNREAD or ":" in name]
    if unread:
        message = f"beside the items stand {', '.join(unread[:SHOWN])}{', ...' if len(unread) > SHOWN else ''}"
        hint = "audit: true reads the audit records as a table" if names["AuditRecord"] else ""
        yield _told("odm-unread", "note", file, f"{message}; they are not read", hint)


def _data(root: etree._Element) -> Iterator[etree._Element]:
    """Give the elements of the data, those of a system only where they stand in one of ODM."""
    for data in (one for one in root if local_name(one) in CONTAINERS):
        yield from _known(data, etree.QName(root).namespace)


def _known(element: etree._Element, space: str | None) -> Iterator[etree._Element]:
    for child in element.iterchildren("*"):
        yield child
        if etree.QName(child).namespace == space:
            yield from _known(child, space)


def _is_item(element: etree._Element) -> bool:
    return local_name(element).startswith("ItemData")


def _around(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def _name(element: etree._Element, space: str | None) -> str:
    """Give the name of an element; that of a system with its prefix."""
    own = etree.QName(element).namespace == space
    return local_name(element) if own else f"{element.prefix or 'other'}:{local_name(element)}"


def _told(rule: str, severity: Severity, file: str, message: str, hint: str = "") -> Issue:
    return Issue(rule=rule, severity=severity, place=file, message=message, hint=hint)
