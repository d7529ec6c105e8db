"""Define-XML holds what XML can hold: other characters are shown as their codes."""

from __future__ import annotations

import pytest
from lxml import etree

from converter.compute.xml import xml_text
from converter.write.define.names import described, element


@pytest.mark.parametrize(
    ("text", "written"),
    [("a\x01b", "a\\u0001b"), ("\ud83d", "\\ud83d"), ("\uffff", "\\uffff"), ("é\t\n<", "é\t\n<")],
)
def test_a_character_that_xml_cannot_hold_is_its_code(text: str, written: str) -> None:
    assert xml_text(text) == written
    assert b"TranslatedText" in etree.tostring(described(text))
    assert element("Alias", {"Name": text}).get("Name") == written
