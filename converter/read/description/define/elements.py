"""Elements of Define-XML, whatever the version of its namespace."""

from __future__ import annotations

from lxml import etree

from converter.read.description.words import cleaned, flag

DEFINE_1 = "Define-XML 1.0; save it as 2.0 or later"
OLD = "http://www.cdisc.org/ns/def/v1.0"
NCI = "nci:ExtCodeID"


def attribute(element: etree._Element, name: str) -> str:
    """Give an attribute of the define extension, or blank."""
    return next((str(text) for key, text in element.attrib.items() if str(key).endswith(f"}}{name}")), "")


def flag_of(element: etree._Element, name: str) -> bool | None:
    """Read a flag, of ODM or of the extension; nothing where none is said."""
    return flag(element.get(name) or attribute(element, name))


def name_of(element: etree._Element | None) -> str:
    """Give the name of an element, blank where there is none."""
    return "" if element is None else element.get("Name", "")


def line_of(element: etree._Element) -> str:
    """Name the line of an element."""
    return f"line {element.sourceline}"


def described(element: etree._Element) -> str:
    """Give the text of the description of an element, the first of several languages."""
    return cleaned(element.findtext("{*}Description/{*}TranslatedText") or "")


def code_of(element: etree._Element) -> str:
    """Give the C-code of NCI that an element is known by."""
    aliases = (one for one in element.iterfind("{*}Alias") if one.get("Context") == NCI)
    return next((one.get("Name", "") for one in aliases), "")


def version_of(root: etree._Element) -> str:
    """Tell the version of Define-XML: 1.0 by its namespace, else as the document says."""
    if any(space == OLD for one in root.iter() for space in one.nsmap.values()):
        return "1.0"
    metadata = root.find(".//{*}MetaDataVersion")
    return "" if metadata is None else attribute(metadata, "DefineVersion")
