"""Dataset-XML 1.0 as datasets: items of ODM, which a define.xml beside them names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from lxml import etree

from converter.compute.numbers.numbers import read_numbers
from converter.compute.xml import parse_xml
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.datasets.defined import FILE, NUMERIC
from converter.read.odm.odm_groups import item_groups
from converter.read.odm.odm_issues import file_issues, odd_issues
from converter.read.odm.odm_items import Item, items_of, kept

NAMESPACE = b"http://www.cdisc.org/ns/Dataset-XML/"
HEAD = 4096
"""Bytes in which a file of Dataset-XML names its namespace."""


def is_dataset_xml(path: Path) -> bool:
    """Tell whether a file is Dataset-XML, by the namespace that its beginning names."""
    with path.open("rb") as file:
        return path.name != FILE and NAMESPACE in file.read(HEAD)


def read_dataset_xml(path: Path) -> tuple[FoundDataset, ...]:
    """Read the datasets of a Dataset-XML file; raises InputError, also where no define.xml lies beside it.

    define.xml names the datasets and their variables by OID, and tells which are numeric. Text that is no number in
    those, an item that stands twice in a record or that define.xml does not know, is told. A file without records is
    the dataset of its name, where define.xml has it.
    """
    if not (path.parent / FILE).is_file():
        message = f"{path.name}: Dataset-XML names its variables in a {FILE} beside it, and there is none"
        raise InputError(message)
    define, root = parse_xml(path.parent / FILE), parse_xml(path)
    names = {one.get("OID", ""): one.get("Name", "") for one in define.iterfind(".//{*}ItemGroupDef")}
    records: dict[str, list[tuple[Item, ...]]] = defaultdict(list)
    for place in item_groups(root):
        oid = place.keys["GROUPOID"]
        records[names.get(oid, oid)].append(items_of(place.element, place.definitions, decode=False))
    if not records and path.stem.upper() in map(str.upper, names.values()):
        records[path.stem.upper()] = []
    told = tuple(file_issues(path.name, root, 0))
    return tuple(_dataset(name, path.name, found, define, told) for name, found in records.items())


def _dataset(
    name: str, file: str, records: Sequence[tuple[Item, ...]], define: etree._Element, told: tuple[Issue, ...]
) -> FoundDataset:
    items = {one.get("OID", ""): one for one in define.iterfind(".//{*}ItemDef")}
    groups = (one for one in define.iterfind(".//{*}ItemGroupDef") if one.get("Name", "").upper() == name.upper())
    ordered = [ref.get("ItemOID", "") for group in groups for ref in group.iterfind("{*}ItemRef")]
    used = dict.fromkeys([*(oid for oid in ordered if oid in items), *(one.name for row in records for one in row)])
    variables: dict[str, FoundVariable] = {}
    for oid in filter(None, used):
        one = _variable(oid, items)
        taken = {other.name for other in variables.values()}
        variables[oid] = replace(one, name=oid) if one.name in taken else one
    rows = [{variables[one.name].name: one.value for one in kept(row)} for row in records]
    frame = pd.DataFrame(rows, columns=[one.name for one in variables.values()]).astype("str").fillna("")
    issues = [*told, *odd_issues(file, records), *_undefined(file, variables, items)]
    for variable in variables.values():
        if variable.type == "Num":
            issues += _read(frame, variable.name, file)
    return FoundDataset(
        name.upper(), "", file, frame, tuple(variables.values()), attributes=False, issues=tuple(issues)
    )


def _variable(oid: str, items: Mapping[str, etree._Element]) -> FoundVariable:
    if oid not in items:
        return FoundVariable(oid, "", "Char", 0, "")
    kind = "Num" if items[oid].get("DataType") in NUMERIC else "Char"
    return FoundVariable(items[oid].get("Name", "") or oid, "", kind, 0, "")


def _read(frame: Frame, name: str, file: str) -> list[Issue]:
    """Read a column as numbers, in its place; report what is none."""
    numbers, wrong = read_numbers(frame[name])
    rows = tuple(int(row) + 1 for row in frame.index[wrong])
    frame[name] = numbers
    message = "the text is no number, and the variable is numeric"
    hint = "correct it where the dataset is made"
    found = Issue("number-unreadable", "error", file, message, name, rows=rows, written="read as missing", hint=hint)
    return [found] if rows else []


def _undefined(file: str, variables: Mapping[str, FoundVariable], items: Mapping[str, etree._Element]) -> list[Issue]:
    unknown = [oid for oid in variables if oid not in items]
    message = f"items are not defined in {FILE}: {', '.join(unknown[:5])}"
    return [Issue("item-undefined", "error", file, message, written="called by their OID")] if unknown else []
