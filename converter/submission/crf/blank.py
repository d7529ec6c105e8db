"""A blank form for each raw table, drawn from what its export says, and where its annotations have room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from converter.submission.crf.forms import Field, Form
from converter.submission.crf.place import BOX, Spot
from converter.submission.fonts import BOLD, FONT, drawable, register_fonts

WIDTH, HEIGHT = letter
LEFT, ENTRY, NOTES, RIGHT = 42, 150, 300, WIDTH - 42
TOP, BOTTOM = HEIGHT - 108, 54
LINE, GAP = 11, 7
INK, QUIET, RULE = map(HexColor, ("#1A1A1A", "#666666", "#C9D1D8"))


@dataclass(frozen=True)
class Drawn:
    """Blank forms: the PDF, where each annotation of each form has room, and the pages of each form."""

    pdf: bytes
    spots: tuple[tuple[str, str, Spot], ...]
    pages: dict[str, tuple[int, ...]]


def draw_forms(forms: Sequence[Form], study: str) -> Drawn:
    """Draw the forms, each on pages of its own; spots are of a table and a column (blank: the head of a page)."""
    register_fonts()
    made = BytesIO()
    canvas = Canvas(made, pagesize=letter, invariant=1)
    canvas.setTitle(f"Annotated case report form of {study}")
    spots: list[tuple[str, str, Spot]] = []
    pages: dict[str, tuple[int, ...]] = {}
    for form in forms:
        for fields in _by_page(form):
            page = canvas.getPageNumber()
            pages[form.table] = (*pages.get(form.table, ()), page)
            spots += _draw_page(canvas, form, fields, study, page)
            canvas.showPage()
    canvas.save()
    return Drawn(made.getvalue(), tuple(spots), pages)


def _by_page(form: Form) -> Iterator[list[Field]]:
    """Cut the fields of a form into pages."""
    page: list[Field] = []
    left = TOP - BOTTOM
    for field in form.fields:
        high = _height(field)
        if page and high > left:
            yield page
            page, left = [], TOP - BOTTOM
        page.append(field)
        left -= high
    yield page


def _height(field: Field) -> float:
    lines = max(len(_wrapped(drawable(field.label), ENTRY - LEFT - 8)), len(field.choices), 1)
    return max(lines * LINE, len(field.annotations) * BOX) + GAP


def _draw_page(
    canvas: Canvas, form: Form, fields: Sequence[Field], study: str, page: int
) -> Iterator[tuple[str, str, Spot]]:
    _head(canvas, form, study, page)
    yield form.table, "", Spot(page, LEFT, HEIGHT - 78)
    at = TOP
    for field in fields:
        _draw_field(canvas, field, at)
        yield form.table, field.column, Spot(page, NOTES, at - BOX + 2)
        at -= _height(field)
        canvas.setStrokeColor(RULE)
        canvas.line(LEFT, at + GAP / 2 + 2, RIGHT, at + GAP / 2 + 2)


def _head(canvas: Canvas, form: Form, study: str, page: int) -> None:
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 13)
    canvas.drawString(LEFT, HEIGHT - 50, drawable(form.title)[:70])
    canvas.setFont(FONT, 7.5)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(RIGHT, HEIGHT - 34, f"{study} · drawn from the export '{form.table}'")
    filled = drawable(f"Subject ________________   {', '.join(form.visits)}")
    canvas.drawString(LEFT, 30, _fitting(filled, RIGHT - LEFT - 50))
    canvas.drawRightString(RIGHT, 30, f"Page {page}")


def _draw_field(canvas: Canvas, field: Field, at: float) -> None:
    """Write the label, and room for an entry: a line, or a box for each choice."""
    canvas.setFillColor(INK)
    canvas.setStrokeColor(QUIET)
    canvas.setFont(FONT, 8)
    for number, line in enumerate(_wrapped(drawable(field.label), ENTRY - LEFT - 8)):
        canvas.drawString(LEFT, at - 8 - number * LINE, line)
    if not field.choices:
        canvas.line(ENTRY, at - 10, NOTES - 14, at - 10)
    for number, choice in enumerate(field.choices):
        canvas.rect(ENTRY, at - 9 - number * LINE, 7, 7)
        canvas.drawString(ENTRY + 12, at - 8 - number * LINE, _fitting(drawable(choice), NOTES - ENTRY - 20))


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines of a width, within words where they are longer."""
    lines = [""]
    for one in text:
        if stringWidth(lines[-1] + one, FONT, 8) > width:
            lines.append("")
        lines[-1] += one
    return lines


def _fitting(text: str, width: float) -> str:
    while stringWidth(text, FONT, 8) > width:
        text = f"{text.rstrip('…')[:-1]}…"
    return text
