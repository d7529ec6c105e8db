"""Tables and figures of a package as documents, for agencies take PDF of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from converter.submission.document import Block, Document, Grid, Picture, Text

DRAWN = ".svg"


def display_document(path: Path) -> Document:
    """Give a display, a table as HTML or a figure as SVG with its PNG beside it, as a document."""
    if path.suffix == DRAWN:
        return Document(path.stem, blocks=(Picture(path.with_suffix(".png")),), wide=True, contents=False)
    page = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    title = _text(page.find(".//caption"))
    return Document(title or path.stem, blocks=tuple(_blocks(page)), wide=True, contents=False)


def _blocks(page: html.HtmlElement) -> Iterator[Block]:
    rows = [[_cell(cell) for cell in row.iter("th", "td")] for row in page.iterfind(".//tbody/tr")]
    for table in page.iterfind(".//table"):
        head = [_text(cell) for cell in table.iterfind(".//thead/tr/th")]
        wide = max([len(head), *map(len, rows)], default=0)
        yield Grid(_filled(head, wide), tuple(_filled(row, wide) for row in rows), (2.4, *(1.0,) * (wide - 1)))
    yield from (Text(_text(note)) for note in page.iterfind(".//footer/p"))


def _filled(cells: list[str], wide: int) -> tuple[str, ...]:
    return (*cells, *[""] * (wide - len(cells)))


def _cell(cell: etree._Element) -> str:
    """Give the text of a cell, indented as its class says."""
    found = [name for name in cell.get("class", "").split() if name.startswith("gt_indent_")]
    return " " * (4 * int(found[0].rpartition("_")[2]) if found else 0) + _text(cell)


def _text(element: etree._Element | None) -> str:
    """Give the text of an element, its parts below each other."""
    if element is None:
        return ""
    parts = [" ".join(_plain(span).split()) for span in element.iterchildren("span")]
    return "\n".join(parts) if parts else " ".join(_plain(element).split())


def _plain(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
