"""define.xml: valid, and one with the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from converter.check.define.form import check_form
from converter.check.define.links import check_links
from converter.check.define.said import check_codelists, check_group, check_standards
from converter.check.define.values import check_defined_values
from converter.check.shipment import Shipment
from converter.compute.define_schema import schema_errors
from converter.compute.describing.data_type import byte_width
from converter.compute.xml import parse_xml
from converter.dataset import FoundDataset
from converter.issues import Issue, Severity

GB = 1_000_000_000
MOST = 5 * GB
HREF = "{http://www.w3.org/1999/xlink}href"


Widths = Mapping[str, Mapping[str, int]]


def check_define(shipment: Shipment, path: Path, widths: Widths | None = None) -> Iterator[Issue]:
    """Report where define.xml is not valid, names files that are not there, or does not describe the data found.

    `widths` are those of the longest value of each text variable of each file's dataset, in bytes, where the records
    themselves are not held; else they are found in the records, whose values are then compared with the codelists.
    """
    if not path.is_file():
        yield _issue("define-missing", "no define.xml beside the datasets", hint="`converter define` writes it")
        return
    for error in schema_errors(path):
        yield _issue("define-schema", f"not valid Define-XML 2.1: {error}")
    root = parse_xml(path)
    for href in sorted({leaf.get(HREF, "") for leaf in root.iterfind(".//{*}leaf")}):
        if not (path.parent / href).is_file():
            yield _issue("define-leaf", "names a file that is not there", value=href)
    yield from check_links(root)
    yield from check_form(root)
    yield from _datasets(shipment, root, widths)
    yield from _origins(root)
    yield from check_standards(root, shipment)
    yield from check_codelists(root, shipment)
    if widths is None:
        files = {part.name: part for found in shipment.found.values() for part in found.parts or (found,)}
        yield from check_defined_values(root, files)


def check_sizes(sizes: Mapping[str, int]) -> Iterator[Issue]:
    """Report files of datasets, given with their sizes in bytes, that are larger than agencies take (FDA: 5 GB)."""
    for name, size in sizes.items():
        if size > MOST:
            message = f"is {size / GB:.1f} GB large; agencies take files of at most {MOST // GB} GB"
            yield Issue("dataset-size", "warning", name, message, hint="split the dataset into several files")


def _origins(root: etree._Element) -> Iterator[Issue]:
    """Report items that nothing names or without an origin, and derived ones without a method.

    A sliced variable is told by its slices.
    """
    refs = {ref.get("ItemOID", ""): ref for ref in root.iterfind(".//{*}ItemRef")}
    for item in root.iterfind(".//{*}ItemDef"):
        oid, origin = item.get("OID", ""), item.find("{*}Origin")
        if oid not in refs:
            yield _issue("define-item", "no dataset or value list names the item", value=oid)
        elif origin is None and item.find("{*}ValueListRef") is None:
            yield _issue("define-origin", "the item has no origin", value=oid, hint="map it, or give it an origin")
        elif origin is not None and origin.get("Type") == "Derived" and refs[oid].get("MethodOID") is None:
            yield _issue("define-method", "the item is derived but has no method", value=oid)


def _datasets(shipment: Shipment, root: etree._Element, widths: Widths | None) -> Iterator[Issue]:
    items = {item.get("OID", ""): item for item in root.iterfind(".//{*}ItemDef")}
    groups = {group.get("Name", ""): group for group in root.iterfind(".//{*}ItemGroupDef")}
    files = {part.name: part for found in shipment.found.values() for part in found.parts or (found,)}
    for name in sorted(set(files) ^ set(groups)):
        where = "the data" if name in groups else "define.xml"
        yield _issue("define-dataset", f"the dataset is missing from {where}", value=name)
    for name in sorted(set(files) & set(groups)):
        found = files[name]
        refs = {ref.get("ItemOID", ""): ref for ref in sorted(groups[name].iterfind("{*}ItemRef"), key=_place)}
        for oid in refs.keys() - items.keys():
            yield _issue("define-item", f"{name} names an item that is not defined", value=oid)
        said = {items[oid].get("Name", ""): (items[oid], ref) for oid, ref in refs.items() if oid in items}
        named = [items[oid].get("Name", "") for oid in refs if oid in items]
        yield from _variables(name, [v.name for v in found.variables], named)
        yield from _lengths(
            name, _widths(found) if widths is None else widths[name], [item for item, _ in said.values()]
        )
        yield from check_group(
            found, groups[name], said, shipment.specs.get(name) or shipment.specs.get(_whole(name, shipment))
        )


def _whole(part: str, shipment: Shipment) -> str:
    """Name the dataset that a file has a part of, where it is split."""
    return next((name for name, one in shipment.found.items() if part in {each.name for each in one.parts}), "")


def _place(ref: etree._Element) -> int:
    """Give the place of a variable in its dataset, after all others where it says none."""
    number = ref.get("OrderNumber", "")
    return int(number) if number.isdecimal() else sys.maxsize


def _widths(found: FoundDataset) -> dict[str, int]:
    texts = (v.name for v in found.variables if v.type == "Char" and v.name in found.frame)
    return {name: byte_width(found.frame[name]) for name in texts}


def _variables(dataset: str, found: list[str], described: list[str]) -> Iterator[Issue]:
    if found != described:
        twice = sorted({one for one in described if described.count(one) > 1})
        odd = sorted(set(found) ^ set(described)) or [f"{one} stands twice" for one in twice]
        wrong = ", ".join(odd) or "the order"
        yield _issue("define-variable", f"{dataset}: variables in define.xml and data differ: {wrong}")


def _lengths(dataset: str, widths: Mapping[str, int], said: list[etree._Element]) -> Iterator[Issue]:
    for item in said:
        name, length = item.get("Name", ""), item.get("Length")
        if name in widths and length is not None and length.isdecimal() and item.get("DataType") == "text":
            longest = widths[name]
            if longest > int(length):
                yield _issue("define-length", f"{dataset}.{name} has values of {longest} bytes, Length is {length}")


def _issue(rule: str, message: str, *, value: str = "", hint: str = "") -> Issue:
    severity: Severity = "warning" if rule in {"define-origin", "define-method"} else "error"
    return Issue(rule=rule, severity=severity, place="define.xml", message=message, value=value, hint=hint)
