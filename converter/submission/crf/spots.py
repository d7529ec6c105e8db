"""Where annotations have room on the sponsor's own blank form: beside the words of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from converter.errors import InputError
from converter.submission.crf.forms import Field, Form
from converter.submission.crf.place import BOX, Spot

SHARE = 0.55
"""Where annotations begin, as a share of the width of a page."""
EDGE = 24.0


@dataclass(frozen=True)
class Found:
    """Spots on the sponsor's form, the pages of each table, and what was not found."""

    spots: tuple[tuple[str, str, Spot], ...]
    pages: dict[str, tuple[int, ...]]
    told: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    page: int
    text: str
    y: float


def find_spots(pdf: bytes, forms: Sequence[Form], said: Mapping[str, tuple[int, ...]]) -> Found:
    """Find the words of each field on the pages of its form; `said` are the pages of each table, from 1.

    What is not printed there is laid at the edge of the form's first page, and told. Raises InputError for a PDF that
    cannot be read, and for pages that it has not.
    """
    try:
        reader = PdfReader(BytesIO(pdf))
        count = len(reader.pages)
    except PyPdfError as error:
        message = f"crf: file: cannot be read as PDF: {error}"
        raise InputError(message) from error
    beyond = sorted({page for pages in said.values() for page in pages if page > count})
    if beyond:
        message = f"crf: forms: names page {beyond[0]}, and the file has {count}"
        raise InputError(message)
    spots: list[tuple[str, str, Spot]] = []
    told = [f"crf: forms: names no page of the form '{one.table}'" for one in forms if one.table not in said]
    for form in forms:
        if form.table in said:
            pages = said[form.table]
            words = [one for page in pages for one in _words(reader.pages[page - 1], page)]
            spots += [(form.table, "", Spot(page, EDGE, _height(reader, page) - EDGE)) for page in pages]
            found, missing = _of_fields(form, words, reader, pages[0])
            spots += found
            told += missing
    return Found(tuple(spots), {form.table: said[form.table] for form in forms if form.table in said}, tuple(told))


def _height(reader: PdfReader, page: int) -> float:
    return float(reader.pages[page - 1].mediabox.height)


def _of_fields(
    form: Form, words: Sequence[_Words], reader: PdfReader, first: int
) -> tuple[list[tuple[str, str, Spot]], list[str]]:
    spots, told = [], []
    box = reader.pages[first - 1].mediabox
    left = Spot(first, float(box.width) * SHARE, float(box.height) - 3 * EDGE)
    for field in form.fields:
        at = _printed(field, words)
        if at is None:
            where = f"crf: '{field.label}' of {form.table}.{field.column}"
            told.append(f"{where} is not printed on the pages of its form; say under labels: what is")
            spots.append((form.table, field.column, left))
            left = left.below(len(field.annotations))
        else:
            wide = float(reader.pages[at.page - 1].mediabox.width)
            spots.append((form.table, field.column, Spot(at.page, wide * SHARE, at.y)))
    return spots, told


def _printed(field: Field, words: Sequence[_Words]) -> _Words | None:
    """Find the words of a field: a line that is its label, else the first that holds it."""
    wanted = _plain(field.label)
    same = (one for one in words if _plain(one.text) == wanted)
    holds = (one for one in words if f" {wanted} " in f" {_plain(one.text)} ")
    return next(same, None) or next(holds, None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


def _words(page: PageObject, number: int) -> Iterator[_Words]:
    """Give the lines of a page from above, each with its height over the lower edge."""
    lines: dict[float, str] = {}

    def visit(text: str, matrix: Sequence[float], at: Sequence[float], *_: object) -> None:
        y = round(matrix[1] * at[4] + matrix[3] * at[5] + matrix[5], 0)
        lines[y] = f"{lines.get(y, '')} {text.strip()}" if text.strip() else lines.get(y, "")

    page.extract_text(visitor_text=visit)
    for y in sorted(lines, reverse=True):
        if lines[y].strip():
            yield _Words(number, lines[y].strip(), y - BOX / 4)
