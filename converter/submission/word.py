"""A document as DOCX, to be edited: headings by their styles, tables, the same bytes each time."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Word
from docx.shared import Pt, RGBColor

from converter.submission.document import Block, Bullets, Document, Grid, Heading, Picture, Text

EPOCH = (1980, 1, 1, 0, 0, 0)
WANTED = RGBColor(0xA6, 0x1B, 0x1B)
CELL = Pt(8)
STYLE = "Light Grid Accent 1"


def docx_of(document: Document, created: datetime) -> bytes:
    """Write a document as DOCX that bears no time but `created`."""
    word = docx.Document()
    said = word.core_properties
    said.title, said.author, said.comments = document.title, "converter", ""
    said.created = said.modified = created.replace(tzinfo=None)
    word.add_heading(document.title, 0)
    if document.subtitle:
        word.add_paragraph(document.subtitle)
    for block in document.blocks:
        _add(word, block)
    made = BytesIO()
    word.save(made)
    return _undated(made)


def _add(word: Word, block: Block) -> None:
    match block:
        case Heading(level, text):
            word.add_heading(text, level)
        case Text(text, wanted):
            run = word.add_paragraph().add_run(text)
            if wanted:
                run.font.color.rgb = WANTED
        case Bullets(items):
            for item in items:
                word.add_paragraph(item, style="List Bullet")
        case Grid():
            _table(word, block)
        case Picture(path):
            word.add_picture(str(path))


def _table(word: Word, grid: Grid) -> None:
    rows = [grid.header, *grid.rows] if any(grid.header) else [*grid.rows]
    table = word.add_table(rows=len(rows), cols=len(grid.header), style=STYLE)
    section = word.sections[0]
    wide = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text, share in zip(cells.cells, row, grid.shares, strict=True):
            cell.width = int(wide * share)
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = CELL


def _undated(stored: BytesIO) -> bytes:
    """Give the file with no time on its parts."""
    made = BytesIO()
    with ZipFile(stored) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, EPOCH), old.read(name), ZIP_DEFLATED)
    return made.getvalue()
