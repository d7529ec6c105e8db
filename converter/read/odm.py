"""ODM-XML 1.3 snapshots: one row for each item group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from lxml import etree

from converter.compute.xml import parse_xml
from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.odm_issues import file_issues, odd_issues
from converter.read.odm_items import REMOVED, Items, columns_of, item_elements, items_of, local_name, renamed_items
from converter.spec.profile import Profile
from converter.spec.study import Table

KEYS = ("SUBJECTKEY", "SITE", "EVENTOID", "EVENTREPEAT", "FORMOID", "FORMREPEAT", "GROUPOID", "GROUPREPEAT")
LEVELS = {
    "SubjectData": ("", "SUBJECTKEY", "SubjectKey", ""),
    "StudyEventData": ("EVENT", "EVENTOID", "StudyEventOID", "StudyEventRepeatKey"),
    "FormData": ("FORM", "FORMOID", "FormOID", "FormRepeatKey"),
    "ItemGroupData": ("GROUP", "GROUPOID", "ItemGroupOID", "ItemGroupRepeatKey"),
}
"""The elements around items: what their columns begin with, the column of their key, their attributes."""
_SITE = re.compile(r".+\(([^()]+)\)")


@dataclass(frozen=True)
class Group:
    """One item group: where it stands, its items, and whether it was removed."""

    keys: dict[str, str]
    items: Items
    removed: bool

    @property
    def forms(self) -> tuple[str, str]:
        """The form and the item group."""
        return self.keys["FORMOID"], self.keys["GROUPOID"]


def read_odm(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read the item groups of one form (`table.form`: a FormOID or ItemGroupOID) as text columns, first record 1.

    Columns are the keys SUBJECTKEY, SITE, EVENTOID, EVENTREPEAT, FORMOID, FORMREPEAT, GROUPOID, GROUPREPEAT, those that
    a system adds to them (STUDYSUBJECTID, EVENTSTARTDATE), then the ItemOIDs, each with its unit (`_UNIT`) where items
    have one. Forms may stand in an event or directly in a subject. Missing repeat keys are blank; repeated groups stay
    rows of their own. What is removed, null, repeated or outside a group is reported, not read. Raises InputError for
    broken or unsafe XML and for a form that is not there.
    """
    del profile
    root = _document(path)
    found = list(_groups(root))
    columns = columns_of(_item_names(root), {*KEYS, *(name for keys, _, _ in found for name in keys)})
    units = dict(_units(root))
    every = [Group(keys, items_of(group, units, columns), removed) for keys, group, removed in found]
    groups = [group for group in every if not table.form or table.form in group.forms]
    if table.form and not groups:
        known = sorted({form for group in every for form in group.forms if form})
        hint = nearest(table.form, known) or ", ".join(known)
        message = f"{path.name}: no form or item group '{table.form}' ({hint})"
        raise InputError(message)
    live = [group for group in groups if not group.removed]
    rows = [group.keys | group.items.values for group in live]
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*KEYS, *(name for row in rows for name in row)])))
    told = (
        *renamed_items(path.name, columns, set(map(str, frame.columns))),
        *odd_issues(path.name, [group.items.odd for group in live]),
        *file_issues(path.name, root, len(groups) - len(live), _outside(root)),
    )
    return frame.astype("str").fillna("").set_axis(pd.RangeIndex(1, len(rows) + 1)), told


def odm_forms(path: Path) -> tuple[str, ...]:
    """List the forms of an ODM file that have data, an item group where it has no form; raises InputError."""
    return tuple(dict.fromkeys(keys["FORMOID"] or keys["GROUPOID"] for keys, _, _ in _groups(_document(path))))


def _document(path: Path) -> etree._Element:
    root = parse_xml(path)
    if local_name(root) != "ODM":
        message = f"{path.name}: expected an ODM document, got <{local_name(root)}>"
        raise InputError(message)
    return root


def _item_names(root: etree._Element) -> Iterator[str]:
    """Give the ItemOID of every item of every group."""
    for group in root.iterfind("{*}ClinicalData//{*}ItemGroupData"):
        yield from (item.get("ItemOID", "") for item in item_elements(group))


def _groups(root: etree._Element) -> Iterator[tuple[dict[str, str], etree._Element, bool]]:
    """Give every item group of every subject, however deep it stands: its keys, itself, and whether it was removed."""
    named = _studies(root)
    for clinical in root.iterfind("{*}ClinicalData"):
        study = {"STUDYOID": clinical.get("StudyOID", "")} if named else {}
        for subject in clinical.iterfind("{*}SubjectData"):
            for group in subject.iter("{*}ItemGroupData"):
                around = [one for one in (*reversed(list(group.iterancestors())), group) if local_name(one) in LEVELS]
                keys = dict.fromkeys(KEYS, "") | study | {"SITE": _site(clinical, subject)}
                for element in around:
                    keys |= _key(element)
                removed = any(element.get("TransactionType") == REMOVED for element in around)
                yield keys, group, removed


def _key(element: etree._Element) -> dict[str, str]:
    """Give the columns of one element around items: its key, its repeat key, what a system adds to it."""
    level, key, oid, repeat = LEVELS[local_name(element)]
    found = {key: element.get(oid, "")} | ({f"{level}REPEAT": element.get(repeat, "")} if repeat else {})
    for name, value in element.attrib.items():
        if str(name).startswith("{"):
            found[level + etree.QName(name).localname.upper()] = str(value)
    return found


def _units(root: etree._Element) -> Iterator[tuple[str, str]]:
    for unit in root.iterfind("{*}Study/{*}BasicDefinitions/{*}MeasurementUnit"):
        yield unit.get("OID", ""), unit.get("Name", "") or unit.get("OID", "")


def _studies(root: etree._Element) -> bool:
    """Tell whether the study of a subject says more than the file does: several, or one with its site."""
    found = {clinical.get("StudyOID", "") for clinical in root.iterfind("{*}ClinicalData")}
    return len(found) > 1 or any(map(_SITE.fullmatch, found))


def _site(clinical: etree._Element, subject: etree._Element) -> str:
    """Give the site of a subject: its SiteRef, else the one that the StudyOID names in parentheses."""
    reference = subject.find("{*}SiteRef")
    if reference is not None:
        return reference.get("LocationOID", "")
    named = _SITE.fullmatch(clinical.get("StudyOID", ""))
    return named[1] if named else ""


def _outside(root: etree._Element) -> int:
    """Count the items of the data of subjects that stand in no item group of a subject."""
    every = (one for data in root.iterfind("{*}ClinicalData") for one in data.iter())
    items, read = (sum(len(list(item_elements(one))) for one in some) for some in (every, _group_elements(root)))
    return items - read


def _group_elements(root: etree._Element) -> Iterator[etree._Element]:
    return (group for _, group, _ in _groups(root))
