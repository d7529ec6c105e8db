"""The page of a define.xml: one file, no network, readable without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from lxml import etree

from converter.write.define_page import datasets, rest
from converter.write.define_page.document import Document, attribute, document_of
from converter.write.define_page.pieces import link

Part = tuple[str, str, str]
"""Where a part of the page is, what it is called, and what it says."""


def define_page(root: etree._Element) -> str:
    """Write a define.xml (2.0 or 2.1) as one HTML page.

    It has everything a define.xml says for people: standards, datasets, variables with the slices of their values,
    terms, methods, comments, documents, analysis results; each has an address of its own, the OID.
    """
    document = document_of(root)
    parts = [part for part in _parts(document) if part[2]]
    title = _title(document)
    body = "".join(f'<section id="{at}"><h2>{escape(name)}</h2>\n{told}</section>\n' for at, name, told in parts[:2])
    body += "".join(datasets.sections(document))
    body += "".join(f'<section id="{at}"><h2>{escape(name)}</h2>\n{told}</section>\n' for at, name, told in parts[2:])
    return _resource("page.html").format(
        title=escape(title),
        style=_resource("page.css"),
        script=_resource("page.js"),
        sections="".join(f"<li>{link(at, name)}</li>" for at, name, _ in parts),
        groups="".join(f"<li>{link(oid, one.get('Name', oid))}</li>" for oid, one in document.groups.items()),
        head=_head(document, title),
        body=body,
    )


def _resource(name: str) -> str:
    return files("converter.write.define_page").joinpath(name).read_text(encoding="utf-8")


def _parts(document: Document) -> Iterator[Part]:
    yield "standards", "Standards", rest.standards(document)
    yield "datasets", "Datasets", datasets.overview(document)
    yield "terms", "Controlled terms", "".join(rest.codelists(document))
    yield "methods", "Methods", rest.methods(document) if document.methods else ""
    yield "comments", "Comments", rest.comments(document) if document.comments else ""
    yield "analyses", "Analysis results", "".join(rest.analyses(document))
    leafs = rest.leafs(document)
    yield "documents", "Documents", leafs if "<li" in leafs else ""


def _title(document: Document) -> str:
    study = document.root.find(".//{*}StudyName")
    metadata = document.root.find(".//{*}MetaDataVersion")
    names = (None if study is None else study.text, None if metadata is None else metadata.get("Name"))
    return ": ".join(name for name in names if name) or "define.xml"


def _head(document: Document, title: str) -> str:
    metadata = document.root.find(".//{*}MetaDataVersion")
    description = document.root.find(".//{*}StudyDescription")
    protocol = document.root.find(".//{*}ProtocolName")
    version = "" if metadata is None else attribute(metadata, "DefineVersion")
    told = [
        ("Study", "" if description is None else description.text or ""),
        ("Protocol", "" if protocol is None else protocol.text or ""),
        ("Metadata", "" if metadata is None else metadata.get("Description", "")),
        ("Define-XML", " ".join(part for part in (version, attribute(document.root, "Context")) if part)),
        ("Created", document.root.get("CreationDateTime", "")),
    ]
    facts = "".join(f"<dt>{name}</dt><dd>{escape(words)}</dd>" for name, words in told if words)
    return f"<h1>{escape(title)}</h1><dl>{facts}</dl>"
