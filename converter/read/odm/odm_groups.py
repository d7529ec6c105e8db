"""The item groups of an ODM file: where each stands, and which of them make one record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from converter.read.header import free_name
from converter.read.odm.odm_definitions import Versions, versions_of
from converter.read.odm.odm_items import REMOVED, Definitions, added, local_name

KEYS = ("SUBJECTKEY", "SITE", "EVENTOID", "EVENTREPEAT", "FORMOID", "FORMREPEAT", "GROUPOID", "GROUPREPEAT")
OF_GROUP = ("GROUPOID", "GROUPREPEAT")


@dataclass(frozen=True)
class Level:
    """An element around items: what its columns begin with, the column of its key, the attributes of both its keys."""

    prefix: str
    column: str
    oid: str
    repeat: str = ""


LEVELS: Mapping[str, Level] = {
    "SubjectData": Level("", "SUBJECTKEY", "SubjectKey"),
    "StudyEventData": Level("EVENT", "EVENTOID", "StudyEventOID", "StudyEventRepeatKey"),
    "FormData": Level("FORM", "FORMOID", "FormOID", "FormRepeatKey"),
    "ItemGroupData": Level("GROUP", "GROUPOID", "ItemGroupOID", "ItemGroupRepeatKey"),
    "SiteRef": Level("SITE", "SITE", "LocationOID"),
    "InvestigatorRef": Level("INVESTIGATOR", "INVESTIGATOR", "UserOID"),
}
REFERENCES = ("SiteRef", "InvestigatorRef")
"""Those that hold no items, and say of the element they stand in where and by whom it was collected."""
CONTAINERS = ("ClinicalData", "ReferenceData")
DATA = ("StudyOID", "MetaDataVersionOID")
_SITE = re.compile(r".+\(([^()]+)\)")


@dataclass(frozen=True)
class Place:
    """A subject, event, form or group: its keys by column, its definitions, its form, if it was removed."""

    element: etree._Element
    keys: Mapping[str, str]
    definitions: Definitions
    form: etree._Element | None = None
    removed: bool = False

    @property
    def forms(self) -> tuple[str, str]:
        """The form and the item group."""
        return self.keys["FORMOID"], self.keys["GROUPOID"]


def item_groups(root: etree._Element) -> Iterator[Place]:
    """Give every item group of the data of subjects and of reference data, however deep it stands."""
    return (place for place in places(root) if local_name(place.element) == "ItemGroupData")


def places(root: etree._Element) -> Iterator[Place]:
    """Give every subject, event, form and group of the data, in the order of the file, with the keys around it."""
    versions, studies, sited = versions_of(root), _several(root), names_sites(root)
    for data in (one for one in root if local_name(one) in CONTAINERS):
        study, version = data.get("StudyOID", ""), data.get("MetaDataVersionOID", "")
        keys = dict.fromkeys(KEYS, "") | {"SITE": _site_of(study) if sited else ""}
        keys |= {column: data.get(name, "") for column, name in studies.items()} | dict(added(data, DATA))
        yield from _below(Place(data, keys, versions.of(study, version)), versions)


def _several(root: etree._Element) -> dict[str, str]:
    """Give the attributes of the data that say more than the file: several studies, one with its site, versions."""
    said = {name: {one.get(name, "") for one in root if local_name(one) in CONTAINERS} for name in DATA}
    told = {name for name, found in said.items() if len(found) > 1}
    told |= {"StudyOID"} if names_sites(root) and any(map(_site_of, said["StudyOID"])) else set()
    return {name.upper(): name for name in DATA if name in told}


def _below(place: Place, versions: Versions) -> Iterator[Place]:
    for child in place.element:
        name = local_name(child)
        if not len(child) and name not in LEVELS:
            continue
        below = replace(place, element=child, form=child if name == "FormData" else place.form)
        if name in LEVELS and name not in REFERENCES:
            gone = place.removed or child.get("TransactionType") == REMOVED
            below = replace(below, keys={**place.keys, **_key(child, versions)}, removed=gone)
            yield below
        if not name.startswith("ItemData"):
            yield from _below(below, versions)


def _key(element: etree._Element, versions: Versions) -> dict[str, str]:
    """Give the columns of one element around items: its keys, what a system adds to it, its site and investigator."""
    level = LEVELS[local_name(element)]
    found = {level.column: element.get(level.oid, "")}
    if level.repeat:
        found[f"{level.prefix}REPEAT"] = element.get(level.repeat, "")
    for name, value in added(element, (level.oid, level.repeat, "TransactionType")):
        found[free_name(f"{level.prefix}{name}", {*KEYS, *found}, 1)] = value
    for reference in (one for one in element if local_name(one) in REFERENCES):
        found |= _key(reference, versions)
        name = versions.sites.get(reference.get("LocationOID", ""), "")
        found |= {"SITENAME": name} if name else {}
    return found


def names_sites(root: etree._Element) -> bool:
    """Tell whether a StudyOID names the site, which OpenClinica does; Rave names the environment so: Trial(Prod)."""
    return any("openclinica.org" in space for space in root.nsmap.values())


def _site_of(study: str) -> str:
    """Give the site that a StudyOID names in parentheses, as OpenClinica writes it: S_MAIN(SITE01)."""
    named = _SITE.fullmatch(study)
    return named[1] if named else ""
