"""Parse XML from outside safely."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

from converter.errors import InputError
from converter.spec.text.paths import regular

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML document can hold (XML 1.0, 2.2 Characters)."""


def xml_text(text: str) -> str:
    r"""Give a text as XML can hold it: other characters as their codes, such as \u0001."""
    return UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def parse_xml(path: Path) -> etree._Element:
    """Parse an XML file and give its root; raises InputError for broken XML and for any document type declaration.

    A file that cannot be read is an InputError, too.

    Entities are not resolved, nothing is fetched; a DOCTYPE is refused because entities are declared there. Comments
    and processing instructions are left out, so that text goes on behind them.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        with regular(path).open("rb") as file:
            tree = etree.parse(file, parser)
    except etree.XMLSyntaxError as error:
        message = f"{path.name}: not well-formed XML: {' '.join(str(error.msg).split())}"
        raise InputError(message) from error
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or error}"
        raise InputError(message) from error
    info: Any = tree.docinfo
    if info.doctype:
        message = f"{path.name}: has a document type declaration; entities are refused"
        raise InputError(message)
    return tree.getroot()
