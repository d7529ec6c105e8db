"""Where annotations have room on the sponsor's own blank form: beside the words of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from reportlab.pdfbase.pdfmetrics import stringWidth

from converter.errors import InputError
from converter.submission.crf.apart import Box
from converter.submission.crf.forms import Field, Form
from converter.submission.crf.place import BOX, Spot

SHARE = 0.55
"""Where annotations begin, as a share of the width of a page."""
EDGE = 24.0
FACE = "Helvetica"
"""The letters by which the width of printed words is judged."""


@dataclass(frozen=True)
class Found:
    """Spots on the sponsor's form, the pages of each table, and what was not found."""

    spots: tuple[tuple[str, str, Spot], ...]
    pages: dict[str, tuple[int, ...]]
    told: tuple[str, ...]
    printed: dict[int, tuple[Box, ...]]
    edges: dict[int, float]


@dataclass(frozen=True)
class _Words:
    """A line of a page: its words, its height, and the boxes of its pieces."""

    page: int
    text: str
    y: float
    boxes: tuple[Box, ...] = ()


def upright(pdf: bytes) -> bytes:
    """Turn the pages of a form that are shown turned, so that what is laid on them is read as they are.

    A form without any stays as it is. Raises InputError for a PDF that cannot be read.
    """
    reader = _reader(pdf)
    if not any(page.rotation for page in reader.pages):
        return pdf
    writer = PdfWriter(clone_from=reader)
    for page in writer.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _reader(pdf: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(pdf))
        len(reader.pages)
    except (PyPdfError, DependencyError) as error:
        message = f"crf: file: cannot be read as PDF: {error}; save it without a password"
        raise InputError(message) from error
    return reader


def find_spots(pdf: bytes, forms: Sequence[Form], said: Mapping[str, tuple[int, ...]]) -> Found:
    """Find the words of each field on the pages of its form; `said` are the pages of each table, from 1.

    What is not printed there is laid at the edge of the form's first page, and told. Raises InputError for a PDF that
    cannot be read, and for pages that it has not.
    """
    reader = _reader(pdf)
    count = len(reader.pages)
    beyond = sorted({page for pages in said.values() for page in pages if page > count})
    if beyond:
        message = f"crf: forms: names page {beyond[0]}, and the file has {count}"
        raise InputError(message)
    spots: list[tuple[str, str, Spot]] = []
    told = [f"crf: forms: names no page of the form '{one.table}'" for one in forms if one.table not in said]
    lines = {page: [*_words(reader.pages[page - 1], page)] for pages in said.values() for page in pages}
    for form in forms:
        if form.table in said:
            pages = said[form.table]
            words = [one for page in pages for one in lines[page]]
            spots += [(form.table, "", _corner(reader, page)) for page in pages]
            found, missing = _of_fields(form, words, reader, pages[0])
            spots += found
            told += missing
    printed = {page: tuple(box for one in words for box in one.boxes) for page, words in lines.items()}
    edges = {page: float(reader.pages[page - 1].cropbox.right) for page in lines}
    laid = {form.table: said[form.table] for form in forms if form.table in said}
    return Found(tuple(spots), laid, tuple(told), printed, edges)


def _corner(reader: PdfReader, page: int) -> Spot:
    """Give the upper left corner of what is seen of a page."""
    box = reader.pages[page - 1].cropbox
    return Spot(page, float(box.left) + EDGE, float(box.top) - EDGE)


def _beside(reader: PdfReader, page: int) -> float:
    """Give where annotations begin on a page."""
    box = reader.pages[page - 1].cropbox
    return float(box.left) + float(box.width) * SHARE


def _of_fields(
    form: Form, words: Sequence[_Words], reader: PdfReader, first: int
) -> tuple[list[tuple[str, str, Spot]], list[str]]:
    spots, told = [], []
    left = Spot(first, _beside(reader, first), _corner(reader, first).y - 2 * EDGE)
    for field in form.fields:
        at = _printed(field, words)
        if at is None:
            where = f"crf: '{field.label}' of {form.table}.{field.column}"
            told.append(f"{where} is not printed on the pages of its form; say under labels: what is")
            spots.append((form.table, field.column, left))
            left = left.below(len(field.annotations))
        else:
            spots.append((form.table, field.column, Spot(at.page, _beside(reader, at.page), at.y)))
    return spots, told


def _printed(field: Field, words: Sequence[_Words]) -> _Words | None:
    """Find the words of a field: a line that is its label, else the first that begins with it, else that holds it."""
    wanted = _plain(field.label)
    lines = [(one, f"{_plain(one.text)} ") for one in words]
    same = (one for one, text in lines if text == f"{wanted} ")
    begins = (one for one, text in lines if text.startswith(f"{wanted} "))
    holds = (one for one, text in lines if f" {wanted} " in f" {text}")
    return next(same, None) or next(begins, None) or next(holds, None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


def _words(page: PageObject, number: int) -> Iterator[_Words]:
    """Give the lines of a page from above, each with its height over the lower edge."""
    lines: dict[float, list[tuple[str, Box]]] = {}

    def visit(text: str, matrix: Sequence[float], at: Sequence[float], _: object, size: float) -> None:
        x = matrix[0] * at[4] + matrix[2] * at[5] + matrix[4]
        y = matrix[1] * at[4] + matrix[3] * at[5] + matrix[5]
        high = abs(size * (at[3] or at[1]) * (matrix[3] or matrix[1])) or size
        if text.strip():
            box = (x, y - high / 4, x + float(stringWidth(text.strip(), FACE, high)), y + high)
            lines.setdefault(round(y, 0), []).append((text.strip(), box))

    page.extract_text(visitor_text=visit)
    for y in sorted(lines, reverse=True):
        words = " ".join(text for text, _ in lines[y])
        yield _Words(number, words, y - BOX / 4, tuple(box for _, box in lines[y]))
