"""The audit records of an ODM file, a row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from lxml import etree

from converter.dataset import Frame
from converter.read.odm.odm_groups import KEYS, places
from converter.read.odm.odm_items import added, item_elements, local_name

COLUMNS = (
    *KEYS,
    *("ITEMOID", "VALUE", "TRANSACTIONTYPE", "DATETIMESTAMP", "USEROID", "USERNAME", "LOCATIONOID"),
    *("REASONFORCHANGE", "SOURCEID", "EDITPOINT"),
)


def audit_table(root: etree._Element, form: str = "") -> Frame:
    """Give the AuditRecords of the data, of one form if it is named: whose value, who, when and why, first record 1.

    Those of a transactional file tell each of its transactions. `VALUE` and `TRANSACTIONTYPE` are those of the element
    that the record stands in, or that names it by AuditRecordID. Source: ODM 1.3.2, AuditRecord.
    """
    users = {one.get("OID", ""): _name(one) for one in root.iterfind("{*}AdminData/{*}User")}
    named = {one.get("ID", ""): one for one in root.iterfind(".//{*}AuditRecords/{*}AuditRecord")}
    rows = [
        {**row, "USERNAME": users.get(row["USEROID"], "")}
        for place in places(root)
        if not form or form in place.forms
        for about in (place.element, *item_elements(place.element))
        for row in _rows(about, place.keys, named)
    ]
    names = dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)])
    frame = pd.DataFrame(rows, columns=list(names)).astype("str").fillna("")
    return frame.set_axis(pd.RangeIndex(1, len(rows) + 1))


def _rows(
    about: etree._Element, keys: Mapping[str, str], named: Mapping[str, etree._Element]
) -> Iterator[dict[str, str]]:
    """Give a row for each audit record of an element."""
    referred = named.get(about.get("AuditRecordID", ""))
    for record in (*about.iterfind("{*}AuditRecord"), *(() if referred is None else (referred,))):
        value = about.get("Value") or (about.text or "").strip()
        own = {"ITEMOID": about.get("ItemOID", ""), "VALUE": value}
        yield {**keys, **own, "TRANSACTIONTYPE": _type(about), **_said(record)}


def _said(record: etree._Element) -> dict[str, str]:
    parts = {local_name(part): part for part in record}
    texts = {name: (part.text or "").strip() for name, part in parts.items()}
    user, location = (parts.get(name) for name in ("UserRef", "LocationRef"))
    return {
        "DATETIMESTAMP": texts.get("DateTimeStamp", ""),
        "USEROID": "" if user is None else user.get("UserOID", ""),
        "LOCATIONOID": "" if location is None else location.get("LocationOID", ""),
        "REASONFORCHANGE": texts.get("ReasonForChange", ""),
        "SOURCEID": texts.get("SourceID", ""),
        "EDITPOINT": record.get("EditPoint", ""),
        **{f"AUDIT{name}": value for name, value in added(record, ("EditPoint", "ID"))},
    }


def _type(element: etree._Element) -> str:
    """Give the transaction of an element: its own, or that of the nearest element around it."""
    own: str | None = element.get("TransactionType")
    around = (one.get("TransactionType") for one in element.iterancestors())
    return own or next(filter(None, around), "")


def _name(user: etree._Element) -> str:
    names = {local_name(part): (part.text or "").strip() for part in user}
    full = " ".join(filter(None, (names.get("FirstName", ""), names.get("LastName", ""))))
    return names.get("FullName", "") or full or names.get("DisplayName", "") or names.get("LoginName", "")
