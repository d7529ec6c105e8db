"""Terms, methods, comments, documents and analysis results."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree

from converter.write.define_page.document import Document, attribute, said
from converter.write.define_page.pieces import (
    anchor,
    comment,
    condition,
    documents,
    leaf_link,
    lines,
    link,
    row,
    standard,
    standard_name,
    table,
    text,
)


def standards(document: Document) -> str:
    """Write the table of standards; Define-XML 2.0 names one in the head."""
    rows = [
        row(
            (
                escape(standard_name(one)),
                *(escape(one.get(name, "")) for name in ("Type", "Status")),
                lines(comment(document, one)),
            ),
            oid,
        )
        for oid, one in document.standards.items()
    ]
    if rows:
        return table(("standard", "type", "status", "comment"), rows)
    names = next(iter(document.each(".")), document.root)
    told = f"{attribute(names, 'StandardName')} {attribute(names, 'StandardVersion')}".strip()
    return f"<p>{escape(told)}</p>" if told else ""


def codelists(document: Document) -> Iterator[str]:
    """Write each codelist with its terms."""
    for oid, one in document.codelists.items():
        head = f"<h3>{escape(one.get('Name', oid))} {_code(one)}</h3>"
        notes = lines((standard(document, one), *comment(document, one)))
        yield f"<article{anchor(oid)}>{head}{notes}{_terms(one)}</article>\n"


def _code(element: etree._Element) -> str:
    codes = [one.get("Name", "") for one in element.iterfind("{*}Alias") if one.get("Context") == "nci:ExtCodeID"]
    return f'<span class="quiet">{escape(", ".join(codes))}</span>' if codes else ""


def _terms(codelist: etree._Element) -> str:
    outside = codelist.find("{*}ExternalCodeList")
    if outside is not None:
        words = f"{outside.get('Dictionary', '')} {outside.get('Version', '')}".strip()
        return f"<p>{escape(words)}</p>"
    terms = [*codelist.iterfind("{*}CodeListItem"), *codelist.iterfind("{*}EnumeratedItem")]
    decoded = any(said(term, "Decode") for term in terms)
    rows = (_term(term, decoded=decoded) for term in terms)
    return table(("term", *(["decode"] if decoded else []), "code"), rows)


def _term(term: etree._Element, *, decoded: bool) -> str:
    added = ' <span class="quiet">extended</span>' if attribute(term, "ExtendedValue") == "Yes" else ""
    cells = [text(term.get("CodedValue", "")) + added, *([text(said(term, "Decode"))] if decoded else []), _code(term)]
    return row(cells)


def methods(document: Document) -> str:
    """Write the table of methods."""
    rows = (
        row(
            (
                escape(one.get("Name", oid)),
                escape(one.get("Type", "")),
                lines((text(said(one)), *_formal(one), *documents(document, one))),
            ),
            oid,
        )
        for oid, one in document.methods.items()
    )
    return table(("method", "type", "description"), rows)


def _formal(method: etree._Element) -> Iterator[str]:
    for one in method.iterfind("{*}FormalExpression"):
        yield f"<b>{escape(one.get('Context', ''))}</b><pre>{escape(one.text or '')}</pre>"


def comments(document: Document) -> str:
    """Write the table of comments."""
    rows = (row((lines((text(said(one)), *documents(document, one))),), oid) for oid, one in document.comments.items())
    return table(("comment",), rows)


def leafs(document: Document) -> str:
    """Write the list of documents, those of datasets aside."""
    of_datasets = {id(one.find("{*}leaf")) for one in document.groups.values()}
    found = [one for one in document.leafs.values() if id(one) not in of_datasets]
    return "<ul>" + "".join(f"<li{anchor(one.get('ID', ''))}>{leaf_link(one)}</li>" for one in found) + "</ul>"


def analyses(document: Document) -> Iterator[str]:
    """Write each display with its analysis results (Analysis Results Metadata 1.0)."""
    for display in document.each("{*}AnalysisResultDisplays/{*}ResultDisplay"):
        head = f"<h3>{escape(display.get('Name', ''))} <span>{escape(said(display))}</span></h3>"
        rows = (_analysis(document, one) for one in display.iterfind("{*}AnalysisResult"))
        made = table(("result", "reason and purpose", "datasets", "documentation"), rows)
        yield f"<article{anchor(display.get('OID', ''))}>{head}{lines(documents(document, display))}{made}</article>\n"


def _analysis(document: Document, result: etree._Element) -> str:
    why = (attribute(result, name) for name in ("AnalysisReason", "AnalysisPurpose"))
    used = (_used(document, one) for one in result.iterfind("{*}AnalysisDatasets/{*}AnalysisDataset"))
    documentation = result.find("{*}Documentation")
    about = () if documentation is None else (text(said(documentation)), *documents(document, documentation))
    reasons = (escape(word.capitalize().replace(" sap", " SAP")) for word in why)
    return row((text(said(result)), lines(reasons), lines(used), lines((*about, *_code_of(result)))))


def _used(document: Document, dataset: etree._Element) -> str:
    oid = attribute(dataset, "ItemGroupOID")
    group = document.groups.get(oid)
    variables = [attribute(one, "ItemOID") for one in dataset.iterfind("{*}AnalysisVariable")]
    names = ", ".join(link(one, document.items[one].get("Name", one)) for one in variables if one in document.items)
    where = condition(document, dataset)
    head = link(oid, group.get("Name", oid) if group is not None else oid)
    return head + (f" where {where}" if where else "") + (f": {names}" if names else "")


def _code_of(result: etree._Element) -> Iterator[str]:
    for one in result.iterfind("{*}ProgrammingCode"):
        code = one.find("{*}Code")
        words = "" if code is None else (code.text or "")
        yield f"<details><summary>{escape(one.get('Context', 'code'))}</summary><pre>{escape(words)}</pre></details>"
