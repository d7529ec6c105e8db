"""Which cells of a workbook tell what rules, the guide or the data make: an edit of them changes no line of YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.spec.analysis import Analysis
from converter.spec.domain import Domain
from converter.spec.load import StudyFiles
from converter.write.where_text import where_text
from converter.write.workbook.sheets import Cells

KEYS = ("Order", "Dataset", "Variable", "Where Clause")
"""Columns that name a row, and are neither."""
FIELDS: Mapping[str, str] = {
    "Assigned Value": "values",
    "Class": "class_",
    "Codelist": "codelists",
    "Description": "label",
    "Has No Data": "has_data",
    "Key Variables": "keys",
    "Pages": "origin",
    "Predecessor": "origin",
    "Source": "origin",
}
"""What a column says, where it is not called so."""
Place = tuple[str, int, int]
"""A sheet, a row and a column, from 1."""


def greyed(sheets: Mapping[str, Cells], files: StudyFiles) -> Iterator[Place]:
    """Give the cells of datasets that rules make of which the study's YAML says nothing."""
    for sheet in ("Datasets", "Variables", "ValueLevel"):
        header, *rows = sheets[sheet]
        for number, row in enumerate(rows, start=2):
            said = _said(sheet, dict(zip(header, row, strict=True)), files)
            for at, heading in enumerate(header, start=1):
                if said is not None and heading not in KEYS and _field(heading) not in said:
                    yield sheet, number, at


def _field(heading: str) -> str:
    return FIELDS.get(heading, heading.lower().replace(" ", "_"))


def _said(sheet: str, row: Mapping[str, object], files: StudyFiles) -> frozenset[str] | None:
    """Name what the YAML says of what a row is about; nothing where it is described only, and all of it is said."""
    name = str(row["Dataset"])
    spec: Domain | Analysis | None = files.domains.get(name) or files.analyses.get(name)
    if spec is None or spec.status == "described":
        return frozenset() if spec is None else None
    if sheet == "Datasets":
        return frozenset(spec.model_fields_set)
    if sheet == "Variables":
        one = spec.variables.get(str(row["Variable"]))
        return frozenset(one.model_fields_set) if one is not None else frozenset()
    levels = {(one.variable, where_text(one.where)): one for one in spec.value_level}
    level = levels.get((str(row["Variable"]), str(row["Where Clause"])))
    return frozenset(level.model_fields_set) if level is not None else frozenset()
