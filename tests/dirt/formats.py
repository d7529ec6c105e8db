"""A grid as a file of another kind than delimited text: typed cells, as the systems that write such files have them."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

import openpyxl
import pandas as pd

from converter.dataset import Dataset
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt
from tests.dirt.grid import Grid, write_grid

NUMBER = re.compile(r"-?(0|[1-9]\d{0,9})(\.\d{1,6})?")
DAY = re.compile(r"\d\d-[A-Z]{3}-\d{4}")
EPOCH = date(1960, 1, 1)
MADE = datetime(2024, 1, 1, tzinfo=UTC)
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What neither XML nor a workbook can hold."""
MOSTLY = 0.8
"""A column is of a type where so many of its filled cells are; the other cells are what somebody typed into it."""

Value: TypeAlias = "float | date | str"


def value_of(text: str) -> Value:
    """Give the number or the date that a text is, else the text."""
    if NUMBER.fullmatch(text):
        return float(text)
    if DAY.fullmatch(text):
        try:
            return datetime.strptime(text.title(), "%d-%b-%Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return text
    return text


def workbook(grid: Grid, table: str) -> bytes:
    """Write a sheet whose cells are numbers, dates or text, each as it is."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = table
    sheet.append(list(grid.columns))
    for row, line in enumerate(grid.lines, start=2):
        for position, cell in enumerate(line.cells, start=1):
            if cell:
                written = sheet.cell(row, position, value_of(cell))
                written.data_type = "s" if isinstance(written.value, str) else written.data_type
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def odm(grid: Grid, table: str) -> bytes:
    """Write one item group a record; blank cells are items that are not there."""
    subject = grid.columns.index("Subject")
    groups = "".join(
        f"<SubjectData SubjectKey={quoteattr(line.cells[subject])}>"
        f'<StudyEventData StudyEventOID="E"><FormData FormOID="{table}"><ItemGroupData ItemGroupOID="G">'
        + "".join(
            f"<ItemData ItemOID={quoteattr(name)} Value={quoteattr(cell)}/>"
            for name, cell in zip(grid.columns, line.cells, strict=True)
            if cell and name != "Subject"
        )
        + "</ItemGroupData></FormData></StudyEventData></SubjectData>\n"
        for line in grid.lines
    )
    clinical = f'<ClinicalData StudyOID="S">{groups}</ClinicalData>'
    return f'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">{clinical}</ODM>'.encode()


def transport(grid: Grid, table: str) -> bytes:
    """Write a transport file: a column is of numbers or dates where all of its filled cells are."""
    frame, variables = {}, []
    for position, name in enumerate(grid.columns):
        kind, values = _column(grid, position, share=1.0)
        numbers = [float("nan") if value == "" else _sas(value) for value in values] if kind != "text" else []
        short = short_name(name)
        frame[short] = pd.Series(numbers) if numbers else pd.Series(list(map(str, values)), dtype="str")
        form = "DATE9." if kind == "date" else ""
        variables.append(VariableSpec(name=short, label=name, type="Num" if numbers else "Char", format=form))
    spec = DatasetSpec(
        name=table.upper(),
        domain=table.upper(),
        label=table,
        dataset_class="FINDINGS",
        structure="",
        keys=(),
        variables=tuple(variables),
    )
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_xpt(Dataset(spec, pd.DataFrame(frame)), Path(folder), created=MADE)
        return path.read_bytes()


def dataset_json(grid: Grid, table: str) -> bytes:
    """Write Dataset-JSON: a column is of numbers or dates where most of its filled cells are."""
    columns, cells = [], []
    for position, name in enumerate(grid.columns):
        kind, values = _column(grid, position, share=MOSTLY)
        said = {"number": {"dataType": "float"}, "date": {"dataType": "date", "targetDataType": "integer"}}
        columns.append({"itemOID": name, "name": name, "label": name, "dataType": "string", **said.get(kind, {})})
        missing = "" if kind == "text" else None
        cells.append([missing if value == "" else _json(value) for value in values])
    rows = [list(row) for row in zip(*cells, strict=True)]
    content = {"name": table.upper(), "label": table, "records": len(rows), "columns": columns, "rows": rows}
    return json.dumps(content).encode()


def _column(grid: Grid, position: int, *, share: float) -> tuple[str, list[Value]]:
    """Tell whether a column is of numbers, dates or text, and give its cells; text stays text within the others."""
    texts = [line.cells[position] for line in grid.lines]
    typed = [value_of(text) for text in texts]
    filled = [value for value in typed if value != ""]
    for kind, wanted in (("number", float), ("date", date)):
        if filled and sum(isinstance(value, wanted) for value in filled) >= share * len(filled):
            return kind, [
                value if isinstance(value, wanted) else text for value, text in zip(typed, texts, strict=True)
            ]
    return "text", list(texts)


def _sas(value: Value) -> float:
    return float((value - EPOCH).days) if isinstance(value, date) else float(value)


def _json(value: Value) -> float | str:
    return value.isoformat() if isinstance(value, date) else value


def short_name(name: str) -> str:
    """Give the name of a column in a transport file."""
    return re.sub("[^A-Z0-9_]", "_", name.upper())[:8]


@dataclass(frozen=True)
class Form:
    """How a table is shipped: the row number of the first record, how its columns are called, settings, the writer."""

    first: int
    named: Callable[[str], str]
    settings: Callable[[str], Mapping[str, str]]
    write: Callable[[Grid, str], bytes]


FORMS: Mapping[str, Form] = {
    ".xlsx": Form(2, str, lambda table: {"sheet": table}, workbook),
    ".xml": Form(1, lambda name: "SUBJECTKEY" if name == "Subject" else name, lambda table: {"form": table}, odm),
    ".xpt": Form(1, short_name, lambda _: {}, transport),
    ".json": Form(1, str, lambda _: {}, dataset_json),
}


def file_bytes(grid: Grid, table: str) -> bytes:
    """Write a grid in its format."""
    return FORMS[grid.suffix].write(grid, table) if grid.suffix else write_grid(grid)


def fits(grid: Grid) -> bool:
    """Tell whether a format can hold what a grid has: lines of cells, and of characters those it knows."""
    if not grid.suffix:
        return True
    cells = "".join("".join(line.cells) for line in grid.lines)
    held = (cells.isprintable() and cells.isascii()) if grid.suffix == ".xpt" else not UNHELD.search(cells)
    return held and all(line.text is None and len(line.cells) == len(grid.columns) for line in grid.lines)
