"""A document as PDF: what its font cannot show is written by its code, tables without a header have none."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from converter.submission.document import Block, Document, Grid, Heading, Text
from converter.submission.pdf import pdf_of


def text(*blocks: Block, title: str = "Guide") -> str:
    pages = PdfReader(BytesIO(pdf_of(Document(title, "", blocks, contents=False)))).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("\u00dcbelkeit \u2265 3", "\u00dcbelkeit \u2265 3"),
        ("\u65e5\u672c", "<U+65E5><U+672C>"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_what_the_font_cannot_show_is_written_by_its_code(said: str, reads: str) -> None:
    assert reads in text(Text(said))
    assert reads in text(Grid(("A",), ((said,),)))
    assert reads in text(title=said)


def test_a_heading_stands_on_the_page_of_what_follows_and_a_long_table_begins_below_it() -> None:
    rows = tuple((str(number),) for number in range(36))
    blocks: list[Block] = []
    for number in range(3):
        blocks += [Heading(1, f"Part {number}"), Grid(("Number",), rows)]
    pages = PdfReader(BytesIO(pdf_of(Document("Guide", "", tuple(blocks), contents=False)))).pages
    bodies = [[one for one in page.extract_text().splitlines() if one not in {"Guide", ""}] for page in pages]
    assert not [body for body in bodies if any(one.startswith("Part") for one in body[-2:])]
    assert len(pages) == 3  # a table does not wait for a page of its own
