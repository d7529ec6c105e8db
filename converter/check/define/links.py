"""define.xml by itself: what a part of it refers to is there, and what is there is referred to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from converter.issues import Issue

Node = etree._Element  # noqa: SLF001 - lxml names its elements so
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
REFERENCES = frozenset(name for link in LINKS for name in link.names)
ONLY_REFERRED = frozenset({"CodeList", "MethodDef", "CommentDef", "WhereClauseDef", "ValueListDef"})
"""Parts that say something only where another one refers to them."""


def check_links(root: etree._Element) -> Iterator[Issue]:
    """Report references to parts that are not there (errors), and parts to which nothing refers (warnings)."""
    parts, references = _parts(root)
    for link in LINKS:
        there = {node.get(link.key, "") for node in parts.get(link.part, ())}
        named: dict[str, str] = {}
        for name in link.names:
            for oid, node in references.get(name, ()):
                named.setdefault(oid, name_of(node))
        for oid in sorted(named.keys() - there):
            message = f"{named[oid]} refers to a {link.part} that is not there"
            yield Issue("define-reference", "error", "define.xml", message, value=oid)
        for oid in sorted(there - named.keys()) if link.part in ONLY_REFERRED else ():
            yield Issue("define-unused", "warning", "define.xml", f"nothing refers to the {link.part}", value=oid)


def _parts(root: etree._Element) -> tuple[dict[str, list[Node]], dict[str, list[tuple[str, Node]]]]:
    """Walk define.xml once: its parts by what they are, and what refers to another by the attribute that does."""
    parts: dict[str, list[Node]] = {}
    references: dict[str, list[tuple[str, Node]]] = {}
    for node in root.iter("{*}*"):
        parts.setdefault(etree.QName(node).localname, []).append(node)
        for name in REFERENCES.intersection(map(str, node.attrib)):
            if oid := node.get(name):
                references.setdefault(str(name), []).append((oid, node))
    return parts, references


def name_of(node: etree._Element) -> str:
    """Name a part: itself, or the nearest one around it that has an identifier."""
    for one in (node, *node.iterancestors()):
        name = one.get("OID") or one.get("ItemOID")
        if name:
            return name
    return etree.QName(node).localname
