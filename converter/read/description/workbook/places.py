"""Where a workbook says what: the cell of each thing that a description holds, by its path there."""

from __future__ import annotations

from collections.abc import Iterator

from converter.compute.difference import worded
from converter.read.description.workbook.sheets import Row, Sheets
from converter.spec.dataset import ValueLevel
from converter.spec.described.description import Trail

FIELDS: dict[str, tuple[Trail, ...]] = {
    "assigned_value": (("values",),),
    "class": (("class_",),),
    "codelist": (("codelists",), ("dictionary",)),
    "has_no_data": (("has_data",),),
    "name": (("label",), ("name",)),
    "origin": (("origin",), ("origin", "type")),
    "pages": (("origin", "pages"), ("origin", "documents")),
    "predecessor": (("origin", "predecessor"), ("origin", "text")),
    "source": (("origin", "source"),),
    "href": (("file",), ("href",)),
}
"""What a column says of what its row is about, where it is not called so."""
STUDY = {"studyname": "name", "studydescription": "description", "protocolname": "protocol"}
"""The attributes of a study by what they are called in a workbook."""
BETWEEN = " > "
"""What stands between the names of a place in the sheet More."""
SIGN = BETWEEN.strip()
Placed = Iterator[tuple[Trail, str]]


def place_text(path: Trail) -> str:
    """Write a place as the sheet More has it; the sign between its names is doubled within one."""
    return BETWEEN.join(name.replace(SIGN, SIGN * 2) for name in path)


def place_path(text: str) -> Trail:
    """Read a place as `place_text` writes it."""
    return tuple(name.replace(SIGN * 2, SIGN) for name in text.split(BETWEEN))


def of_row(row: Row, path: Trail, key: str) -> Placed:
    """Give the place of a row, which is that of its name in the column `key`, and that of each thing that it says."""
    yield path, row.place(key)
    for name in row.letters:
        for field in FIELDS.get(name, ((name,),)):
            yield (*path, *field), row.place(name)
    for heading, letters in row.beside.items():
        yield (*path, "notes", heading), f"{row.sheet}!{letters}{row.number}"


def of_level(row: Row, dataset: str, level: ValueLevel, key: str = "where") -> Placed:
    """Give the places of what a row says of a slice."""
    yield from of_row(row, ("datasets", dataset, "value_level", f"{level.variable} where {worded(level.where)}"), key)


def beside(sheets: Sheets, documents: dict[str, str]) -> Placed:
    """Give the places of what is said beside datasets."""
    for row in sheets.of("study"):
        name = row["attribute"].lower().replace(" ", "")
        yield ("study", STUDY.get(name, name)), row.place("value")
    for row in reversed(sheets.of("codelists")):
        yield from of_row(row, ("codelists", row["id"]), "id")
        yield ("codelists", row["id"], "terms", row["term"]), row.place("term")
    for row in sheets.of("dictionaries"):
        yield from of_row(row, ("dictionaries", row["id"]), "id")
    for kind in ("methods", "comments"):
        for row in sheets.of(kind):
            yield (kind, row["description"] or row["name"]), row.place("id")
    for row in sheets.of("more"):
        yield (*place_path(row["place"]), row["field"]), row.place("value")
    for row in sheets.of("documents"):
        yield from of_row(row, ("documents", documents.get(row["id"], row["id"])), "id")
