"""What moved between two packages, as one page that a study team reads in five minutes; it needs no network."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import builder as h

from converter.compute.several import several
from converter.report.answers.comparison import by_words, quoted
from converter.report.answers.comparison_page import page_table
from converter.report.life.movement_text import (
    HEAD,
    NUMBERS,
    answer,
    attribute_words,
    counts_words,
    line_of,
    part_words,
    rows_words,
    some,
)
from converter.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.comparison.comparison import Side, Values
    from converter.comparison.moved import DatasetMoved
    from converter.report.life.movement import Cause, Figure, Movement

MADE_BY = "converter diff"
MANY = 200
"""Rows of a table of figures; JSON has them all."""


def movement_page(movement: Movement) -> str:
    """Write what moved as HTML: the answer, why, subjects and populations, figures, then each dataset."""
    style = files("converter.report").joinpath("comparison.css").read_text(encoding="utf-8")
    body = [
        h.H1("What moved"),
        h.P(h.STRONG(visible(answer(movement))), id="answer"),
        h.DL(h.DT("OLD"), h.DD(visible(movement.old)), h.DT("NEW"), h.DD(visible(movement.new))),
        *_why(movement),
        *_overview(movement),
        *_people(movement),
        *_parts(movement),
        *_figures("Figures", movement.figures),
        *_figures("Published figures", movement.published),
        *(part for one in movement.datasets if one.moved or one.comparison.attributes for part in _dataset(one)),
    ]
    head = h.HEAD(
        h.META(charset="utf-8"),
        h.META(name="viewport", content="width=device-width, initial-scale=1"),
        h.META(name="color-scheme", content="light dark"),
        h.META(name="generator", content=MADE_BY),
        h.TITLE(visible(f"{'Moved' if movement.moved else 'Nothing moved'}: {movement.old} and {movement.new}")),
        h.STYLE(style),
    )
    page = h.HTML(head, h.BODY(h.MAIN(*body)), lang="en")
    return etree.tostring(page, method="html", doctype="<!doctype html>", encoding="unicode", pretty_print=True)


def _why(movement: Movement) -> Iterator[etree._Element]:
    if movement.causes:
        yield h.H2("Why")
        rows = [_cause(one) for one in movement.causes]
        yield page_table(("what changed", "", "moved by it", "and what rests on it"), rows)
    if movement.unknown:
        yield h.P(visible(f"Without a known cause: {', '.join(movement.unknown)}"))


def _cause(one: Cause) -> tuple[str, ...]:
    moved = (", ".join(one.direct) or "nothing by itself") if one.moves else "no value"
    return one.name, one.change + rows_words(one), moved, ", ".join(one.carried)


def _overview(movement: Movement) -> Iterator[etree._Element]:
    moved = [one for one in movement.datasets if one.moved]
    if moved:
        yield h.H2("Datasets")
        yield page_table(HEAD, [[h.A(one.name, href=f"#{one.name}"), *line_of(one)[1:]] for one in moved], NUMBERS)
    same = [one.name for one in movement.datasets if not one.moved]
    if same:
        yield h.P(f"No value moved in {', '.join(same)}.", {"class": "quiet"})
    for what, names in zip(("gone", "new"), movement.only, strict=True):
        if names:
            yield h.P(f"Datasets {what}: {', '.join(names)}")


def _people(movement: Movement) -> Iterator[etree._Element]:
    yield h.H2("Subjects")
    yield h.P(f"{movement.sizes[0]:,} before, {movement.sizes[1]:,} now.")
    for what, names in zip(("Gone", "New"), movement.subjects, strict=True):
        if names:
            yield h.P(visible(f"{what}: {', '.join(names)}"))
    if movement.populations:
        rows = [
            (one.flag, f"{one.old:,}", f"{one.new:,}", ", ".join(one.came), ", ".join(one.went))
            for one in movement.populations
        ]
        yield page_table(("population", "before", "now", "came", "went"), rows, frozenset({1, 2}))


def _parts(movement: Movement) -> Iterator[etree._Element]:
    if movement.parts:
        yield h.H2("Displays, rows and columns that are gone or new")
        yield h.UL(*(h.LI(visible(part_words(one))) for one in movement.parts))


def _figures(title: str, figures: Sequence[Figure]) -> Iterator[etree._Element]:
    if not figures:
        return
    yield h.H2(f"{title} that moved: {len(figures):,}")
    rows = [_figure(one) for one in figures[:MANY]]
    yield page_table(("display", "row", "column", "statistic", "before", "now", "came", "went"), rows)
    if len(figures) > MANY:
        yield h.P(f"and {len(figures) - MANY:,} more; --json has all")


def _figure(one: Figure) -> tuple[str, ...]:
    where = one.display, one.row, one.column, one.statistic
    return *where, quoted(one.old), quoted(one.new), some(one.came), some(one.went)


def _dataset(one: DatasetMoved) -> Iterator[etree._Element]:
    comparison = one.comparison
    yield h.H2(one.name, id=one.name)
    yield h.P(f"The whole dataset is {one.whole}." if one.whole else by_words(comparison), {"class": "quiet"})
    if one.subjects:
        yield h.P(visible(f"{several(len(one.subjects), 'subject')}: {some(one.subjects, 40)}"))
    if one.parameters:
        yield page_table(("parameter", "moved"), [(name, counts_words(told)) for name, told in one.parameters.items()])
    if one.numbering:
        yield h.P(f"Renumbered: {', '.join(one.numbering)}")
    yield from _records(one)
    yield from _values(one)
    if comparison.attributes:
        yield h.H3("Described otherwise; no value moves by it")
        yield page_table(("", "attribute"), [(each.variable, attribute_words(each)) for each in comparison.attributes])


def _records(one: DatasetMoved) -> Iterator[etree._Element]:
    sides: tuple[tuple[str, Side], ...] = (("gone", "base"), ("added", "compare"))
    for what, side in sides:
        number, named = len(one.comparison.records.only[side]), one.comparison.left[side]
        if number:
            yield h.H3(f"{several(number, 'record')} {what}")
            yield h.UL(*(h.LI(visible(key)) for key in named))
            yield from _more(number - len(named))


def _values(one: DatasetMoved) -> Iterator[etree._Element]:
    for values in one.comparison.values:
        if values.variable not in one.numbering:
            yield h.H3(f"{values.variable}: {several(values.unequal, 'value')}")
            yield page_table(("record", "before", "now"), _value_rows(values))
            yield from _more(values.unequal - len(values.first))


def _more(number: int) -> Iterator[etree._Element]:
    if number > 0:
        yield h.P(f"and {number:,} more")


def _value_rows(values: Values) -> Iterator[tuple[str, ...]]:
    return ((each.key, quoted(each.base), quoted(each.compare)) for each in values.first)
