"""What a table says, before it is drawn in a format: title, headers, cells, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from converter.dataset import Frame
from converter.results.rendering.cells import FIXED, cells
from converter.results.rendering.identity import identity, marked
from converter.results.rounded import rounded_twice
from converter.spec.display import Display
from converter.spec.study import Study

SYNTHETIC = "Synthetic data."
FIGURE_SPACE = "\u2007"
"""A space as wide as a digit."""
WHOLE = r"^([-+<>\u2264\u2265\u2212]*(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+|NE))"
"""What of a cell stands before the decimal point of its first number, which may have commas between its thousands."""
NUMBER = re.compile(r"[-+<>\u2264\u2265\u2212]?\d|NE\b")
"""How a cell starts that holds numbers; the others hold words, such as a list of terms."""
NARROW, NARROW_LETTERS = 0.6, " ().,;-"
"""Letters that take a little more than half the width of a digit in the fonts of a table."""
BROAD = 1.5
"""The width of a capital letter and of a percent sign in digits; of capitals, those of NE are met most."""


@dataclass(frozen=True)
class Header:
    """The header of a column: what it is of, and how many subjects it has ('N = 21')."""

    label: str
    size: str


@dataclass(frozen=True)
class Spanner:
    """A head above several columns, or the room above one or more that have none (a blank label)."""

    label: str
    columns: int


@dataclass(frozen=True)
class Page:
    """One table: `lines` are its cells as `cells` gives them, in the order of `headers`."""

    name: str
    study: str
    number: str
    title: str
    population: str
    stub: str
    spanners: tuple[Spanner, ...]
    headers: tuple[Header, ...]
    lines: Frame
    footnotes: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def texts(self) -> Frame:
        """The text of each column."""
        return self.lines.iloc[:, len(FIXED) :]

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of the widest cell of numbers of each column, in digits; words are broken into lines."""
        columns = (self.texts.iloc[:, at] for at in range(len(self.headers)))
        return tuple(max(map(_digits_wide, filter(is_number, texts)), default=0) for texts in columns)

    @property
    def has_words(self) -> bool:
        """Whether a cell holds words."""
        return any(text and not is_number(text) for text in self.texts.to_numpy().ravel())


def is_number(text: str) -> bool:
    """Tell whether a cell holds numbers, by how it starts."""
    return NUMBER.match(text.lstrip(FIGURE_SPACE)) is not None


def _digits_wide(text: str) -> float:
    return sum(map(_digits_of, text))


def _digits_of(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW
    return BROAD if letter.isupper() or letter == "%" else 1


def page(display: Display, rows: Frame, study: Study) -> Page:
    """Lay out a table; the same results give the same page, whenever it is made."""
    plain, display = display, marked(display)
    mine = rows[rows["DISPLAY"] == display.display]
    lines = cells(display, mine)
    fixed, texts = lines.iloc[:, : len(FIXED)], lines.iloc[:, len(FIXED) :]
    return Page(
        name=display.display.lower(),
        study=study.study.name,
        number=display.called,
        title=display.title,
        population=display.population.label,
        stub=display.stub,
        spanners=_spanners(display),
        headers=_headers(display, mine),
        lines=pd.concat([fixed, texts.apply(aligned)], axis=1),
        footnotes=tuple(note.text for note in display.footnotes),
        notes=tuple(_notes(plain, mine, study)),
    )


def aligned(texts: pd.Series) -> pd.Series:
    """Align the first numbers of the cells of a column on their decimal points, by figure spaces; words stay."""
    head = texts.str.extract(WHOLE)[0].str.len().where(texts.map(is_number))
    short = (head.max() - head).fillna(0)
    return pd.Series([FIGURE_SPACE * int(by) for by in short], texts.index, dtype="str") + texts


def _headers(display: Display, rows: Frame) -> tuple[Header, ...]:
    """Give the headers; results without the number of subjects of a column leave it out."""
    sizes = rows[(rows["ROW"] == "") & (rows["STAT"] == "N")].set_index("COLUMN")["SHOWN"]
    known = {str(name): str(size) for name, size in sizes.items()}
    return tuple(Header(one.label, f"N = {known[one.id]}" if one.id in known else "") for one in display.columns)


def _spanners(display: Display) -> tuple[Spanner, ...]:
    """Give the heads above the headers, from left to right; none where no column has one."""
    together = [(label, len(list(columns))) for label, columns in groupby(display.columns, key=lambda one: one.spanner)]
    return tuple(Spanner(*one) for one in together) if any(label for label, _ in together) else ()


def _notes(display: Display, rows: Frame, study: Study) -> Iterator[str]:
    """Say where the table was published, from which data it is and by what it was made."""
    yield from rounded_twice(display, rows)
    if display.source:
        yield f"Published counterpart: {display.source}."
    yield identity(display, rows["DATASET"], study)
    if study.study.synthetic:
        yield SYNTHETIC
