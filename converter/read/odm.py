"""ODM-XML 1.3 snapshots: one row for each item group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from lxml import etree

from converter.compute.xml import parse_xml
from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.spec.profile import Profile
from converter.spec.study import Table

KEYS = ("SUBJECTKEY", "SITE", "EVENTOID", "EVENTREPEAT", "FORMOID", "FORMREPEAT", "GROUPOID", "GROUPREPEAT")


def read_odm(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read the item groups of one form (`table.form`: a FormOID or ItemGroupOID) as text columns, first record 1.

    Columns are the keys SUBJECTKEY, SITE, EVENTOID, EVENTREPEAT, FORMOID, FORMREPEAT, GROUPOID, GROUPREPEAT, then the
    ItemOIDs. Missing repeat keys are blank; repeated groups stay rows of their own. Raises InputError for broken or
    unsafe XML and for a form that is not there.
    """
    del profile
    root = parse_xml(path)
    if etree.QName(root).localname != "ODM":
        message = f"{path.name}: expected an ODM document, got <{etree.QName(root).localname}>"
        raise InputError(message)
    groups = list(_groups(root))
    rows = [row for forms, row in groups if not table.form or table.form in forms]
    if table.form and not rows:
        known = sorted({form for forms, _ in groups for form in forms})
        message = (
            f"{path.name}: no form or item group '{table.form}' ({nearest(table.form, known) or ', '.join(known)})"
        )
        raise InputError(message)
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*KEYS, *(name for row in rows for name in row)])))
    return frame.astype("str").fillna("").set_axis(pd.RangeIndex(1, len(rows) + 1)), ()


def _groups(root: etree._Element) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    for subject in root.iterfind("{*}ClinicalData/{*}SubjectData"):
        site = subject.find("{*}SiteRef")
        where = {
            "SUBJECTKEY": subject.get("SubjectKey", ""),
            "SITE": "" if site is None else site.get("LocationOID", ""),
        }
        for event in subject.iterfind("{*}StudyEventData"):
            at = where | _key(event, "EVENT", "StudyEventOID", "StudyEventRepeatKey")
            for form in event.iterfind("{*}FormData"):
                on = at | _key(form, "FORM", "FormOID", "FormRepeatKey")
                for group in form.iterfind("{*}ItemGroupData"):
                    row = on | _key(group, "GROUP", "ItemGroupOID", "ItemGroupRepeatKey") | dict(_items(group))
                    yield (row["FORMOID"], row["GROUPOID"]), row


def _key(element: etree._Element, name: str, oid: str, repeat: str) -> dict[str, str]:
    return {f"{name}OID": element.get(oid, ""), f"{name}REPEAT": element.get(repeat, "")}


def _items(group: etree._Element) -> Iterator[tuple[str, str]]:
    """Give each item by its OID: ItemData with a Value, or typed ItemData with text."""
    for item in group:
        if isinstance(item.tag, str) and etree.QName(item).localname.startswith("ItemData"):
            yield item.get("ItemOID", ""), item.get("Value") or (item.text or "").strip()
