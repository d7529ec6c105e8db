"""Files that somebody made to hurt: bombs, entities, loops, nests, numbers beyond every limit, names with escapes."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

HIDDEN = "the-words-of-this-machine"
XML = '{doctype}<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><ClinicalData>{body}</ClinicalData></ODM>'
ITEM = (
    '<SubjectData SubjectKey="1"><FormData FormOID="F"><ItemGroupData ItemGroupOID="G"><ItemDataString ItemOID="T">{}'
    "</ItemDataString></ItemGroupData></FormData></SubjectData>"
)
SHEET = "xl/worksheets/sheet1.xml"
Make = Callable[[Path], None]


def _text(name: str, content: str) -> Make:
    return lambda folder: _written(folder / name, content.encode("utf-8", "surrogatepass"))


def _written(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _secret(folder: Path) -> str:
    path = folder / "secret.dat.hidden"
    path.write_text(HIDDEN)
    return path.as_uri()


def _external_entity(folder: Path) -> None:
    doctype = f'<!DOCTYPE ODM [<!ENTITY x SYSTEM "{_secret(folder)}">]>'
    (folder / "a.xml").write_text(XML.format(doctype=doctype, body=ITEM.format("&x;")))


def _included(folder: Path) -> None:
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{_secret(folder)}"/>'
    (folder / "a.xml").write_text(XML.format(doctype="", body=ITEM.format(include)))


def _laughs(folder: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE ODM [<!ENTITY l0 "ha">{entities}]>'
    (folder / "a.xml").write_text(XML.format(doctype=doctype, body=ITEM.format("&l11;")))


def workbook(*rows: list[object], far: str = "") -> bytes:
    """Make an xlsx file of one sheet, with a cell far from the others if asked."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if far:
        sheet[far] = "x"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_sheet(content: bytes) -> bytes:
    """Put other content into the place of the sheet."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["A"], [1]))) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, content if name == SHEET else before.read(name))
    return stream.getvalue()


def _said_size(data: bytes, size: int) -> bytes:
    """Let the directory of the file say another size of the sheet."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def _cells(cells: str) -> bytes:
    text = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData>'
    )
    return _with_sheet(f"{text}</worksheet>".encode())


def _bomb(said: int) -> Make:
    data = _said_size(_cells(f'<row r="1"><c r="A1" t="str"><v>{"x" * 10_000_000}</v></c></row>'), said)
    return lambda folder: _written(folder / "lab.xlsx", data)


def _xlsx(data: bytes) -> Make:
    return lambda folder: _written(folder / "lab.xlsx", data)


def _loop(folder: Path) -> None:
    (folder / "ae.csv").symlink_to(folder / "ae.csv")
    (folder / "more").mkdir()
    (folder / "more" / "again").symlink_to(folder, target_is_directory=True)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "ae.csv")


def _folder(folder: Path) -> None:
    (folder / "ae.csv").mkdir()


def _names(folder: Path) -> None:
    for name in ("a\x1b[31mred.csv", "b\nline.csv", "c'\"{x}#: - .csv", "=cmd|x!A1.csv", "\u202egpj.csv", "-rf.csv"):
        (folder / name).write_text('"S\x1b[2J","x: {y}","#z"\n1,2,3\n')


def _empty(folder: Path) -> None:
    for suffix in ("csv", "xlsx", "xls", "xml", "xpt", "sas7bdat", "json", "ndjson"):
        (folder / f"empty_{suffix}.{suffix}").write_bytes(b"")


def _namestr(kind: int, width: int, at: int) -> bytes:
    blank = (b"", b"", 0, 0, 0, b"", b"", 0, 0)
    return struct.pack(">hhhh8s40s8shhh2s8shhl52s", kind, 0, width, 1, b"A", *blank, at, b"")


def _transport(folder: Path) -> None:
    header = "HEADER RECORD*******{:<8}HEADER RECORD!!!!!!!{:<30}  "
    head = [header.format("LIBRARY", "0" * 30), " " * 80, " " * 80]
    member = [header.format("MEMBER", "0" * 17 + "1600000000140"), " " * 80, " " * 80, " " * 80]
    for name, count, namestr in (
        ("many", "9999", b""),
        ("wide", "0001", _namestr(2, 32767, 0)),
        ("negative", "0001", _namestr(1, -8, -9)),
    ):
        names = header.format("NAMESTR", f"000000{count}".ljust(30, "0"))
        data = "".join([*head, *member, names]).encode() + namestr.ljust(160) + header.format("OBS", "0" * 30).encode()
        (folder / f"{name}.xpt").write_bytes(data + b" " * 160)
    (folder / "members.xpt").write_bytes("".join([*head, *(member * 2_000)]).encode())


HOSTILE: Mapping[str, Make] = {
    "zip bomb, told": _bomb(4_000_000_000),
    "zip bomb, hidden": _bomb(2_000),
    "external entity": _external_entity,
    "file included": _included,
    "billion laughs": _laughs,
    "laughs in a sheet": _xlsx(
        _with_sheet(b'<!DOCTYPE x [<!ENTITY a "a">]><worksheet><row><c><v>&a;</v></c></row></worksheet>')
    ),
    "cell in the far corner": _xlsx(workbook(["A"], [1], far="XFD1048576")),
    "a row that cannot be": _xlsx(_cells('<row r="99999999999"><c r="A1"><v>1</v></c></row>')),
    "a column that cannot be": _xlsx(_cells('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')),
    "a style and a text that cannot be": _xlsx(_cells('<row r="-1"><c r="A0" s="-5" t="s"><v>-1</v></c></row>')),
    "a sheet of one word": _xlsx(_with_sheet(b"boo")),
    "loops of links": _loop,
    "a pipe": _pipe,
    "a folder": _folder,
    "names with escapes": _names,
    "empty files": _empty,
    "a transport file that contradicts itself": _transport,
    "NUL": lambda folder: _written(folder / "ae.csv", b"\0" * 200_000),
    "one field of 5 MB": _text("ae.csv", "A,B\n1," + "x" * 5_000_000 + "\n"),
    "300 columns": _text("ae.csv", ",".join(f"C{n}" for n in range(300)) + "\n" + "1," * 299 + "1\n"),
    "quotes alone": _text("ae.csv", "A,B\n" + '"' * 1_000_001),
    "50,000 open quotes": _text("ae.csv", "A,B\n" + '"x\n' * 50_000),
    "open and empty quotes": _text("ae.csv", "A,B\n" + '1,"x\n2,"",\n' * 10_000),
    "200,000 blank lines": _text("ae.csv", "A,B\n" + "\n" * 200_000),
    "the same column 1,000 times": _text("ae.csv", "A," * 1_000 + "A\n1\n"),
    "deep JSON": _text("ae.json", '{"name":"AE","columns":[],"rows":' + "[" * 500_000),
    "deep XML": _text("a.xml", "<ODM>" + "<a>" * 200_000),
    "numbers of JSON": _text(
        "ae.json",
        '{"name":"AE","columns":[{"name":"N","dataType":"integer"}],"rows":[[1e999],[' + "9" * 5_000 + "]]}",
    ),
    "numbers in a row": _text(
        "ae.json", '{"name":"AE","columns":[{"name":"N","dataType":"integer"}],"rows":[[1e999],[true],[{}]]}'
    ),
    "half of a pair": _text("ae.csv", "A,B\n1,\ud800\n"),
}  # fmt: skip
"""What makes the files of each kind in a folder."""
