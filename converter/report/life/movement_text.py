"""What moved between two packages: as text in a screen, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from converter.compute.several import several
from converter.issues import and_more
from converter.report.aligned import table
from converter.report.answers.comparison import by_words, quoted, values_words
from converter.report.json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from converter.comparison.comparison import Attribute
    from converter.comparison.moved import Counts, DatasetMoved
    from converter.report.life.movement import Cause, Figure, Movement, Part

SCHEMA = "converter.diff/1"
HEAD = ("dataset", "old", "new", "gone", "added", "values", "subjects", "what moved")
NUMBERS = frozenset(range(1, 7))
FIRST = 6
"""Names, figures or attributes that the text gives of many; page and JSON give all."""


def movement_text(movement: Movement) -> str:
    """Word what moved in about a screen: the answer, its causes, datasets, populations, figures."""
    parts = [f"OLD  {movement.old}\nNEW  {movement.new}", answer(movement)]
    if movement.causes:
        parts.append("\n".join(("why", *(line for one in movement.causes for line in _cause(one, movement)))))
    if movement.unknown:
        parts.append(f"without a known cause: {some(movement.unknown)}")
    rows = [line_of(one) for one in movement.datasets if one.moved]
    if rows:
        parts.append(table(HEAD, rows, right=set(NUMBERS)))
    parts.append("\n".join(_others(movement)))
    return "\n\n".join(part for part in parts if part) + "\n"


def answer(movement: Movement) -> str:
    """Say in one sentence what moved."""
    if not movement.moved:
        told = sum(len(one.comparison.attributes) for one in movement.datasets)
        described = f"; {several(told, 'attribute')} described otherwise" if told else ""
        return f"no value moved: {several(len(movement.datasets), 'dataset')} hold the same{described}"
    moved = [one for one in movement.datasets if one.moved]
    counts = [sum(getattr(one.counts, name) for one in moved) for name in ("gone", "added", "values")]
    words = (several(counts[0], "record") + " gone", f"{counts[1]:,} added", several(counts[2], "value") + " moved")
    figures = len(movement.figures) + len(movement.published) + sum(one.figures for one in movement.parts)
    beside = f"; {several(figures, 'figure')}" if figures else ""
    datasets = f"{len(moved):,} of {several(len(movement.datasets), 'dataset')}"
    return f"moved: {', '.join(words)} in {datasets}, of {several(len(movement.who), 'subject')}{beside}"


def line_of(one: DatasetMoved) -> tuple[str, ...]:
    """Count what moved in a dataset, under the names of `HEAD`."""
    sizes, counts = one.comparison.sizes, (one.counts.gone, one.counts.added, one.counts.values)
    numbers = (f"{sizes['base']:,}", f"{sizes['compare']:,}", *(f"{n:,}" if n else "-" for n in counts))
    return one.name, *numbers, f"{len(one.subjects):,}", some(tuple(what_moved(one)))


def what_moved(one: DatasetMoved) -> Iterator[str]:
    """Name the variables of a dataset that moved, with the number of values, and its parameters."""
    if one.whole:
        yield f"the whole dataset is {one.whole}"
    yield from (f"{values.variable} {values.unequal:,}" for values in _content(one))
    yield from (f"{name} new" for name in one.comparison.only["compare"])
    yield from (f"{name} gone" for name in one.comparison.only["base"])
    yield from (f"{name} of another type" for name in one.comparison.uncompared)
    if one.numbering:
        yield f"({', '.join(one.numbering)} renumbered)"


def _content(one: DatasetMoved) -> Iterator[Any]:
    return (values for values in one.comparison.values if values.variable not in one.numbering)


def some(names: Sequence[str], first: int = FIRST) -> str:
    """Name the first of many, and count the others."""
    return f"{', '.join(names[:first])}{and_more(len(names) - first)}"


def _cause(cause: Cause, movement: Movement) -> Iterator[str]:
    if not cause.moves:
        yield f"  {cause.name} ({cause.change}): moved no value{_described(cause, movement)}"
        return
    yield f"  {cause.name} ({cause.change}{rows_words(cause)}): {some(cause.direct) or 'nothing by itself'}"
    if cause.carried:
        yield f"      and what rests on it: {some(cause.carried, 4)}"


def rows_words(cause: Cause) -> str:
    """Name the raw rows behind what moved, as OLD and NEW have them."""
    told = (f"rows {some([str(row) for row in rows])} of {side.upper()}" for side, rows in cause.rows.items())
    return "".join(f"; {words}" for words in told)


def _described(cause: Cause, movement: Movement) -> str:
    told = [text for one in _described_by(cause, movement) for text in attributes(one)]
    return f"; described otherwise: {some(told, 3)}" if told else ""


def _described_by(cause: Cause, movement: Movement) -> Iterator[DatasetMoved]:
    """Give the datasets that a specification describes: that of its name and what qualifies it, else all."""
    file = PurePosixPath(cause.name)
    own = [one for one in movement.datasets if file.stem.upper() in {one.name, one.name.removeprefix("SUPP")}]
    if file.suffix == ".yaml" and file.parent.name != "results":
        yield from own or movement.datasets


def attributes(one: DatasetMoved) -> Iterator[str]:
    """Say which attributes of a dataset are described otherwise."""
    return (f"{one.name}.{each.variable} {attribute_words(each)}".replace(". ", " ") for each in _told(one))


def _told(one: DatasetMoved) -> Iterable[Attribute]:
    return one.comparison.attributes


def attribute_words(one: Attribute) -> str:
    """Say how an attribute is described otherwise."""
    return f"{one.attribute} {quoted(one.base)} -> {quoted(one.compare)}"


def _others(movement: Movement) -> Iterator[str]:
    for what, names in zip(("gone", "new"), movement.only, strict=True):
        if names:
            yield f"datasets {what}: {', '.join(names)}"
    for what, names in zip(("gone", "new"), movement.subjects, strict=True):
        if names:
            yield f"subjects {what}: {some(names)}"
    for one in movement.populations:
        yield f"population {one.flag}: {one.old:,} -> {one.new:,}{came_and_went(one.came, one.went)}"
    for dataset in (one for one in movement.datasets if one.parameters):
        told = [f"{name} {counts_words(counts)}" for name, counts in dataset.parameters.items()]
        yield f"{dataset.name} by parameter: {some(told)}"
    yield from (part_words(one) for one in movement.parts)
    for name, figures in (("figure", movement.figures), ("published figure", movement.published)):
        if figures:
            yield f"{several(len(figures), name)} moved{':' if len(figures) <= FIRST else f', the first {FIRST}:'}"
            yield from (f"  {figure_words(figure)}" for figure in figures[:FIRST])


def counts_words(counts: Counts) -> str:
    """Say what moved of a parameter."""
    told = ((counts.gone, "gone"), (counts.added, "added"), (counts.values, "moved"))
    return " ".join(f"{number:,} {word}" for number, word in told if number)


def came_and_went(came: Sequence[str], went: Sequence[str]) -> str:
    """Name the subjects that came and that went."""
    told = ((came, "came"), (went, "went"))
    return "".join(f"; {word}: {some(names)}" for names, word in told if names)


def part_words(one: Part) -> str:
    """Say which display, or which row or column of it, one side lacks."""
    named = "" if one.kind == "display" else f" {one.kind} {one.name or 'of the population'}"
    return f"{one.display}{named} {one.change} with {several(one.figures, 'figure')}"


def figure_words(one: Figure) -> str:
    """Say how a figure moved."""
    where = " ".join(part for part in (one.display, one.row, one.column, one.statistic) if part)
    return f"{where}: {quoted(one.old)} -> {quoted(one.new)}{came_and_went(one.came, one.went)}"


def movement_json(movement: Movement) -> str:
    """Write what moved as JSON."""
    whole = ("old", "new", "sizes", "unknown")
    listed = ("populations", "figures", "parts", "published", "causes")
    return as_json(
        {
            "schema": SCHEMA,
            "moved": movement.moved,
            **{name: getattr(movement, name) for name in whole},
            "inputs": asdict(movement.inputs),
            "versions": asdict(movement.versions),
            "datasets": [_body(one) for one in movement.datasets],
            "only": dict(zip(("old", "new"), movement.only, strict=True)),
            "subjects": dict(zip(("gone", "new"), movement.subjects, strict=True)),
            **{name: [asdict(one) for one in getattr(movement, name)] for name in listed},
        }
    )


def _body(one: DatasetMoved) -> dict[str, Any]:
    comparison = one.comparison
    left = {f"{side}_first": names for side, names in comparison.left.items()}
    return {
        "dataset": one.name,
        "moved": one.moved,
        "whole": one.whole,
        "matched": by_words(comparison),
        "records": {"old": comparison.sizes["base"], "new": comparison.sizes["compare"], **asdict(one.counts)},
        "gone": {"subjects": one.gone, "first": left["base_first"]},
        "added": {"subjects": one.added, "first": left["compare_first"]},
        "attributes": [asdict(each) for each in comparison.attributes],
        "variables": {"gone": comparison.only["base"], "new": comparison.only["compare"]},
        "not_compared": comparison.uncompared,
        "renumbered": one.numbering,
        "parameters": {name: asdict(counts) for name, counts in one.parameters.items()},
        "values": [
            {
                "variable": values.variable,
                "moved": values.unequal,
                "said": values_words(values, len(comparison.records.base)),
                "subjects": one.variables[values.variable],
                "first": [asdict(each) for each in values.first],
            }
            for values in _content(one)
        ],
    }
