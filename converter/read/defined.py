"""What a define.xml beside datasets says of them: labels, types, codelists, origins, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from lxml import etree

from converter.compute.xml import parse_xml
from converter.dataset import Defined
from converter.read.odm_definitions import text_of
from converter.spec.dataset import DatasetSpec, Origin, OriginSource, OriginType, VariableSpec
from converter.spec.standard import DatasetClass
from converter.spec.terminology import Codelist, Term

FILE = "define.xml"
NUMERIC = ("integer", "float")
OLDER: Mapping[str, Origin] = {
    "CRF": Origin(type="Collected", source="Investigator"),
    "eDT": Origin(type="Collected", source="Vendor"),
}
"""Origins of Define-XML 2.0 in the words of 2.1."""
_PREDECESSOR = re.compile(r"[A-Z][A-Z0-9]{1,7}\.[A-Z][A-Z0-9]{0,7}")


def read_defined(folder: Path) -> dict[str, Defined]:
    """Read the define.xml of a folder (versions 2.0 and 2.1) by dataset; nothing where there is none.

    What it says of a variable or a codelist in a way that we cannot is left out, what it says of data that are not
    there is not asked for. Raises InputError for XML that is broken or unsafe.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    root = parse_xml(path)
    items = {one.get("OID", ""): one for one in root.iterfind(".//{*}ItemDef")}
    methods = {one.get("OID", ""): text_of(one.find("{*}Description")) for one in root.iterfind(".//{*}MethodDef")}
    comments = {one.get("OID", ""): text_of(one.find("{*}Description")) for one in root.iterfind(".//{*}CommentDef")}
    codelists = dict(_codelists(root))
    return {
        group.get("Name", "").upper(): _dataset(group, items, (methods, comments), codelists)
        for group in root.iterfind(".//{*}ItemGroupDef")
    }


Texts = tuple[Mapping[str, str], Mapping[str, str]]
"""Methods and comments by OID."""


def _dataset(
    group: etree._Element, items: Mapping[str, etree._Element], texts: Texts, codelists: Mapping[str, Codelist]
) -> Defined:
    references = [one for one in group.iterfind("{*}ItemRef") if one.get("ItemOID", "") in items]
    keyed = [one for one in references if (one.get("KeySequence") or "").isdecimal()]
    ordered = sorted(keyed, key=lambda one: int(one.get("KeySequence", "0")))
    variables = tuple(_variable(one, items[one.get("ItemOID", "")], texts, codelists) for one in references)
    kind = group.find("{*}Class")
    said = _of_define(group, "Class") if kind is None else kind.get("Name", "")
    spec = DatasetSpec(
        name=group.get("Name", "").upper(),
        domain=group.get("Domain", ""),
        label=text_of(group.find("{*}Description")),
        dataset_class=said if said in get_args(DatasetClass) else "SPECIAL PURPOSE",
        structure=_of_define(group, "Structure"),
        keys=tuple(items[one.get("ItemOID", "")].get("Name", "") for one in ordered),
        comment=texts[1].get(_of_define(group, "CommentOID"), ""),
        variables=tuple({one.name: one for one in variables if one.name}.values()),
    )
    used = {name for one in spec.variables for name in one.codelists}
    return Defined(spec, {one.name: one for one in codelists.values() if one.name in used})


def _variable(
    reference: etree._Element, item: etree._Element, texts: Texts, codelists: Mapping[str, Codelist]
) -> VariableSpec:
    kind, listed = item.get("DataType", ""), item.find("{*}CodeListRef")
    codelist = None if listed is None else codelists.get(listed.get("CodeListOID", ""))
    return VariableSpec(
        name=item.get("Name", ""),
        label=text_of(item.find("{*}Description")),
        type="Num" if kind in NUMERIC else "Char",
        format=_of_define(item, "DisplayFormat"),
        codelists=(codelist.name,) if codelist else (),
        origin=_origin(item.find("{*}Origin")),
        method=texts[0].get(reference.get("MethodOID", ""), ""),
        comment=texts[1].get(_of_define(item, "CommentOID"), ""),
        mandatory=reference.get("Mandatory") == "Yes",
    )


def _of_define(element: etree._Element, name: str) -> str:
    """Give an attribute of the define extension, whatever the version of its namespace."""
    return next((str(text) for key, text in element.attrib.items() if str(key).endswith(f"}}{name}")), "")


def _origin(element: etree._Element | None) -> Origin | None:
    """Give an origin in the words of Define-XML 2.1; a predecessor that names no variable is none."""
    if element is None:
        return None
    kind, source = element.get("Type", ""), element.get("Source", "")
    if kind in OLDER:
        return OLDER[kind]
    if kind not in get_args(OriginType):
        return None
    named = _PREDECESSOR.search(text_of(element.find("{*}Description"))) if kind == "Predecessor" else None
    said: dict[str, Any] = {"type": kind, "source": source if source in get_args(OriginSource) else None}
    return Origin(**said, predecessor=named[0] if named else "")


def _codelists(root: etree._Element) -> Iterator[tuple[str, Codelist]]:
    """Give the codelists with items, named by their OID; external ones have none."""
    for one in root.iterfind(".//{*}CodeList"):
        terms = tuple(_terms(one))
        if terms:
            oid = one.get("OID", "")
            yield (
                oid,
                Codelist(
                    name=oid.removeprefix("CL."),
                    code=_code(one),
                    label=one.get("Name", ""),
                    terms=terms,
                    source=FILE,
                ),
            )


def _terms(codelist: etree._Element) -> Iterator[Term]:
    for item in codelist:
        value = item.get("CodedValue")
        if value is not None:
            yield Term(value=value, code=_code(item), decode=text_of(item.find("{*}Decode")))


def _code(element: etree._Element) -> str:
    """Give the C-code of NCI that an element is known by."""
    aliases = (one for one in element.iterfind("{*}Alias") if one.get("Context") == "nci:ExtCodeID")
    return next((one.get("Name", "") for one in aliases), "")
