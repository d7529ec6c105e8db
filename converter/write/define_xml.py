"""Define-XML 2.1."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

from lxml import etree

from converter.compute.define_schema import define_file
from converter.compute.describing.facts import DatasetFacts
from converter.spec.dataset import DatasetSpec
from converter.spec.standards.standard import DatasetClass
from converter.steps import Plan
from converter.write.define.document import Files, define_document
from converter.write.define_page.page import define_page

STYLESHEET = "define2-1.xsl"
PAGE = "define.html"
CLASSES: tuple[DatasetClass, ...] = get_args(DatasetClass)


def write_define(
    specs: Sequence[DatasetSpec],
    facts: Mapping[str, DatasetFacts],
    folder: Path,
    *,
    plan: Plan,
    created: datetime,
    files: Mapping[str, str],
    documents: Mapping[str, str] | None = None,
    displays: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write `define.xml`, with the stylesheet of CDISC and a page for people beside it, and give their paths.

    Browsers apply no stylesheet to XML that lies in a folder: `define.html` shows what it says.

    Datasets stand in the order of their classes, as CDISC's own examples have them, and by name within one. `facts` are
    those of each dataset by name: records, codes in use.

    `files` gives each dataset's file, `documents` each document's (named 'acrf' or as the study names it), `displays`
    each display's, relative to the folder. Raises SpecError for value-level conditions that Define-XML cannot say.
    """
    ordered = sorted(specs, key=lambda spec: (CLASSES.index(spec.dataset_class), spec.name))
    root = define_document(ordered, facts, plan, created, Files(files, documents or {}, displays or {}))
    tree = etree.ElementTree(root)
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/xsl" href="{STYLESHEET}"'))
    etree.indent(tree, space="  ")
    path = folder / "define.xml"
    new = folder / ".define.xml.new"
    new.write_bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8") + b"\n")
    source = define_file(f"definehtml/{STYLESHEET}")
    page = folder / PAGE
    page.write_text(define_page(root), encoding="utf-8")
    return new.replace(path), Path(shutil.copyfile(source, folder / STYLESHEET)), page
