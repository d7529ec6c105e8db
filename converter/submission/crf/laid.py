"""Annotations laid on the pages of a form: which text lies where, in which colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth

from converter.spec.package.submission import load_submission_words
from converter.submission.crf.annotations import Target
from converter.submission.crf.forms import Form
from converter.submission.crf.place import INSET, SIZE, Laid, Spot

FACE = "Helvetica"
PLAIN = "#FFFFFF"
ACROSS = 250.0
"""Points that the heads of a page may take in one row."""


def laid_on(
    forms: Sequence[Form], spots: Iterable[tuple[str, str, Spot]], labels: Mapping[str, str], *, stacked: bool = True
) -> tuple[Laid, ...]:
    """Lay each annotation of the forms at its spot, those of one field below each other where they are `stacked`.

    `labels` are those of the datasets, written at the head.
    """
    by_table = {form.table: form for form in forms}
    found: list[Laid] = []
    for table, column, spot in spots:
        form = by_table[table]
        found += _field(form, column, spot, stacked=stacked) if column else _heads(form, spot, labels)
    return tuple(found)


def _fills(form: Form) -> dict[str, str]:
    """Give each dataset of a form a colour, in the order in which they come."""
    fills = load_submission_words().colours.fills
    return {name: fills[number % len(fills)] for number, name in enumerate(form.datasets)}


def _field(form: Form, column: str, spot: Spot, *, stacked: bool) -> Iterator[Laid]:
    fills = _fills(form)
    every = (one for field in form.fields if field.column == column for one in field.annotations)
    for number, one in enumerate(every):
        fill = fills.get(one.dataset, PLAIN)
        at = spot.below(number if stacked else 0)
        yield Laid(at, _width(one.text), one.text, fill, one.dataset, targets=one.targets)


def _heads(form: Form, spot: Spot, labels: Mapping[str, str]) -> Iterator[Laid]:
    """Write the datasets of a form beside each other at its head, in as many rows as they take."""
    x, row = spot.x, 0
    for name, fill in _fills(form).items():
        text = f"{name} = {labels.get(name, name)}"
        if x > spot.x + ACROSS:
            x, row = spot.x, row + 1
        at = Spot(spot.page, x, spot.below(row).y)
        yield Laid(at, _width(text), text, fill, name, is_head=True)
        x += _width(text) + 6


def _width(text: str) -> float:
    return round(float(stringWidth(text, FACE, SIZE)) + 2 * INSET, 2)


def pages_of(laid: Iterable[Laid]) -> dict[Target, tuple[int, ...]]:
    """Give the pages on which the annotation of each variable stands."""
    found: dict[Target, set[int]] = {}
    for one in laid:
        for target in one.targets:
            found.setdefault(target, set()).add(one.spot.page)
    return {target: tuple(sorted(pages)) for target, pages in found.items()}
