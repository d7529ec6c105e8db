"""What every table and figure says of itself: marks of its footnotes, population, sources, cut-off, program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import count

from converter.spec.display import Display, DisplayColumn, DisplayRow, Footnote
from converter.spec.study import Study

MARKS = "*†‡§¶‖"
"""The marks of footnotes in their order, as journals have them; after the last they are doubled."""


def marked(display: Display) -> Display:
    """Give a display whose labels bear the marks of their footnotes, and whose footnotes begin with them."""
    marks = map(_mark, count())
    noted = [(next(marks) if note.is_marked else "", note) for note in display.footnotes]
    rows = [row.model_copy(update={"label": row.label + _of(noted, row)}) for row in display.rows]
    columns = [one.model_copy(update={"label": one.label + _of(noted, one)}) for one in display.columns]
    notes = [note.model_copy(update={"text": f"{mark} {note.text}".strip()}) for mark, note in noted]
    return display.model_copy(update={"rows": tuple(rows), "columns": tuple(columns), "footnotes": tuple(notes)})


def identity(display: Display, datasets: Iterable[str], study: Study) -> str:
    """Say of which study a display is, from which datasets, up to which day, and by what it was made.

    `datasets` are those that are analysed; those by which subjects are chosen are named as well. The program is the
    file that describes the display, run by this version.
    """
    choosing = {name for row in display.rows for name in _named(row.result)}
    sources = ", ".join(sorted({*datasets, *choosing}))
    cutoff = study.study.cutoff.isoformat() if study.study.cutoff else "none"
    program = f"results/{display.display.lower()}.yaml, converter {version('converter')}"
    return f"Study: {study.study.name}. Source: {sources}. Data cut-off: {cutoff}. Program: {program}."


def _named(written: object) -> Iterator[str]:
    """Name the datasets that the arguments of a result name, however deep."""
    if isinstance(written, Mapping):
        name = written.get("dataset")
        yield from [name] if isinstance(name, str) else []
    inner = written.values() if isinstance(written, Mapping) else written if isinstance(written, tuple | list) else ()
    for one in inner:
        yield from _named(one)


def _mark(number: int) -> str:
    return MARKS[number % len(MARKS)] * (number // len(MARKS) + 1)


def _of(noted: Iterable[tuple[str, Footnote]], part: DisplayRow | DisplayColumn) -> str:
    """Give the marks of a row or a column."""
    named = ((mark, note.rows if isinstance(part, DisplayRow) else note.columns) for mark, note in noted)
    return "".join(mark for mark, names in named if part.id in names)
