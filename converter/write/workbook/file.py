"""A specification as a workbook in the form of Pinnacle 21: what people edit who have no YAML."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, get_args
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from converter.errors import InputError
from converter.spec.dataset import DataType, OriginSource, OriginType

Cells = list[list[Any]]
"""The rows of a sheet, its header first."""
GREY = PatternFill("solid", fgColor="E7E6E6")
"""The fill of what is made by rules or by the standard: an edit of it changes no YAML."""
MOST = 32_767
"""Characters that a cell of Excel holds."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: nothing reads the clock."""
WIDTHS = {"Label": 40, "Description": 60, "Structure": 40, "Key Variables": 40, "Method": 30, "Comment": 30}
CHOICES: Mapping[str, Sequence[str]] = {
    "Data Type": get_args(DataType),
    "Origin": get_args(OriginType),
    "Source": get_args(OriginSource),
    "Mandatory": ("Yes", "No"),
    "Repeating": ("Yes", "No"),
    "Reference Data": ("Yes", "No"),
    "Has No Data": ("Yes", "No"),
}
"""What the cells of a column may hold."""


def workbook_bytes(sheets: Mapping[str, Cells], made: Collection[tuple[str, int, int]], created: date) -> bytes:
    """Write sheets as an xlsx file; `made` names cells (sheet, row, column, from 1) that are greyed.

    The same sheets give the same bytes: the file says that it was made on the day `created`.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append([None if value == "" else value for value in row])
        _as_text(sheet)
        _styled(sheet, cells[0])
    for place, line, column in made:
        book[place].cell(line, column).fill = GREY
    stored = BytesIO()
    book.save(stored)
    return _undated(stored, datetime(created.year, created.month, created.day))  # noqa: DTZ001 - a day has no zone


def _as_text(sheet: Worksheet) -> None:
    """Keep text that begins as a formula does what it is; raises InputError for text that no cell holds."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
            if isinstance(cell.value, str) and len(cell.value) >= MOST:
                message = (
                    f"{sheet.title}!{cell.coordinate}: a cell of Excel holds at most {MOST:,} characters; shorten it"
                )
                raise InputError(message)


def _styled(sheet: Worksheet, header: Sequence[Any]) -> None:
    sheet.freeze_panes = "A2"
    for number, name in enumerate(header, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, max(10, len(str(name)) + 2))
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
        if name in CHOICES and sheet.max_row > 1:
            said = ",".join(CHOICES[name])
            choice = DataValidation(type="list", formula1=f'"{said}"', allow_blank=True, showErrorMessage=False)
            choice.add(f"{letter}2:{letter}{sheet.max_row}")
            sheet.add_data_validation(choice)


def _undated(stored: BytesIO, created: datetime) -> bytes:
    """Give a file whose parts bear no time but that of the specification."""
    made = BytesIO()
    with ZipFile(stored) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = b"".join(_core(created))
            new.writestr(ZipInfo(name, EPOCH), data, ZIP_DEFLATED)
    return made.getvalue()


def _core(created: datetime) -> Iterator[bytes]:
    stamp = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    ).encode()
