"""Read an official CDISC terminology package of NCI EVS: text (tabs or commas), a workbook, or ODM-XML."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from converter.compute.xml import parse_xml
from converter.errors import InputError
from converter.read.text import decoded
from converter.spec.standards.terminology import Codelist, Package, Term
from converter.spec.text.paths import regular
from converter.spec.values.number import plain_number

NCI = "{http://ncicb.nci.nih.gov/xml/odm/EVS/CDISC}"
COLUMNS = (
    *("Code", "Codelist Code", "Codelist Extensible (Yes/No)", "Codelist Name"),
    *("CDISC Submission Value", "CDISC Synonym(s)", "NCI Preferred Term"),
)
SETS = {
    "SDTM": "SDTM",
    "ADAM": "ADaM",
    "CDASH": "CDASH",
    "SEND": "SEND",
    "DEFINE": "DEFINE-XML",
    "PROTOCOL": "Protocol",
    "QRS": "QRS",
    "QS-FT": "QS-FT",
    "COA": "COA",
    "MRCT": "MRCT",
    "DDF": "DDF",
    "TMF": "TMF",
    "GLOSSARY": "Glossary",
}
"""The publishing sets, by the word of a file's name that tells them."""
WORKBOOKS = (".xls", ".xlsx")
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


YES_NO = {"yes": True, "no": False}
"""What a package says of a codelist: whether it may be extended."""


def read_nci_package(path: Path, name: str = "", tell: Callable[[str], None] = lambda _: None) -> Package:
    """Read a terminology package; publishing set and date come from `name` (such as sdtm-ct-2025-09-26) or the file.

    Raises InputError for a file of another form, or where set and date cannot be told.
    """
    codelists = read_nci_codelists(path, tell)
    publishing_set, version = _identity(name or path.stem)
    source = f"{publishing_set} controlled terminology {version}, published by NCI EVS"
    return Package(publishing_set=publishing_set, version=version, source=source, codelists=codelists)


def read_nci_codelists(path: Path, tell: Callable[[str], None] = lambda _: None) -> dict[str, Codelist]:
    """Read the codelists of a terminology package by short name; an encoding that was guessed is told to `tell`.

    Raises InputError for a file of another form, or one in which codelists or terms of a codelist share their name.
    """
    odm = path.suffix.lower() in {".xml", ".odm"}
    codelists = list(_from_odm(path) if odm else _from_table(path, tell))
    if not codelists:
        message = f"{path.name}: no codelists found; expected the text, workbook or ODM-XML form of NCI EVS"
        raise InputError(message)
    for fault in _faults(codelists):
        message = f"{path.name}: {fault}; the file is damaged"
        raise InputError(message)
    return {codelist.name: codelist for codelist in _paired(codelists)}


def _faults(codelists: Sequence[Codelist]) -> Iterator[str]:
    """Find what no published package has: names that are blank or stand twice."""
    for name, count in Counter(one.name for one in codelists).items():
        if not name or count > 1:
            yield f"{count} codelists are called '{name}'"
    for one in codelists:
        for value, count in Counter(term.value for term in one.terms).items():
            if not value or count > 1:
                yield f"{count} terms of {one.name} are called '{value}'"


def _identity(text: str) -> tuple[str, str]:
    date = re.search(r"\d{4}-\d{2}-\d{2}", text)
    kind = next((SETS[word] for word in SETS if word in text.upper()), None)
    if date is None or kind is None:
        message = f"'{text}' tells no publishing set and date; pass --name such as sdtm-ct-2025-09-26"
        raise InputError(message)
    return kind, date[0]


def _from_table(path: Path, tell: Callable[[str], None]) -> Iterator[Codelist]:
    rows = _rows(path, tell)
    lists = {row["Code"] for row in rows if not row["Codelist Code"]}
    terms: dict[str, list[Term]] = defaultdict(list)
    for row in rows:
        if row["Codelist Code"]:
            terms[row["Codelist Code"]].append(
                _term(
                    row["CDISC Submission Value"],
                    row["Code"],
                    row["NCI Preferred Term"],
                    row["CDISC Synonym(s)"].split(";"),
                )
            )
    if set(terms) - lists:
        message = f"{path.name}: terms of codelists that are not in it: {', '.join(sorted(set(terms) - lists)[:5])}"
        raise InputError(message)
    for row in rows:
        if not row["Codelist Code"]:
            yield Codelist(
                name=row["CDISC Submission Value"],
                code=row["Code"],
                label=row["Codelist Name"],
                extensible=_extensible(path, row["Code"], row["Codelist Extensible (Yes/No)"]),
                terms=tuple(terms[row["Code"]]),
            )


def _extensible(path: Path, code: str, said: str) -> bool:
    if said.casefold() not in YES_NO:
        message = f"{path.name}: whether codelist {code} may be extended: expected Yes or No, got '{said}'"
        raise InputError(message)
    return YES_NO[said.casefold()]


def _rows(path: Path, tell: Callable[[str], None]) -> list[dict[str, str]]:
    """Read the lines of a table but for blank ones; raises InputError for other columns and a line of wrong width."""
    read = _of_workbook(path) if path.suffix.lower() in WORKBOOKS else _of_text(path, tell)
    lines = [[cell.strip() for cell in line] for line in read]
    missing = [column for column in COLUMNS if column not in lines[0]]
    if missing:
        message = f"{path.name}: not a table of NCI EVS; missing columns: {', '.join(missing)}"
        raise InputError(message)
    wrong = [number for number, line in enumerate(lines, start=1) if any(line) and len(line) != len(lines[0])]
    if wrong:
        message = f"{path.name}:{wrong[0]}: expected {len(lines[0])} fields, as in the header, got another number"
        raise InputError(message)
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if any(line)]


def _of_text(path: Path, tell: Callable[[str], None]) -> list[list[str]]:
    text, issues = decoded(path, None, ENCODINGS)
    for issue in issues:
        tell(f"{path.name}: {issue.message}")
    if path.suffix.lower() == ".csv":
        try:
            return list(csv.reader(StringIO(text, newline=""))) or [[]]
        except csv.Error as error:
            message = f"{path.name}: no CSV that can be read: {error}"
            raise InputError(message) from error
    return [line.split("\t") for line in re.split("\r\n|\r|\n", text)]


def _of_workbook(path: Path) -> list[list[str]]:
    """Read the sheet that has the columns of a terminology, the others are about it."""
    try:
        book = CalamineWorkbook.from_path(regular(path))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        message = f"{path.name}: no workbook that can be read: {error}"
        raise InputError(message) from error
    tables = [[[_cell(cell) for cell in row] for row in rows] for rows in sheets if rows]
    return next((rows for rows in tables if set(COLUMNS) <= set(rows[0])), [[]])


def _cell(cell: object) -> str:
    """Give a cell as a person reads it: the term 1 is no 1.0, and TRUE no True."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return plain_number(cell) if isinstance(cell, float) else str(cell)


def _from_odm(path: Path) -> Iterator[Codelist]:
    for codelist in parse_xml(path).iterfind(".//{*}CodeList"):
        items = [*codelist.iterfind("{*}EnumeratedItem"), *codelist.iterfind("{*}CodeListItem")]
        yield Codelist(
            name=_text(codelist, "CDISCSubmissionValue") or codelist.get("Name", ""),
            code=codelist.get(f"{NCI}ExtCodeID", ""),
            label=codelist.get("Name", ""),
            extensible=_extensible(path, codelist.get("OID", ""), codelist.get(f"{NCI}CodeListExtensible", "")),
            terms=tuple(_odm_term(item) for item in items),
        )


def _odm_term(item: etree._Element) -> Term:
    synonyms = [element.text or "" for element in item.iterfind(f"{NCI}CDISCSynonym")]
    preferred = _text(item, "PreferredTerm") or item.findtext("{*}Decode/{*}TranslatedText", default="").strip()
    return _term(item.get("CodedValue", ""), item.get(f"{NCI}ExtCodeID", ""), preferred, synonyms)


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{NCI}{name}", default="")


def _term(value: str, code: str, preferred: str, synonyms: Iterable[str]) -> Term:
    names = tuple(name.strip() for name in synonyms if name.strip() and name.strip() != value)
    return Term(value=value, code=code, decode=preferred, synonyms=names)


def _paired(codelists: list[Codelist]) -> Iterator[Codelist]:
    """Give the terms of each code list (LBTESTCD) the names of its pair (LBTEST) as decodes, by equal C-codes."""
    by_name = {codelist.name: codelist for codelist in codelists}
    for codelist in codelists:
        name = codelist.name
        pair = (
            by_name.get(name.removesuffix("CD")) if name.endswith("CD") else by_name.get(name.removesuffix("TC") + "TN")
        )
        names = {term.code: term.value for term in pair.terms} if pair and pair is not codelist else {}
        terms = tuple(t.model_copy(update={"decode": names.get(t.code, t.decode)}) for t in codelist.terms)
        yield codelist.model_copy(update={"terms": terms})
