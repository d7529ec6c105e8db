"""What rows of a workbook say that cannot be read: names that are missing or twice, flags and numbers that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

from converter.read.description.words import flag
from converter.read.description.workbook.sheets import Row, Sheets
from converter.spec.described.description import Note

NAMES: dict[str, tuple[str, ...]] = {
    "datasets": ("dataset",),
    "variables": ("dataset", "variable"),
    "value_level": ("dataset", "variable"),
    **dict.fromkeys(("where_clauses", "codelists", "dictionaries", "methods", "comments", "documents"), ("id",)),
    "displays": ("id",),
    "results": ("display", "id"),
}
"""What names a row of each kind of sheet: without it the row says nothing."""
ONCE = ("datasets", "dictionaries", "methods", "comments", "documents", "displays")
"""Kinds whose names stand once."""
FLAGS: dict[str, tuple[str, ...]] = {
    "datasets": ("has_no_data", "repeating", "reference_data"),
    "variables": ("mandatory", "has_no_data", "keep", "supp"),
    "value_level": ("mandatory", "has_no_data"),
}
NUMBERS: dict[str, tuple[str, ...]] = {
    "variables": ("order", "key"),
    "value_level": ("order",),
    "codelists": ("order", "rank"),
}
SHARED = ("name", "code", "comment")
"""What all rows of a codelist say of it."""


def unread(sheets: Sheets) -> Iterator[Note]:
    """Tell every cell that is not understood, and every row that is not read."""
    for kind, fields in NAMES.items():
        for row in sheets.of(kind):
            missing = [name for name in fields if not row[name]]
            if missing and (row.said or row.others):
                yield _note(row, missing[0], f"a row without {_titled(missing[0])}; not read", _text(row))
    for kind in ONCE:
        yield from _twice(sheets.of(kind), NAMES[kind][0])
    yield from _unfit(sheets, FLAGS, flag, "Yes or No")
    yield from _unfit(sheets, NUMBERS, number_of, "a number")
    yield from _differing(sheets.of("codelists"))
    for row in sheets.of("codelists"):
        if row["id"] and not row["term"] and (row["decode"] or row["term_code"]):
            yield _note(row, "term", "a row without Term; not read", _text(row))
    seen: set[tuple[str, str]] = set()
    for row in sheets.of("results"):
        if (row["display"], row["id"]) in seen and row["id"]:
            yield _note(row, "id", "a result that stands twice; the first is kept", f"{row['display']} {row['id']}")
        seen.add((row["display"], row["id"]))


def _unfit(
    sheets: Sheets, fields: Mapping[str, tuple[str, ...]], read: Callable[[str], object], what: str
) -> Iterator[Note]:
    for kind, names in fields.items():
        for row, name in ((row, name) for row in sheets.of(kind) for name in names):
            if row[name] and read(row[name]) is None:
                yield _note(row, name, f"{_titled(name)}: expected {what}; not kept", row[name])


def number_of(text: str) -> float | None:
    """Read a number; nothing where the text is none, or says that there is none (nan, inf)."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


def _twice(rows: list[Row], name: str) -> Iterator[Note]:
    seen: set[str] = set()
    for row in rows:
        if row[name] and row[name].lower() in seen:
            yield _note(row, name, f"{_titled(name)}: stands twice; the first is kept", row[name])
        seen.add(row[name].lower())


def _differing(rows: list[Row]) -> Iterator[Note]:
    first: dict[str, Row] = {}
    for row in rows:
        known = first.setdefault(row["id"], row)
        for name in SHARED:
            if row["id"] and row[name] not in {"", known[name]}:
                yield _note(row, name, f"{_titled(name)}: not as in the first row of its codelist; not kept", row[name])


def _note(row: Row, name: str, kind: str, value: str) -> Note:
    return Note(row.place(name), f"{row.sheet}: {kind}", value, lost=True)


def _titled(name: str) -> str:
    return name.replace("_", " ").title()


def _text(row: Row) -> str:
    return " ".join((*row.said.values(), *row.others.values()))
