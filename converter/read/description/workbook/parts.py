"""What a workbook says beside datasets: study, standards, codelists, dictionaries, methods, comments, documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from converter.read.description.words import Said, guide_of, pages_of, whole
from converter.read.description.workbook.places import STUDY
from converter.read.description.workbook.sheets import Row, Sheets
from converter.read.description.workbook.unread import number_of
from converter.spec.dataset import Reference
from converter.spec.described.description import (
    ACRF,
    UNNAMED,
    Code,
    DefineFile,
    DescribedStudy,
    DocumentFile,
    MethodType,
    Note,
    SharedComment,
    SharedMethod,
    UsedStandard,
)
from converter.spec.described.results_metadata import DescribedDisplay
from converter.spec.standards.terminology import Term
from converter.spec.study import Dictionary, StudyCodelist

Documents = Mapping[str, str]
"""The name of each document as we have it, by that of the specification."""
STANDARD = ("standardname", "standardversion")
ENGLISH = {"language": ("en", "english")}
"""Attributes that are always so of what we write."""
_ACRF = re.compile(r"annotated|\ba?crf\b|blankcrf", re.IGNORECASE)
_VERSIONED = re.compile(r"(.+?)(?:[\s,]+|-)[vV]?\.?\s*([0-9][^\s]*)")
"""A standard with its version: SDTMIG 3.4, SDTM-IG v3.3, CDISC/NCI 2023-12-15."""
_IMPUTATION = "imputation"


def study(sheets: Sheets) -> DescribedStudy:
    """Give the attributes of the study; others are told."""
    said: dict[str, str] = {}
    for row in sheets.of("study"):
        name = row["attribute"].lower().replace(" ", "")
        if name in STUDY:
            said[STUDY[name]] = row["value"]
        elif name and name not in STANDARD and row["value"] and row["value"].lower() not in ENGLISH.get(name, ()):
            kind = f"{row.sheet}: an attribute that is not known; not kept"
            sheets.notes.append(Note(row.place("value"), kind, f"{row['attribute']}: {row['value']}", lost=True))
    return DescribedStudy(**said)


def standards(sheets: Sheets) -> tuple[UsedStandard, ...]:
    """Give the standards: those of a sheet of their own, of the study, and those that datasets name."""
    found = [_standard(row) for row in sheets.of("standards") if row["name"]]
    said = {row["attribute"].lower().replace(" ", ""): row["value"] for row in sheets.of("study")}
    named = [" ".join((said.get("standardname", ""), said.get("standardversion", "")))]
    named += [row["standard"] for row in sheets.of("datasets")]
    for text in dict.fromkeys(filter(None, map(str.strip, named))):
        name, version = split_standard(text)
        if all((one.name, one.version) != (name, version) for one in found):
            found.append(UsedStandard(name=name, version=version))
    return tuple(found)


def split_standard(text: str) -> tuple[str, str]:
    """Split a standard such as 'CDISC SDTM 3.2' into its name in Define-XML 2.1 and its version."""
    found = _VERSIONED.fullmatch(text)
    return (guide_of(found[1]), found[2]) if found else (guide_of(text), "")


def _standard(row: Row) -> UsedStandard:
    return UsedStandard(
        name=guide_of(row["name"]),
        version=row["version"],
        type="CT" if row["type"].upper() == "CT" else "IG",
        publishing_set=row["publishing_set"],
        status=row["status"],
        comment=row["comment"],
    )


def codelists(sheets: Sheets, comment: Callable[[Row], str]) -> dict[str, StudyCodelist]:
    """Give the codelists, each with its terms in their order; a term that stands twice is told.

    `comment` gives the text of the comment that a row names.
    """
    rows: dict[str, list[Row]] = {}
    for row in sheets.of("codelists"):
        if row["id"]:
            rows.setdefault(row["id"], []).append(row)
    return {name: _codelist(those, comment(those[0]), sheets.notes) for name, those in rows.items()}


def _codelist(rows: list[Row], comment: str, notes: list[Note]) -> StudyCodelist:
    first = rows[0]
    terms: dict[str, Term] = {}
    for row in sorted(rows, key=_order):
        if row["term"] in terms:
            notes.append(Note(row.place("term"), f"{row.sheet} Term: stands twice in its codelist; the first is kept",
                              f"{first['id']} {row['term']}", lost=True))  # fmt: skip
        elif row["term"]:
            rank = whole(row["rank"])
            terms[row["term"]] = Term(value=row["term"], code=row["term_code"], decode=row["decode"], rank=rank)
    return StudyCodelist(
        label=first["name"], code=first["code"], comment=comment, whole=bool(terms), terms=tuple(terms.values())
    )


def _order(row: Row) -> float:
    found = number_of(row["order"])
    return float("inf") if found is None else found


def dictionaries(sheets: Sheets) -> dict[str, Dictionary]:
    """Give the external dictionaries."""
    found = {
        row["id"]: Dictionary(name=row["dictionary"] or row["name"], version=row["version"], href=row["href"])
        for row in reversed(sheets.of("dictionaries"))
        if row["id"]
    }
    return dict(reversed(found.items()))


def document_names(sheets: Sheets) -> Documents:
    """Name the documents: the annotated CRF is acrf, whatever a specification calls it; others as they are."""
    rows = [row for row in sheets.of("documents") if row["id"]]
    crf = next((row["id"] for row in rows if row["id"].lower() == ACRF), "")
    crf = crf or next((row["id"] for row in rows if is_acrf(f"{row['id']} {row['title']}")), "")
    return {row["id"]: ACRF if row["id"] == crf else row["id"] for row in rows}


def is_acrf(text: str) -> bool:
    """Tell whether a document is the annotated CRF by its name and title."""
    return bool(_ACRF.search(text))


def define_file(
    sheets: Sheets,
    documents: Documents,
    used: Collection[tuple[str, str]],
    displays: tuple[DescribedDisplay, ...],
) -> DefineFile:
    """Give what methods and comments have beside their text, the documents, and the displays.

    `used` names those methods and comments that something refers to.
    """
    files = {
        documents[row["id"]]: DocumentFile(file=row["href"], title=row["title"])
        for row in reversed(sheets.of("documents"))
        if row["id"]
    }
    files = dict(reversed(files.items()))
    methods = {one.text: one for one in _methods(sheets, documents, used) if one.code or one.documents or _odd(one)}
    comments = {one.text: one for one in _comments(sheets, documents, used) if one.documents}
    return DefineFile(
        methods=tuple(methods.values()), comments=tuple(comments.values()), documents=files, displays=displays
    )


def _odd(method: SharedMethod) -> bool:
    return method.type != "Computation"


def _used(sheets: Sheets, kind: str, used: Collection[tuple[str, str]]) -> Iterator[Row]:
    yield from (row for row in sheets.of(kind) if (kind, row["id"].lower()) in used)


def _methods(sheets: Sheets, documents: Documents, used: Collection[tuple[str, str]]) -> Iterator[SharedMethod]:
    for row in _used(sheets, "methods", used):
        text = row["description"] or row["name"]
        kind: MethodType = "Imputation" if row["type"].lower() == _IMPUTATION else "Computation"
        code = (Code(context=row["context"] or UNNAMED, text=row["code"]),) if row["code"] else ()
        if row["code"] and not row["context"]:
            told = f"{row.sheet} Expression Context: not said; taken as {UNNAMED}"
            sheets.notes.append(Note(row.place("code"), told, row["code"]))
        if text:
            yield SharedMethod(
                text=text, name=row["id"], type=kind, code=code, documents=_references(row, documents, sheets.notes)
            )


def _comments(sheets: Sheets, documents: Documents, used: Collection[tuple[str, str]]) -> Iterator[SharedComment]:
    for row in _used(sheets, "comments", used):
        if row["description"]:
            yield SharedComment(text=row["description"], documents=_references(row, documents, sheets.notes))


def _references(row: Row, documents: Documents, notes: list[Note]) -> tuple[Reference, ...]:
    if not row["document"]:
        return ()
    if row["document"] not in documents:
        kind = f"{row.sheet} Document: not in Documents; not kept"
        notes.append(Note(row.place("document"), kind, row["document"], lost=True))
        return ()
    return (Reference(document=documents[row["document"]], pages=row["pages"]),)


def pages_in(text: str, document: str) -> dict[str, Any]:
    """Give pages of a document as an origin takes them."""
    said: Said = pages_of(text, document)
    if "pages" in said:
        return {"pages": tuple(said["pages"])}
    return {"documents": tuple(Reference(**one) for one in said.get("documents", ()))}
