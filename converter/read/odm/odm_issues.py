"""What of an ODM file is not read as it stands there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from converter.issues import Cell, Issue, Severity, with_cells
from converter.read.odm.odm_definitions import versions_of
from converter.read.odm.odm_groups import CONTAINERS
from converter.read.odm.odm_items import Item, local_name

ODD: dict[str, tuple[Severity, str, str]] = {
    "null-contradiction": ("error", "the item is null (IsNull), and has a value", "read as blank"),
    "item-repeated": (
        "error",
        "the item stands twice in its group with another value or unit",
        "the first value is read",
    ),
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
KNOWN = {*READ, *UNREAD, *WITHIN}
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
    stand = Counter(_stand(root))
    names = Counter[str]()
    for (name, _), count in stand.items():
        names[name] += count
    outside = sum(count for (name, around), count in stand.items() if _is_item(name) and around != "ItemGroupData")
    if outside:
        yield _told("odm-outside", "error", file, f"{outside} items stand in no item group; they are not read")
    unknown = sorted(name for name in names if not (":" in name or _is_item(name) or name in KNOWN))
    if unknown:
        message = f"unknown elements stand in its data: {', '.join(unknown[:SHOWN])}; they are not read"
        yield _told("odm-unknown", "error", file, message, "have the file exported again")
    yield from _undefined(file, root)
    for element, attribute in REQUIRED.items():
        count = sum(1 for one in root.iter(f"{{*}}{element}") if not one.get(attribute))
        if count:
            yield _told("odm-key-missing", "error", file, f"{count} elements {element} have no {attribute}")
    unread = [f"{count} {name}" for name, count in sorted(names.items()) if name in UNREAD or ":" in name]
    if unread:
        message = f"beside the items stand {', '.join(unread[:SHOWN])}{', ...' if len(unread) > SHOWN else ''}"
        hint = "audit: true reads the audit records as a table" if names["AuditRecord"] else ""
        yield _told("odm-unread", "note", file, f"{message}; they are not read", hint)


def _undefined(file: str, root: etree._Element) -> Iterator[Issue]:
    """Report data of which nobody knows whose definitions hold: the file has several, and none of the name they say."""
    versions, data = versions_of(root), [one for one in root if local_name(one) in CONTAINERS]
    said = {(one.get("StudyOID", ""), one.get("MetaDataVersionOID", "")) for one in data}
    names = sorted({version for study, version in said if not versions.has(study, version)})
    if names:
        message = f"its data are of MetaDataVersion {', '.join(names[:SHOWN])}; it has the definitions of others"
        hint = "have the file exported with the definitions of its data"
        written = "no code is decoded, and no unit is taken from a definition"
        yield Issue("odm-version", "warning", file, message, written=written, hint=hint)


def _stand(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Name each element of the data and the one it stands in; of those of a system only the outermost."""
    space = etree.QName(root).namespace
    for data in (one for one in root if local_name(one) in CONTAINERS):
        yield from _within(data, local_name(data), f"{{{space}}}" if space else "")


def _within(element: etree._Element, around: str, space: str) -> Iterator[tuple[str, str]]:
    """`space` is what the tags of ODM begin with; an element of a system has its prefix."""
    for child in element.iterchildren("*"):
        tag = str(child.tag)
        name = tag.rpartition("}")[2]
        own = tag == f"{space}{name}"
        yield (name if own else f"{child.prefix or 'other'}:{name}"), around
        if own and len(child):
            yield from _within(child, name, space)


def _is_item(name: str) -> bool:
    return name.startswith("ItemData")


def _told(rule: str, severity: Severity, file: str, message: str, hint: str = "") -> Issue:
    return Issue(rule=rule, severity=severity, place=file, message=message, hint=hint)
