"""A sample file of each reader, and an account of its rows that does not come from the reader."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd

from converter.dataset import Dataset, Frame
from converter.issues import Issue
from converter.read.datasets.dataset_json import read_dataset_json
from converter.read.nci_terminology import read_nci_package
from converter.read.readers import READERS
from converter.read.sas.sas import read_sas_datasets
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.write.dataset_json import write_dataset_json
from converter.write.xpt.file import write_xpt

ROWS = 60
PLAIN = Profile(name="plain", description="", source="")
MADE = datetime(2024, 1, 1, tzinfo=UTC)
HEADERS, RECORD = 80 * 9 + 140 * 4, 5 + 11 + 8 + 8
"""The bytes of the transport file before its records, and those of a record."""
TERMS = ("PAIN", "RASH, itchy", 'the "worst"', "two\nlines", "", "fièvre")


@dataclass(frozen=True)
class Read:
    """What a reader gave: its rows, and what it told."""

    frame: Frame
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Sample:
    """One file: its name, its bytes, how it is read, and what is lost of it (a sentence, or nothing).

    `lost` is given the damaged bytes and what was read of them.
    """

    name: str
    data: bytes
    read: Callable[[Path], Read]
    lost: Callable[[bytes, Read], str]


def samples(folder: Path) -> tuple[Sample, ...]:
    """Make the sample files; `folder` is for files on their way."""
    return (
        *(Sample(name, data, _by_suffix, _lost_text) for name, data in _delimited()),
        Sample("lab.xlsx", _workbook(), _by_suffix, _lost_cells(_rows_of(_workbook()))),
        Sample("mh.xml", _odm(), _by_suffix, _lost_groups),
        Sample("vs.xpt", _transport(folder), _sas, _lost_records),
        Sample("vs.json", _dataset_json(folder), _json, _lost_json),
        Sample("vs.ndjson", _ndjson(folder), _json, _lost_json),
        Sample("sdtm-ct-2025-03-28.txt", _terminology(), _terms, _lost_terms),
    )


def _frame() -> Frame:
    return pd.DataFrame(
        {
            "USUBJID": pd.Series([f"S-{row // 3:03d}" for row in range(ROWS)], dtype="str"),
            "TERM": pd.Series([TERMS[row % len(TERMS)] for row in range(ROWS)], dtype="str"),
            "AVAL": pd.Series([row * 1.5 for row in range(ROWS)]),
            "ADT": pd.Series([23_436.0 + row for row in range(ROWS)]),
        }
    )


def _delimited() -> list[tuple[str, bytes]]:
    frame = _frame()
    return [
        ("ae.csv", frame.to_csv(index=False).encode()),
        ("ae.txt", b"\xef\xbb\xbf" + frame.to_csv(index=False, sep="|", quoting=1, lineterminator="\r\n").encode()),
        ("ae.tsv", frame.assign(TERM="plain").to_csv(index=False, sep="\t").encode()),
    ]


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("LAB", 0)
    del book["Sheet"]
    sheet.append(list(_frame().columns))
    for row in _frame().itertuples(index=False):
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _odm() -> bytes:
    groups = "".join(
        f'<SubjectData SubjectKey="{row.USUBJID}"><SiteRef LocationOID="1"/><StudyEventData StudyEventOID="V1">'
        f'<FormData FormOID="MH"><ItemGroupData ItemGroupOID="G" ItemGroupRepeatKey="{number}">'
        f'<ItemData ItemOID="N" Value="{row.AVAL}"/><ItemDataString ItemOID="T">text {number}</ItemDataString>'
        "</ItemGroupData></FormData></StudyEventData></SubjectData>\n"
        for number, row in enumerate(_frame().itertuples(index=False))
    )
    clinical = f'<ClinicalData StudyOID="S">{groups}</ClinicalData>'
    return f'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">{clinical}</ODM>'.encode()


def _dataset(*, plain: bool) -> Dataset:
    frame = _frame()
    if plain:
        frame["TERM"] = frame["TERM"].map(lambda text: text if text.isascii() and text.isprintable() else "x")
    variables = tuple(
        VariableSpec(name=name, label=name, type=kind, format=form, data_type=data_type)
        for name, kind, form, data_type in (
            ("USUBJID", "Char", "", "text"), ("TERM", "Char", "", "text"),
            ("AVAL", "Num", "8.1", "float"), ("ADT", "Num", "DATE9.", "integer"),
        )
    )  # fmt: skip
    spec = DatasetSpec(
        name="VS", domain="VS", label="Vital", dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    return Dataset(spec, frame)


def _transport(folder: Path) -> bytes:
    (path,) = write_xpt(_dataset(plain=True), folder, created=MADE)
    return path.read_bytes()


def _dataset_json(folder: Path) -> bytes:
    (path,) = write_dataset_json(_dataset(plain=False), folder, study="S", created=MADE)
    return path.read_bytes()


def _ndjson(folder: Path) -> bytes:
    head = json.loads(_dataset_json(folder))
    rows = head.pop("rows")
    return "".join(json.dumps(one) + "\n" for one in (head, *rows)).encode()


def _terminology() -> bytes:
    head = "Code\tCodelist Code\tCodelist Extensible (Yes/No)\tCodelist Name\tCDISC Submission Value\tCDISC Synonym(s)"
    lines = [f"{head}\tCDISC Definition\tNCI Preferred Term", "C100\t\tYes\tColours\tCOLOUR\t\tColours\tColour"]
    lines += [
        f"C{row + 200}\tC100\t\tColours\tCOLOUR {row}\tshade {row}\tA colour\tColour {row}" for row in range(ROWS)
    ]
    return ("\n".join(lines) + "\n").encode()


def _by_suffix(path: Path) -> Read:
    return Read(*READERS[path.suffix](path, table=Table(file=path.name), profile=PLAIN))


def _sas(path: Path) -> Read:
    found = read_sas_datasets(path)
    frames = pd.concat([one.frame for one in found], ignore_index=True)
    return Read(frames, tuple(issue for one in found for issue in one.issues))


def _json(path: Path) -> Read:
    found = read_dataset_json(path)
    return Read(found.frame, found.issues)


def _terms(path: Path) -> Read:
    lists = read_nci_package(path, path.stem).codelists.values()
    rows = [(one.name, term.value) for one in lists for term in one.terms] + [(one.name, "") for one in lists]
    return Read(pd.DataFrame(rows, columns=["list", "term"]), ())


_BEGINS = re.compile('"?S-[0-9]{3}')
_LETTERS = re.compile(r"[A-Za-z0-9.:/()_+=-]")
"""What is neither quote, blank nor delimiter, and the same in every encoding."""


def _lost_text(data: bytes, read: Read) -> str:
    """Every letter below the header stands in a cell, in its order; every line that begins a record is a row."""
    text = data.decode("latin-1")
    marks = text.removeprefix("\xef\xbb\xbf")
    header = 1 + sum(len(re.findall("\r\n|\r|\n", str(name))) for name in read.frame)
    header += next((int(issue.written.split()[1]) - 1 for issue in read.issues if issue.rule == "header-late"), 0)
    lines = re.split("\r\n|\r|\n", marks)[header:]
    below = "\n".join(lines)
    begun = sum(1 for line in lines if _BEGINS.match(line))
    if sum(1 for cell in read.frame.iloc[:, 0] if _BEGINS.match(cell)) != begun:
        return f"{begun} lines begin a record, {len(read.frame)} rows"
    cells = "".join("".join(map(str, row)) for row in read.frame.itertuples(index=False))
    return "" if _LETTERS.findall(below) == _LETTERS.findall(cells) else "letters of the file are in no cell"


def _rows_of(data: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    return [["" if cell is None else str(cell).removesuffix(".0") for cell in row] for row in rows]


def _lost_cells(meant: list[list[str]]) -> Callable[[bytes, Read], str]:
    """A workbook has sums of its parts: what is read without a word is what was written."""
    return lambda _, read: "" if read.issues or read.frame.to_numpy().tolist() == meant else "cells differ"


def _lost_groups(data: bytes, read: Read) -> str:
    """Each item group is a row, each item a filled cell."""
    groups = len(re.findall(rb"<ItemGroupData[\s>/]", data))
    return "" if read.issues or len(read.frame) == groups else f"{groups} item groups, {len(read.frame)} rows"


def _lost_records(data: bytes, read: Read) -> str:
    """The records are as many as the bytes behind the headers hold, or the file is told to be cut."""
    if read.issues:
        return ""
    held, rest = divmod(len(data) - HEADERS, RECORD)
    return "" if not rest and len(read.frame) == held else f"{len(read.frame)} records, the bytes hold {held}"


def _lost_json(data: bytes, read: Read) -> str:
    """A file says how many records it has."""
    said = re.search(rb'"records": ?(\d+)', data)
    rows = len(read.frame)
    return "" if read.issues or (said and int(said[1]) == rows) or rows == ROWS else f"{rows} rows without a word"


def _lost_terms(data: bytes, read: Read) -> str:
    """Each line below the header is a list or a term."""
    lines = len([line for line in re.split(b"\r\n|\r|\n", data)[1:] if line.strip()])
    return "" if len(read.frame) == lines else f"{lines} lines, {len(read.frame)} terms and lists"
