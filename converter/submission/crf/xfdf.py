"""Annotations as XFDF (ISO 19444-1), which readers of PDF import onto the sponsor's own form."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from converter.compute.xml import xml_text
from converter.submission.crf.place import SIZE, Laid

SPACE = "http://ns.adobe.com/xfdf/"


def xfdf_of(laid: Iterable[Laid], form: str) -> bytes:
    """Write annotations for the PDF that is named `form`."""
    root = etree.fromstring(f'<xfdf xmlns="{SPACE}"/>')
    annots = etree.SubElement(root, f"{{{SPACE}}}annots")
    for number, one in enumerate(laid, start=1):
        said = {
            "page": str(one.spot.page - 1),
            "rect": ",".join(f"{at:.2f}" for at in one.box),
            "name": f"annotation-{number}",
            "subject": one.dataset,
            "color": one.fill,
            "flags": "print",
        }
        free = etree.SubElement(annots, f"{{{SPACE}}}freetext", said)
        etree.SubElement(free, f"{{{SPACE}}}contents").text = xml_text(one.text)
        etree.SubElement(free, f"{{{SPACE}}}defaultappearance").text = f"0 g /Helv {SIZE} Tf"
    etree.SubElement(root, f"{{{SPACE}}}f", {"href": form})
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
