"""Write raw files: delimited text, Excel, ODM-XML, SAS transport; the same bytes at every run."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl
import pandas as pd

from converter.dataset import Dataset
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt
from examples.crb401.generator.forms import RawFile, Row, columns
from examples.crb401.generator.trial import STUDY

STAMP = datetime(2018, 5, 14, tzinfo=UTC)
"""The day of the exports, two weeks after the cut-off."""


def write(file: RawFile, folder: Path) -> None:
    """Write one raw file below a folder, in the format of its suffix."""
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        path.write_bytes(excel(file))
    elif path.suffix == ".xml":
        path.write_bytes(odm(file).encode())
    elif path.suffix == ".xpt":
        transport(file, path)
    else:
        path.write_bytes(delimited(file).encode(file.encoding))


def delimited(file: RawFile) -> str:
    """Write rows as delimited text with a header."""
    text = StringIO()
    writer = csv.DictWriter(text, columns(file.rows), delimiter=file.delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(file.rows)
    return text.getvalue()


def excel(file: RawFile) -> bytes:
    """Write rows as text cells of one sheet; time stamps of the book and of its archive are fixed."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = file.sheet
    names = columns(file.rows)
    sheet.append(names)
    for row in file.rows:
        sheet.append([row.get(name) or None for name in names])
    held = BytesIO()
    book.save(held)
    return _stamped(held.getvalue())


def _stamped(book: bytes) -> bytes:
    moment = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as source, zipfile.ZipFile(answer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                pattern = rb"(<dcterms:(created|modified)[^>]*>)[^<]*"
                data = re.sub(pattern, lambda found: found[1] + moment.encode(), data)
            target.writestr(zipfile.ZipInfo(name, (2018, 5, 14, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return answer.getvalue()


def odm(file: RawFile) -> str:
    """Write EDC records as an ODM-XML 1.3 snapshot: one item group a record; blank items are left out."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" ODMVersion="1.3.2" FileType="Snapshot"',
        f'     FileOID="{STUDY}.ODM" Description="Synthetic data">',
        f'  <ClinicalData StudyOID="{STUDY}" MetaDataVersionOID="1">',
        *(_record(row, file.form) for row in file.rows),
        "  </ClinicalData>",
        "</ODM>",
    ]
    return "\n".join(lines) + "\n"


def _record(row: Row, form: str) -> str:
    system = ("Subject", "SiteNumber", "Folder", "RecordPosition")
    items = {name: value for name, value in row.items() if name not in system and value}
    data = "".join(f"<ItemData ItemOID={quoteattr(n)} Value={quoteattr(v)}/>" for n, v in items.items())
    return (
        f'    <SubjectData SubjectKey="{row["Subject"]}"><SiteRef LocationOID="{row["SiteNumber"]}"/>'
        f'<StudyEventData StudyEventOID="{row["Folder"]}"><FormData FormOID="{form}">'
        f'<ItemGroupData ItemGroupOID="{form}" ItemGroupRepeatKey="{row["RecordPosition"]}">{data}</ItemGroupData>'
        "</FormData></StudyEventData></SubjectData>"
    )


def transport(file: RawFile, path: Path) -> None:
    """Write rows as a SAS transport file, with the converter's own writer."""
    text = pd.DataFrame(file.rows, dtype="str")
    frame = text.assign(
        **{name: pd.to_numeric(text[name].replace("", None)).astype("float64") for name in file.numeric}
    )
    variables = tuple(
        VariableSpec(
            name=str(name),
            label=str(name),
            type="Num" if name in file.numeric else "Char",
            length=None if name in file.numeric else max(1, int(text[name].str.len().max())),
        )
        for name in frame
    )
    spec = DatasetSpec(
        name=path.stem.upper(),
        domain="",
        label="",
        dataset_class="FINDINGS",
        structure="",
        keys=(),
        variables=variables,
    )
    write_xpt(Dataset(spec, frame), path.parent, created=STAMP)
