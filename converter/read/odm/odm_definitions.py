"""What an ODM file defines: units, code lists, which item groups repeat, and who and where its keys name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from converter.read.odm.odm_items import Definitions, local_name

_ENGLISH = ("en", "en-US", "en-GB")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Versions:
    """The definitions of a file by study and version, and the names of its sites."""

    by_key: Mapping[tuple[str, str], Definitions]
    sites: Mapping[str, str] = field(default_factory=dict)

    def of(self, study: str, version: str) -> Definitions:
        """Give the definitions of data: those of their study and version, else of the one version of this name or file.

        OpenClinica names data by study and site, S_MAIN(SITE01), and defines them for the study.
        """
        found = self._named(study, version)
        return found[0] if len(found) == 1 else Definitions()

    def has(self, study: str, version: str) -> bool:
        """Tell whether it is certain which definitions are those of data."""
        return len(self._named(study, version)) == 1

    def _named(self, study: str, version: str) -> list[Definitions]:
        named = [found for key, found in self.by_key.items() if key == (study, version)]
        named = named or [found for (_, name), found in self.by_key.items() if name == version]
        return named or list(self.by_key.values())


def versions_of(root: etree._Element) -> Versions:
    """Read the MetaDataVersions of a file, each with what it includes of others, and its Locations (ODM 1.3.2, 3.1)."""
    elements = {
        (study.get("OID", ""), version.get("OID", "")): version
        for study in root.iterfind("{*}Study")
        for version in study.iterfind("{*}MetaDataVersion")
    }
    units = {study.get("OID", ""): dict(_units(study)) for study in root.iterfind("{*}Study")}
    sites = {one.get("OID", ""): one.get("Name", "") for one in root.iterfind("{*}AdminData/{*}Location")}
    every = {oid: symbol for of_study in units.values() for oid, symbol in of_study.items()}
    versions = {key: _definitions(key, elements, every | units[key[0]], ()) for key in elements}
    return Versions(versions or {("", ""): Definitions(every)}, {oid: name for oid, name in sites.items() if name})


def _definitions(
    key: tuple[str, str],
    elements: Mapping[tuple[str, str], etree._Element],
    units: Mapping[str, str],
    within: tuple[tuple[str, str], ...],
) -> Definitions:
    """Give the definitions of a version over those of the versions that it includes, each of which counts once."""
    version, base = elements[key], Definitions(units)
    for include in version.iterfind("{*}Include"):
        other = (include.get("StudyOID", ""), include.get("MetaDataVersionOID", ""))
        if other in elements and other not in (*within, key):
            base = base.over(_definitions(other, elements, units, (*within, key)))
    lists = {one.get("OID", ""): dict(_codes(one)) for one in version.iterfind("{*}CodeList")}
    return base.over(
        Definitions(
            units=units,
            item_units=dict(_item_units(version, units)),
            decodes=dict(_decodes(version, lists)),
            single={
                one.get("OID", "") for one in version.iterfind("{*}ItemGroupDef") if one.get("Repeating", "") == "No"
            },
        )
    )


def _units(study: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the units of a study as they are shown: by symbol, else by name."""
    for unit in study.iterfind("{*}BasicDefinitions/{*}MeasurementUnit"):
        shown = text_of(unit.find("{*}Symbol")) or unit.get("Name", "") or unit.get("OID", "")
        yield unit.get("OID", ""), shown


def _item_units(version: etree._Element, units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the unit of each item that has one only, so that its values need not name it."""
    for item in version.iterfind("{*}ItemDef"):
        named = [one.get("MeasurementUnitOID", "") for one in item.iterfind("{*}MeasurementUnitRef")]
        if len(named) == 1:
            yield item.get("OID", ""), units.get(named[0], named[0])


def _codes(codelist: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the codes of a list and what they mean; an enumerated item means itself."""
    for item in codelist.iterfind("{*}CodeListItem"):
        yield item.get("CodedValue", ""), text_of(item.find("{*}Decode"))
    for item in codelist.iterfind("{*}EnumeratedItem"):
        yield item.get("CodedValue", ""), item.get("CodedValue", "")


def _decodes(
    version: etree._Element, lists: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give the codes of each item that has a code list with items; an external one has none."""
    for item in version.iterfind("{*}ItemDef"):
        reference = item.find("{*}CodeListRef")
        codes = lists.get("" if reference is None else reference.get("CodeListOID", ""), {})
        if codes:
            yield item.get("OID", ""), codes


def text_of(element: etree._Element | None) -> str:
    """Give the text of an element: of its TranslatedText the English one, else the first; blank for no element."""
    if element is None:
        return ""
    said = [one for one in element if local_name(one) == "TranslatedText"]
    english = [one for one in said if one.get(_LANGUAGE) in _ENGLISH]
    return " ".join(((english or said or [element])[0].text or "").split())
