"""Two sets of datasets beside each other, as one page that needs no network."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.html import builder as h

from converter.compute.several import several
from converter.report.answers.comparison import HEAD, by_words, line_of, notes, quoted, values_words
from converter.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from converter.comparison.comparison import Comparison, DatasetComparison, Values

    Element: TypeAlias = Callable[..., Any]

MADE_BY = "converter compare"
NUMBERS = frozenset(range(1, 9))
"""Columns of the overview that hold numbers."""


def comparison_page(comparison: Comparison) -> str:
    """Write a comparison as HTML: an overview, and what differs in each dataset."""
    title = f"{'Equal' if comparison.equal else 'Not equal'}: {comparison.base} and {comparison.compare}"
    style = files("converter.report").joinpath("comparison.css").read_text(encoding="utf-8")
    body = [
        h.H1("Comparison of datasets"),
        h.P(h.STRONG("equal" if comparison.equal else "not equal"), id="answer"),
        h.DL(h.DT("BASE"), h.DD(visible(comparison.base)), h.DT("COMPARE"), h.DD(visible(comparison.compare))),
        *(h.P(f"Only in {side}: {', '.join(names)}") for side, names in comparison.only.items() if names),
        _overview(comparison),
        *(part for one in comparison.datasets if not one.equal for part in _dataset(one)),
    ]
    head = h.HEAD(
        h.META(charset="utf-8"),
        h.META(name="viewport", content="width=device-width, initial-scale=1"),
        h.META(name="color-scheme", content="light dark"),
        h.META(name="generator", content=MADE_BY),
        h.TITLE(visible(title)),
        h.STYLE(style),
    )
    page = h.HTML(head, h.BODY(h.MAIN(*body)), lang="en")
    return etree.tostring(page, method="html", doctype="<!doctype html>", encoding="unicode", pretty_print=True)


def _overview(comparison: Comparison) -> etree._Element:
    rows = [line_of(one) for one in comparison.datasets]
    linked = [
        [h.A(row[0], href=f"#{row[0]}") if not one.equal else row[0], *row[1:]]
        for one, row in zip(comparison.datasets, rows, strict=True)
    ]
    return page_table(HEAD, linked, NUMBERS)


def _dataset(one: DatasetComparison) -> Iterator[etree._Element]:
    yield h.H2(one.name, id=one.name)
    yield h.P(by_words(one), {"class": "quiet"})
    yield from (h.P(note) for note in notes(one))
    yield from (h.P(f"Variables only in {side}: {', '.join(names)}") for side, names in one.only.items() if names)
    if one.attributes:
        said = ((each, quoted(each.base), quoted(each.compare)) for each in one.attributes)
        cells = ((each.variable or one.name, each.attribute, *texts) for each, *texts in said)
        yield page_table(("variable", "attribute", "base", "compare"), cells)
    for side, rows in one.records.only.items():
        if len(rows):
            yield h.H3(f"{several(len(rows), 'record')} only in {side}")
            yield h.UL(*(h.LI(visible(key)) for key in one.left[side]), *_rest(len(rows) - len(one.left[side]), h.LI))
    for values in one.values:
        yield h.H3(values_words(values, len(one.records.base)))
        yield page_table(("record", "base", "compare", "difference"), _value_rows(values), frozenset({3}))
        yield from _rest(values.unequal - len(values.first), h.P)


def _rest(number: int, element: Element) -> Iterator[etree._Element]:
    if number > 0:
        yield element(f"and {number:,} more")


def _value_rows(values: Values) -> Iterator[tuple[str, ...]]:
    for one in values.first:
        yield one.key, quoted(one.base), quoted(one.compare), "" if one.apart is None else f"{one.apart:+g}"


def page_table(head: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Collection[int] = ()) -> etree._Element:
    """Give a table of a page; the columns `numbers` hold numbers."""
    body = (h.TR(*_cells(row, h.TD, numbers)) for row in rows)
    made = h.TABLE(h.THEAD(h.TR(*_cells(head, h.TH, numbers))), h.TBODY(*body))
    wide: etree._Element = h.DIV(made, {"class": "wide"})
    return wide


def _cells(row: Sequence[Any], element: Element, numbers: Collection[int]) -> Iterator[etree._Element]:
    for at, value in enumerate(row):
        text = visible(value) if isinstance(value, str) else value
        yield element(text, {"class": "number"} if at in numbers else {})
