"""define.xml by itself: what a part of it refers to is there, and what is there is referred to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from converter.issues import Issue

DEF = "{http://www.cdisc.org/ns/def/v2.1}"


class Link(NamedTuple):
    """A reference: the attributes that name a part, the parts that have such an identifier, and the identifier."""

    names: tuple[str, ...]
    part: str
    key: str = "OID"


LINKS: tuple[Link, ...] = (
    Link(("CodeListOID", "RoleCodeListOID"), "CodeList"),
    Link(("MethodOID",), "MethodDef"),
    Link((f"{DEF}CommentOID",), "CommentDef"),
    Link(("WhereClauseOID",), "WhereClauseDef"),
    Link(("ValueListOID",), "ValueListDef"),
    Link((f"{DEF}StandardOID",), "Standard"),
    Link((f"{DEF}ItemOID", "ParameterOID"), "ItemDef"),
    Link(("ItemGroupOID",), "ItemGroupDef"),
    Link((f"{DEF}ArchiveLocationID",), "leaf", "ID"),
    Link(("leafID",), "leaf", "ID"),
)
"""Every reference between parts of Define-XML 2.1 but that of an ItemRef to its item, which is asked by dataset."""
ONLY_REFERRED = frozenset({"CodeList", "MethodDef", "CommentDef", "WhereClauseDef", "ValueListDef"})
"""Parts that say something only where another one refers to them."""


def check_links(root: etree._Element) -> Iterator[Issue]:
    """Report references to parts that are not there (errors), and parts to which nothing refers (warnings)."""
    for link in LINKS:
        there = {node.get(link.key, "") for node in root.iterfind(f".//{{*}}{link.part}")}
        named = _named(root, link.names)
        for oid in sorted(named.keys() - there):
            message = f"{named[oid]} refers to a {link.part} that is not there"
            yield Issue("define-reference", "error", "define.xml", message, value=oid)
        for oid in sorted(there - named.keys()) if link.part in ONLY_REFERRED else ():
            yield Issue("define-unused", "warning", "define.xml", f"nothing refers to the {link.part}", value=oid)


def _named(root: etree._Element, attributes: tuple[str, ...]) -> Mapping[str, str]:
    """Give each identifier that one of the attributes has, with the first part that names it."""
    found: dict[str, str] = {}
    for node in root.iter("{*}*"):
        for oid in filter(None, map(node.get, attributes)):
            found.setdefault(oid, name_of(node))
    return found


def name_of(node: etree._Element) -> str:
    """Name a part: itself, or the nearest one around it that has an identifier."""
    for one in (node, *node.iterancestors()):
        name = one.get("OID") or one.get("ItemOID")
        if name:
            return name
    return etree.QName(node).localname
