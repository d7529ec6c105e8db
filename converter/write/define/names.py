"""Names of Define-XML: namespaces, object identifiers, elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from converter.compute.xml import xml_text
from converter.spec.condition import Condition
from converter.spec.described.where_clause import clauses_of
from converter.spec.study import Identity

ODM = "http://www.cdisc.org/ns/odm/v1.3"
DEF = "http://www.cdisc.org/ns/def/v2.1"
ARM = "http://www.cdisc.org/ns/arm/v1.0"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES: Any = {None: ODM, "def": DEF, "xlink": XLINK, "arm": ARM}
_PREFIXES = {"def": DEF, "arm": ARM, "xlink": XLINK, "xml": XML}
YES = "Yes"
KINDS = {"Tabulation": "SDTM", "Analysis": "ADaM"}
"""What a define.xml is of, by the purpose of its datasets."""


def element(
    name: str, attributes: Mapping[str, object | None] | None = None, *children: etree._Element
) -> etree._Element:
    """Make an element; names may be prefixed ('def:Origin'); attributes that are None or '' are left out."""
    made = etree.Element(_qualified(name, ODM), nsmap=NAMESPACES)
    for key, value in (attributes or {}).items():
        if value is not None and value != "":
            made.set(_qualified(key, ""), xml_text(str(value)))
    made.extend(children)
    return made


def _qualified(name: str, default: str) -> str:
    prefix, _, local = name.rpartition(":")
    namespace = _PREFIXES[prefix] if prefix else default
    return f"{{{namespace}}}{local}" if namespace else local


def described(text: str) -> etree._Element:
    """Make a Description with its text in English."""
    words = element("TranslatedText", {"xml:lang": "en"})
    words.text = xml_text(text)
    return element("Description", {}, words)


def study_description(study: Identity) -> str:
    """Describe a study; one with synthetic data says so."""
    return f"{study.description} (synthetic data)" if study.synthetic else study.description


def metadata_oid(study: str, purpose: str) -> str:
    """Name the MetaDataVersion of a define.xml: a study has one of SDTM and one of ADaM."""
    return f"MDV.{study}.{KINDS[purpose]}"


def study_oid(study: str) -> str:
    """Name a study."""
    return f"ST.{study}"


def item_oid(dataset: str, variable: str) -> str:
    """Name a variable's ItemDef."""
    return f"IT.{dataset}.{variable}"


def yes_no(value: bool) -> str:
    """Write a flag as Define-XML does."""
    return "Yes" if value else "No"


def slug(condition: Condition) -> str:
    """Write a condition as a part of an identifier; other than letters, digits and _.- by code point (_20_)."""
    clauses = clauses_of(condition)
    if len(clauses) > 1:
        return ".OR.".join(map(slug, clauses))
    condition = clauses[0]
    parts = condition.all_ or (condition,)
    words = ".".join(".".join((part.variable or "", *_operand(part))) for part in parts)
    return plain(words)


def plain(text: str) -> str:
    """Write a text as a part of an identifier; other than letters, digits and _.- by code point (_20_)."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"_{ord(found[0]):X}_", text)


def _operand(condition: Condition) -> tuple[str, ...]:
    comparator, operand = condition.comparison or ("eq", "")
    values = operand if isinstance(operand, tuple) else (operand,)
    return (*([] if comparator == "eq" else [comparator.upper()]), *map(str, values))
