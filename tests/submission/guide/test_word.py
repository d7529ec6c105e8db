"""A guide to edit: contents that lead to headings, tables as wide as they say, headers on every page."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from converter.submission.document import Block, Document, Grid, Heading
from converter.submission.word import docx_of

WIDE = Grid(("Variable", "How it is derived"), (("AESEQ", "Counted within the subject."),), (1, 3))
BARE = Grid(("", ""), (("Study", "STX01"),), (1, 5))


def _word(*blocks: Block) -> docx.document.Document:
    written = docx_of(Document("Guide", "", blocks), datetime(2024, 1, 1, tzinfo=UTC))
    return docx.Document(BytesIO(written))


def test_the_contents_lead_to_every_heading() -> None:
    word = _word(Heading(1, "1 Introduction"), Heading(2, "1.1 Purpose"))
    links = [one.get(qn("w:anchor")) for one in word.element.iter(qn("w:hyperlink"))]
    assert links == [one.get(qn("w:name")) for one in word.element.iter(qn("w:bookmarkStart"))] == ["part1", "part2"]


def test_columns_are_as_wide_as_the_table_says() -> None:
    first, second = (column.width or 0 for column in _word(WIDE).tables[0].columns)
    assert second / first == pytest.approx(3, rel=0.01)


@pytest.mark.parametrize(("grid", "headers"), [(WIDE, 1), (BARE, 0)])
def test_a_header_stands_on_every_page_where_there_is_one(grid: Grid, headers: int) -> None:
    table = _word(grid).tables[0]
    assert len(list(table._tbl.iter(qn("w:tblHeader")))) == headers  # noqa: SLF001 - python-docx has no word for it
    assert len(list(table._tbl.iter(qn("w:cantSplit")))) == len(table.rows)  # noqa: SLF001


def test_the_foot_has_the_title_and_the_number_of_the_page() -> None:
    foot = _word().sections[0].footer.paragraphs[0]
    assert "Guide" in foot.text
    assert [one.get(qn("w:instr")) for one in foot._p.iter(qn("w:fldSimple"))] == ["PAGE"]  # noqa: SLF001
