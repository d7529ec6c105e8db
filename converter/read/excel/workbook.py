"""The parts of an xlsx file: its sheets, shared text and number formats, read within a stated limit."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

from lxml import etree

from converter.errors import InputError
from converter.spec.text.paths import regular

LIMIT = 1_000_000_000
"""The most bytes that one part of a workbook may have when it is inflated; the directory of the file says how many."""
OLDER = b"\xd0\xcf\x11\xe0"
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 20, 32, 33, 34, 35, 55, 56), "h:mm"),
    19: "h:mm:ss",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""Number formats that a file refers to by number alone. Source: ECMA-376, part 1, 18.8.30."""
_ESCAPED = re.compile(r"_x(d[89ab][0-9a-f]{2})__x(d[c-f][0-9a-f]{2})_|_x(?!d[89a-f])([0-9a-f]{4})_", re.IGNORECASE)
"""A character by its code; one beyond four digits is two halves, and half of one stays as it is written."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, the part of the file that holds it, whether a person sees it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True)
class Workbook:
    """What the sheets of a workbook share: text, the number format of each style, the first day of its calendar."""

    file: str
    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Open an xlsx file; raises InputError for what is none, is damaged, protected, or over the limit."""
    try:
        with zipfile.ZipFile(regular(path)) as archive:
            yield _workbook(archive, path.name)
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or error}"
        raise InputError(message) from error
    except zipfile.BadZipFile as error:
        message = f"{path.name}: not a readable Excel file: {_why(path, error)}"
        raise InputError(message) from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        message = f"{path.name}: not a readable Excel file: {error}; save it again in Excel"
        raise InputError(message) from error
    except etree.XMLSyntaxError as error:
        message = f"{path.name}: not a readable Excel file: damaged XML: {' '.join(str(error.msg).split())}"
        raise InputError(message) from error


def elements(book: zipfile.ZipFile, part: str, file: str, *tags: str) -> Iterator[etree._Element]:
    """Give the elements of a part by name, each freed after use; raises InputError for a part that is not safe to read.

    A part over the limit is refused before it is inflated, and so is one with a document type declaration.
    """
    size = book.getinfo(part).file_size
    if size > LIMIT:
        message = f"{file}: {part} would take {size:,} bytes; at most {LIMIT:,} are read: split the sheet"
        raise InputError(message)
    names = tuple(f"{{*}}{tag}" for tag in tags)
    with book.open(part) as stream:
        checked = False
        for _, element in etree.iterparse(stream, tag=names, resolve_entities=False, no_network=True, load_dtd=False):
            if not checked and element.getroottree().docinfo.doctype:
                message = f"{file}: {part} has a document type declaration; entities are refused"
                raise InputError(message)
            checked = True
            yield element
            _free(element)


def _free(element: etree._Element) -> None:
    """Drop an element that was used, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _why(path: Path, error: zipfile.BadZipFile) -> str:
    with path.open("rb") as file:
        older = file.read(4) == OLDER
    return (
        "it is protected by a password, or an .xls under another name" if older else f"{error}; save it again in Excel"
    )


def _workbook(archive: zipfile.ZipFile, file: str) -> Workbook:
    parts = set(archive.namelist())
    if "xl/workbook.xml" not in parts:
        message = f"{file}: not a readable Excel file: it has no workbook"
        raise InputError(message)
    targets = {
        one.get("Id", ""): normpath(join("xl", one.get("Target", ""))).lstrip("/")
        for one in _every(archive, "xl/_rels/workbook.xml.rels", file, "Relationship")
        if one.get("Type", "").endswith("/worksheet")
    }
    sheets = []
    from_1904 = False
    for one in _every(archive, "xl/workbook.xml", file, "sheet", "workbookPr"):
        from_1904 |= one.get("date1904") in {"1", "true"}
        key = next((str(value) for name, value in one.attrib.items() if str(name).endswith("}id")), "")
        part = targets.get(key, "")
        if part in parts:
            sheets.append(Sheet(one.get("name", ""), part, one.get("state", "visible") == "visible"))
    return Workbook(file, archive, tuple(sheets), _strings(archive, file), _formats(archive, file), from_1904)


def _every(archive: zipfile.ZipFile, part: str, file: str, *tags: str) -> Iterator[etree._Element]:
    return elements(archive, part, file, *tags) if part in archive.namelist() else iter(())


def _strings(archive: zipfile.ZipFile, file: str) -> tuple[str, ...]:
    return tuple(text_of(one) for one in _every(archive, "xl/sharedStrings.xml", file, "si"))


def text_of(element: etree._Element) -> str:
    """Give the text of a string: its runs together, without how it is pronounced; _x000D_ is a carriage return."""
    text = ""
    for part in element:
        name = str(part.tag).rpartition("}")[2]
        if name in {"t", "r"}:
            text += (part.text if name == "t" else part.findtext("{*}t")) or ""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escaped: re.Match[str]) -> str:
    return bytes.fromhex(escaped[3] or escaped[1] + escaped[2]).decode("utf-16-be")


def _formats(archive: zipfile.ZipFile, file: str) -> tuple[str, ...]:
    """Give the number format of each cell style."""
    codes = dict(BUILT_IN)
    styles: list[str] = []
    for one in _every(archive, "xl/styles.xml", file, "numFmt", "cellXfs"):
        if one.get("numFmtId"):
            codes[int(one.get("numFmtId", "0"))] = one.get("formatCode", "")
        styles += [codes.get(int(style.get("numFmtId", "0")), "") for style in one]
    return tuple(styles)
