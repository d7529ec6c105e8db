"""Catalogs of SAS formats (sas7bcat): what the codes of a dataset mean in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyreadstat

from converter.compute.numbers.missing import missing_letters
from converter.compute.sas_format import SAS_FORMAT
from converter.dataset import FoundVariable
from converter.issues import Cell, Issue, Severity, with_cells
from converter.read.sas.sas7bdat import BYTES, FITTING, decoded_bytes
from converter.read.text import guessed
from converter.spec.study import Table
from converter.spec.text.paths import inside
from converter.spec.values.number import plain_number

ENDING, USUAL = ".sas7bcat", "formats.sas7bcat"
"""How a catalog ends, and how SAS names it where nobody else does."""
Labels: TypeAlias = Mapping[Any, str]
"""Words by code: a number, the letter of a special missing value, or text."""


@dataclass(frozen=True)
class Catalog:
    """The formats of a catalog by name ($ before those of text), the file they are from, and what is told of it."""

    file: str = ""
    formats: Mapping[str, Labels] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def labels(self, variable: FoundVariable) -> Labels:
        """Give the words of the codes of a variable; none where its format is not in the catalog."""
        found = SAS_FORMAT.fullmatch(variable.shown.upper())
        return self.formats.get(found[1], {}) if found else {}


def catalog_path(path: Path, table: Table) -> Path | None:
    """Give the catalog of a dataset: the one declared, else one of the same name or `formats.sas7bcat` beside it.

    Raises InputError where the one declared is not there, and for a link that leads out of the folder.
    """
    if table.catalog:
        return inside(path.parent, table.catalog)
    beside = (path.stem + ENDING, USUAL)
    return next((inside(path.parent, name) for name in beside if (path.parent / name).is_file()), None)


def read_catalog(path: Path, table: Table) -> Catalog:
    """Read the catalog of a dataset, none where there is none; one that cannot be read is told, and stops nothing."""
    catalog = catalog_path(path, table)
    if catalog is None:
        return Catalog()
    try:
        _, meta = pyreadstat.read_sas7bcat(str(catalog), encoding=BYTES)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError) as error:
        return Catalog(catalog.name, issues=(_unreadable(path.name, catalog.name, error),))

    declared = tuple(filter(None, [table.encoding]))
    used: set[str] = set()

    def text(raw: str) -> str:
        word, encoding = decoded_bytes(raw, catalog.name, tuple(dict.fromkeys((*declared, *FITTING))))
        used.update({encoding} - {*(declared or FITTING[:1])})
        return word

    formats = {
        text(name).upper(): {
            text(code).rstrip() if isinstance(code, str) else code: text(word) for code, word in of.items()
        }
        for name, of in meta.value_labels.items()
    }
    told = (guessed(path.name, one, f"words of {catalog.name}") for one in sorted(used))
    return Catalog(catalog.name, formats, tuple(told))


def decoded(
    values: pd.Series, variable: FoundVariable, catalog: Catalog, file: str
) -> tuple[pd.Series, tuple[Issue, ...]]:
    """Give the words of a column of codes, blank for those that the format has no words for, which are told."""
    labels = catalog.labels(variable)
    codes, blank = values.astype("object"), values == "" if variable.type == "Char" else values.isna()
    if variable.type == "Num":
        letters = missing_letters(values)
        codes, blank = codes.mask(letters != "", letters), blank & (letters == "")
    words = codes.map(labels.get).where(~blank)
    without = codes[words.isna() & ~blank]
    return words.fillna("").astype("str"), tuple(_unlabelled(without, variable, catalog, file))


def _unlabelled(codes: pd.Series, variable: FoundVariable, catalog: Catalog, file: str) -> Iterator[Issue]:
    """Report codes without words; in a column of measurements, whose format names a few codes, that is no wonder."""
    pairs = zip(codes.index.tolist(), codes, strict=True)
    cells = [Cell(row + 1, value=plain_number(code) if isinstance(code, float) else str(code)) for row, code in pairs]
    if cells:
        severity: Severity = "warning" if codes.nunique() <= len(catalog.labels(variable)) else "note"
        message = f"codes that the format {variable.shown} of {catalog.file} has no words for"
        issue = Issue("code-unlabelled", severity, file, message, variable.name, written="their decode is left blank")
        yield with_cells(issue, cells)


def _unreadable(file: str, catalog: str, error: Exception) -> Issue:
    return Issue(
        rule="catalog-unreadable",
        severity="error",
        place=file,
        message=f"its catalog of formats {catalog} cannot be read: {error}",
        written="no codes are decoded",
        hint="have the catalog exported again",
    )
