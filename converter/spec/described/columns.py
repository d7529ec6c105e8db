"""Names of the sheets and columns of specifications in workbooks: ours, and those that a study adds."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model

FILE = "columns.yaml"
"""The file of a study, or beside a workbook, with names of its own."""
_OTHER = re.compile(r"[^a-z0-9]")


class SheetNames(Model):
    """What a sheet may be called, and each of its columns by what it means."""

    names: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}

    @cached_property
    def fields(self) -> dict[str, str]:
        """The meaning of each name of a column; of two meanings the first."""
        pairs = [(plain(name), field) for field, names in self.columns.items() for name in names]
        return dict(reversed(pairs))


class Columns(Model):
    """The names of every sheet by what it means."""

    source: str = ""
    sheets: dict[str, SheetNames]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The meaning of each name of a sheet."""
        return {plain(name): kind for kind, sheet in self.sheets.items() for name in sheet.names}


def plain(name: str) -> str:
    """Give a name without what does not count: case, blanks, punctuation."""
    return _OTHER.sub("", name.lower())


def load_columns(*folders: Path) -> Columns:
    """Load our names of sheets and columns with those of the `columns.yaml` of folders, which go first.

    Raises SpecError for a file that is wrong.
    """
    known = read_spec(Columns, specs_folder() / "interchange" / "workbook.yaml")
    for folder in folders:
        if (folder / FILE).is_file():
            known = _with(known, read_spec(Columns, folder / FILE))
    return known


def _with(known: Columns, own: Columns) -> Columns:
    sheets = dict(known.sheets)
    for kind, added in own.sheets.items():
        before = sheets.get(kind, SheetNames())
        fields = {**before.columns, **added.columns}
        columns = {field: (*added.columns.get(field, ()), *before.columns.get(field, ())) for field in fields}
        own_first = {**{field: columns[field] for field in added.columns}, **columns}
        sheets[kind] = SheetNames(names=(*added.names, *before.names), columns=own_first)
    return Columns(source=known.source, sheets=sheets)
