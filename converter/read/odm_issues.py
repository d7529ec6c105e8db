"""What of an ODM file is not read as it stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from converter.issues import Issue, Severity
from converter.read.odm_items import Odd, local_name

ODD: dict[str, tuple[Severity, str, str]] = {
    "null-contradiction": ("error", "the item is null (IsNull), and has a value", "read as blank"),
    "item-repeated": ("error", "the item stands twice in its group with another value", "the first value is read"),
    "item-unnamed": ("error", "an item has no ItemOID", "not read"),
    "item-valueless": ("warning", "the item has no value, and is not null (IsNull)", "read as blank"),
    "item-removed": ("note", "the item was removed (TransactionType)", "read as blank"),
}
"""The rules about one item: severity, what is said, what is written."""
REQUIRED = {
    "SubjectData": "SubjectKey",
    "StudyEventData": "StudyEventOID",
    "FormData": "FormOID",
    "ItemGroupData": "ItemGroupOID",
}
KNOWN = {
    *("ClinicalData", "SubjectData", "StudyEventData", "FormData", "ItemGroupData", "Value", "MeasurementUnitRef"),
    *("SiteRef", "InvestigatorRef", "ArchiveLayoutRef", "Query", "QueryText", "AuditRecords", "AuditRecord"),
    *("UserRef", "LocationRef", "DateTimeStamp", "ReasonForChange", "SourceID", "Signatures", "Signature"),
    *("SignatureRef", "Annotations", "Annotation", "Comment", "Flag", "FlagValue", "FlagType", "Association"),
    *("KeySet", "TranslatedText", "Coding"),
}
"""What may stand among the data of subjects. Source: ODM 1.3.2 and 2.0."""
SHOWN = 5


def odd_issues(file: str, found: Sequence[Sequence[Odd]]) -> Iterator[Issue]:
    """Report what is odd in items, an issue for each item; `found` has one entry for each row, the first is row 1."""
    rows: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row, odd in enumerate(found, start=1):
        for one in odd:
            rows[one.rule, one.item].append((row, one.value))
    for (rule, item), told in rows.items():
        severity, message, written = ODD[rule]
        values = {value for _, value in told}
        yield Issue(
            rule=rule,
            severity=severity,
            place=file,
            variable=item,
            value=told[0][1] if len(values) == 1 else "",
            message=message,
            rows=tuple(dict.fromkeys(row for row, _ in told)),
            written=written,
            hint="correct it in the system that made the file",
        )


def file_issues(file: str, root: etree._Element, removed: int, outside: int) -> Iterator[Issue]:
    """Report what a file has besides the item groups that are read."""
    if removed:
        yield _told(
            "odm-removed", "note", file, f"{removed} item groups were removed (TransactionType); they are not read"
        )
    if outside:
        message = f"{outside} items stand in no item group of a subject; they are not read"
        yield _told("odm-outside", "error", file, message)
    if root.get("FileType") == "Transactional":
        message = "the file is transactional: updates stand beside what they update, each a row of its own"
        yield _told("odm-transactional", "warning", file, message, "export a snapshot")
    unknown = sorted(_unknown(root))
    if unknown:
        message = f"unknown elements stand in its data: {', '.join(unknown[:SHOWN])}; they are not read"
        yield _told("odm-unknown", "error", file, message, "have the file exported again")
    for element, attribute in REQUIRED.items():
        count = sum(1 for one in root.iter(f"{{*}}{element}") if not one.get(attribute))
        if count:
            yield _told("odm-key-missing", "error", file, f"{count} elements {element} have no {attribute}")
    reference = sum(1 for _ in root.iterfind("{*}ReferenceData/{*}ItemGroupData"))
    if reference:
        yield _told("odm-reference", "note", file, f"{reference} item groups of ReferenceData are not read")


def _unknown(root: etree._Element) -> set[str]:
    """Name the elements among the data of subjects that ODM does not know; those of other namespaces are a system's."""
    space = etree.QName(root).namespace
    return {
        local_name(one)
        for clinical in root.iterfind("{*}ClinicalData")
        for one in clinical.iter()
        if isinstance(one.tag, str) and etree.QName(one).namespace == space and not _is_known(local_name(one))
    }


def _is_known(name: str) -> bool:
    return name in KNOWN or name.startswith("ItemData")


def _told(rule: str, severity: Severity, file: str, message: str, hint: str = "") -> Issue:
    return Issue(rule=rule, severity=severity, place=file, message=message, hint=hint)
