"""The define.xml of a submission: that of the package, with the files as they lie in the tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from converter.compute.xml import parse_xml

HREF = "{http://www.w3.org/1999/xlink}href"


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
