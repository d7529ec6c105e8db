"""A document as PDF: letter size, embedded fonts, a bookmark for each heading, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    LongTable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from converter.submission.document import Block, Bullets, Document, Grid, Heading, Picture, Text
from converter.submission.fonts import BOLD, FONT, drawable, register_fonts

MARGIN = 54
INK, QUIET, RULE, HEAD, WANTED = map(HexColor, ("#1A1A1A", "#595959", "#B8C4CE", "#E9EFF4", "#A61B1B"))
SMALLEST = 6
LEVELS = 3
ROOM = (180, 140, 100, 60)
"""Points that must be left below a heading of each level, and below words that a table follows."""


def pdf_of(document: Document) -> bytes:
    """Write a document as PDF."""
    register_fonts()
    made = BytesIO()
    template = _template(document, made)
    story = [*_front(document), *(part for block in document.blocks for part in _flowables(block, template.width))]
    template.multiBuild(story)
    return made.getvalue()


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Numbered pages; each heading is a bookmark and a line of the contents."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - the name that reportlab calls
        level = getattr(flowable, "level", 0)
        if level:
            key = f"part-{self.seq.nextf('part')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level - 1, closed=level > 1)
            self.notify("TOCEntry", (level - 1, flowable.getPlainText(), self.page, key))

    def beforeDocument(self) -> None:  # noqa: N802
        self.seq.reset("part")


def _template(document: Document, made: BytesIO) -> _Template:
    size = landscape(letter) if document.wide else letter
    edges = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    template = _Template(made, pagesize=size, title=document.title, invariant=1, **edges)
    frame = Frame(MARGIN, MARGIN, template.width, template.height, 0, 0, 0, 0)

    def foot(canvas: Canvas, page: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, MARGIN / 2, drawable(document.title))
        canvas.drawRightString(size[0] - MARGIN, MARGIN / 2, f"Page {page.page}")

    template.addPageTemplates(PageTemplate("pages", [frame], onPage=foot))
    return template


def _style(size: float, **said: Any) -> ParagraphStyle:
    return ParagraphStyle("one", fontName=FONT, fontSize=size, leading=size * 1.35, textColor=INK, **said)


def _front(document: Document) -> Iterator[Flowable]:
    """Give the title and, of a long document, the contents."""
    yield Paragraph(_said(document.title), ParagraphStyle("title", _style(15 if document.wide else 18), fontName=BOLD))
    if document.subtitle:
        yield Paragraph(_said(document.subtitle), ParagraphStyle("below", _style(10, spaceBefore=4), textColor=QUIET))
    yield Spacer(0, 12)
    if document.contents:
        contents = TableOfContents()
        contents.dotsMinLevel = 0
        contents.levelStyles = [_style(9.5 - level * 0.7, leftIndent=14 * level) for level in range(LEVELS)]
        yield contents
        yield PageBreak()


def _flowables(block: Block, width: float) -> Iterator[Flowable]:
    match block:
        case Heading(level, text):
            size = (14, 11.5, 9.5)[min(level, LEVELS) - 1]
            style = ParagraphStyle("head", _style(size, spaceBefore=12, spaceAfter=5), fontName=BOLD)
            heading = Paragraph(_said(text), style)
            heading.level = min(level, LEVELS)
            yield CondPageBreak(ROOM[heading.level - 1])
            yield heading
        case Text(text, wanted):
            style = _style(9, spaceAfter=6)
            yield CondPageBreak(ROOM[-1] if text.endswith(":") else 0)
            yield Paragraph(_said(text), ParagraphStyle("wanted", style, textColor=WANTED) if wanted else style)
        case Bullets(items):
            style = _style(9, leftIndent=14, bulletIndent=4, spaceAfter=2)
            yield from (Paragraph(_said(item), style, bulletText="•") for item in items)
            yield Spacer(0, 4)
        case Grid():
            yield _table(block, width)
            yield Spacer(0, 8)
        case Picture(path):
            yield _picture(str(path), width)


def _table(grid: Grid, width: float) -> LongTable:
    size = 7.6 if len(grid.header) < SMALLEST else 7
    body, head = _style(size, splitLongWords=1), ParagraphStyle("head", _style(size), fontName=BOLD)
    headed = any(grid.header)
    rows = [[Paragraph(_lines(cell), head) for cell in grid.header]] if headed else []
    rows += [[Paragraph(_lines(cell), body) for cell in row] for row in grid.rows]
    table = LongTable(rows, colWidths=[share * width for share in grid.shares], repeatRows=int(headed), hAlign="LEFT")
    table.setStyle(TableStyle([*STYLE, *([HEADED] if headed else [])]))
    return table


STYLE: list[tuple[Any, ...]] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    *((name, (0, 0), (-1, -1), 3) for name in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")),
]
HEADED: tuple[Any, ...] = ("BACKGROUND", (0, 0), (-1, 0), HEAD)
BLANKS: Mapping[int, str] = {0x2007: "\u00a0", 0x2008: "\u00a0", 0x2009: "\u00a0"}
"""Blanks of the width of a digit or a point, which the font lacks."""


def _lines(text: str) -> str:
    """Keep the lines and the indent of a cell."""
    indent = len(text) - len(text.lstrip(" "))
    return "&nbsp;" * indent + _said(text.strip().translate(BLANKS)).replace("\n", "<br/>")


def _said(text: str) -> str:
    return escape(drawable(text))


def _picture(path: str, width: float) -> Image:
    across, down = ImageReader(path).getSize()
    scale = min(width / across, (letter[0] - 2 * MARGIN - 60) / down)
    return Image(path, across * scale, down * scale)
