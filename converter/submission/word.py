"""A document as DOCX, to be edited: headings by their styles, tables, the same bytes each time."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from converter.submission.document import Block, Bullets, Document, Grid, Heading, Picture, Text

EPOCH = (1980, 1, 1, 0, 0, 0)
WANTED = RGBColor(0xA6, 0x1B, 0x1B)
CELL = Pt(8)
MARGIN = Cm(2)
STYLE = "Light Grid Accent 1"
LOOK = ("firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand")
"""What a table may set off; the header is, where there is one."""


def docx_of(document: Document, created: datetime) -> bytes:
    """Write a document as DOCX that bears no time but `created`."""
    word = docx.Document()
    said = word.core_properties
    said.title, said.author, said.comments = document.title, "converter", ""
    said.created = said.modified = created.replace(tzinfo=None)
    _lay(word, document.title)
    word.add_heading(document.title, 0)
    if document.subtitle:
        word.add_paragraph(document.subtitle)
    headings = [block for block in document.blocks if isinstance(block, Heading)] if document.contents else []
    for number, heading in enumerate(headings, start=1):
        _entry(word.add_paragraph(), heading, f"part{number}")
    for block in document.blocks:
        _add(word, block)
    for number, paragraph in enumerate(_headings(word), start=1):
        _mark(paragraph, f"part{number}", number)
    made = BytesIO()
    word.save(made)
    return _undated(made)


def _lay(word: Word, title: str) -> None:
    """Give the pages their margins, and a foot with the title and the number of the page."""
    section = word.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    foot = section.footer.paragraphs[0]
    foot.text = f"{title} \u00b7 page "
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    foot._p.append(number)


def _entry(paragraph: Paragraph, heading: Heading, mark: str) -> None:
    """Write a line of the contents, which leads to its heading."""
    paragraph.paragraph_format.left_indent = Cm(0.6 * (heading.level - 1))
    paragraph.paragraph_format.space_after = Pt(0)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark)
    link.append(paragraph.add_run(heading.text)._r)
    paragraph._p.append(link)


def _headings(word: Word) -> list[Paragraph]:
    """Give the headings, in the order of the contents."""
    return [one for one in word.paragraphs if one.style is not None and str(one.style.name).startswith("Heading")]


def _mark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put a mark around a heading, to which the contents lead."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:name"), name)
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    paragraph.runs[0]._r.addprevious(start)
    paragraph._p.append(end)


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
    """Add a table with the widths that it says; its header stands on every page, and no row is broken."""
    headed = any(grid.header)
    rows = [grid.header, *grid.rows] if headed else [*grid.rows]
    table = word.add_table(rows=len(rows), cols=len(grid.header), style=STYLE)
    table.autofit = False
    _look(table, headed=headed)
    section = word.sections[0]
    wide = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
    for column, share in zip(table.columns, grid.shares, strict=True):
        column.width = int(wide * share)
    for number, (cells, row) in enumerate(zip(table.rows, rows, strict=True)):
        _row(cells, row, is_header=headed and not number)


def _look(table: Table, *, headed: bool) -> None:
    """Set off the header alone, where there is one."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        for name in LOOK:
            look.set(qn(f"w:{name}"), "1" if name.startswith("no") or (name == "firstRow" and headed) else "0")
        look.set(qn("w:val"), "0620" if headed else "0600")


def _row(cells: _Row, row: tuple[str, ...], *, is_header: bool) -> None:
    said = cells._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if is_header else ())):
        said.append(OxmlElement(name))
    for cell, text in zip(cells.cells, row, strict=True):
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
