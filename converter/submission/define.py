"""The define.xml of a submission: that of the package, with the files as they lie in the tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from lxml import etree

from converter.compute.xml import parse_xml
from converter.submission.tree import DEFINE

HREF = "{http://www.w3.org/1999/xlink}href"
DATASET = ".xpt"


def read_define(path: Path) -> etree._Element:
    """Read a define.xml; raises InputError where it is broken or unsafe."""
    return parse_xml(path)


def redirect(root: etree._Element, place: Callable[[str], str]) -> None:
    """Let each leaf refer to the file where it lies now."""
    for leaf in root.iterfind(".//{*}leaf"):
        leaf.set(HREF, place(leaf.get(HREF, "")))


def define_bytes(root: etree._Element, stylesheet: str) -> bytes:
    """Write a define.xml that browsers show by a stylesheet."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="{stylesheet}"?>\n'
    return head.encode() + etree.tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"


def undescribed(root: etree._Element, files: Collection[str]) -> Iterator[str]:
    """Tell which datasets among `files` a define.xml does not describe, and which it describes that are not there.

    Parts of a dataset in a folder of their own are described with the whole.
    """
    groups = {_leaf(one): one.get("Name", "") for one in root.iterfind(".//{*}ItemGroupDef")}
    if not groups:
        yield f"{DEFINE} describes no dataset"
        return
    there = {name for name in files if name.endswith(DATASET) and "/" not in name}
    yield from (f"{name} is not described in {DEFINE}" for name in sorted(there - {*groups}))
    absent = ((file, name) for file, name in groups.items() if file not in there)
    yield from (f"{DEFINE} describes {name}, and {file or 'its file'} is not there" for file, name in sorted(absent))


def _leaf(group: etree._Element) -> str:
    """Name the file of a dataset."""
    leaf = group.find("{*}leaf")
    return "" if leaf is None else leaf.get(HREF, "")
