"""A dataset of typed variables as a raw table of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from converter.compute.dates.sas_moment import DAY_SECONDS, iso_text
from converter.compute.numbers.missing import missing_letters
from converter.compute.numbers.numbers import number_text
from converter.compute.sas_format import SasKind, sas_kind, shown_by
from converter.dataset import DECODE, FoundDataset, FoundVariable, Frame
from converter.issues import Cell, Issue, with_cells
from converter.read.header import free_name
from converter.read.sas.sas_catalog import Catalog, decoded

EMPTY = Catalog()
_MOMENT = re.compile("DATE|TIME|8601|YYMM|DTM?$|TM$")
"""What the name of a format says that shows dates or times."""


def text_table(found: FoundDataset, catalog: Catalog = EMPTY) -> tuple[Frame, tuple[Issue, ...]]:
    """Write a dataset as text columns, indexed by record number (the first record is 1), with what is told of it.

    Numbers are written as their shortest text; dates, date-times and times (by SAS format) as ISO 8601, times before
    zero with a sign; numbers under such a format that are none stay numbers, reported, and so do those under a format
    that SAS does not bring along. Special missing values (.A to .Z, ._) are blank, reported. After a column of codes
    whose format is in the `catalog` stands one of its words, SEX_DECODE after SEX.
    """
    columns: dict[str, pd.Series] = {}
    issues = list(found.issues)
    names = [variable.name for variable in found.variables]
    for variable in found.variables:
        values, labels = found.frame[variable.name], catalog.labels(variable)
        columns[variable.name], told = _as_text(values, variable, found.file, known=bool(labels))
        issues += (*told, *_special(values, variable, found.file))
        if labels:
            name = free_name(variable.name + DECODE, names, 1)
            columns[name], told = decoded(values, variable, catalog, found.file)
            issues += told
    return pd.DataFrame(columns).set_axis(pd.RangeIndex(1, len(found.frame) + 1)), tuple(issues)


def _as_text(
    values: pd.Series, variable: FoundVariable, file: str, *, known: bool
) -> tuple[pd.Series, tuple[Issue, ...]]:
    """Write a column as text: numbers by their shortest text, dates and times by their SAS format."""
    if variable.type == "Char":
        return values, tuple(_packed(values, variable, file))
    kind = sas_kind(variable.format)
    if kind is None:
        return number_text(values), () if known else tuple(_unknown(values, variable, file))
    text, wrong = _moments(values, kind, variable.format)
    rows = tuple(int(row) + 1 for row in values.index[wrong])
    return text.mask(wrong, number_text(values)), (_no_moment(variable, kind, rows, file),) if rows else ()


def _packed(values: pd.Series, variable: FoundVariable, file: str) -> Iterator[Issue]:
    """Report text in which SAS packs dates, durations and intervals: only its formats $N8601 show what it says."""
    if variable.shown.upper().startswith("$N8601") and (values != "").any():
        yield Issue(
            rule="format-unknown",
            severity="warning",
            place=file,
            variable=variable.name,
            message=f"the format {variable.shown} shows text that SAS has packed",
            written="the packed text is read as it is",
            hint="have it exported as text, by put() with this format",
        )


def _moments(values: pd.Series, kind: SasKind, form: str) -> tuple[pd.Series, pd.Series]:
    """Write dates and times as `iso_text` does, times before zero with a sign, date-times under TOD as date-times."""
    text, wrong = iso_text(values, kind)
    if kind != "time":
        return text, wrong
    if wrong.any():
        before, none = iso_text(-values, kind)
        text, wrong = text.mask(wrong & ~none, "-" + before), wrong & none
    if shown_by(form) == "clock" and (values >= DAY_SECONDS).any():
        moments, none = iso_text(values, "datetime")
        days = values >= DAY_SECONDS
        text, wrong = text.mask(days, moments), wrong.mask(days, none)
    return text, wrong


def _no_moment(variable: FoundVariable, kind: str, rows: tuple[int, ...], file: str) -> Issue:
    return Issue(
        rule="date-impossible",
        severity="error",
        place=file,
        variable=variable.name,
        message=f"the number is no {kind}, which its format {variable.format} says it is",
        rows=rows,
        written="kept as a number",
        hint="correct it at the source",
    )


def _special(values: pd.Series, variable: FoundVariable, file: str) -> Iterator[Issue]:
    """Report special missing values, whose letter says why there is no number; text has no place for it."""
    if variable.type == "Char":
        return
    letters = missing_letters(values).to_numpy()
    rows = (letters != "").nonzero()[0]
    cells = [Cell(int(row) + 1, value=f".{letters[row]}", written="read as blank") for row in rows]
    if cells:
        message = "special missing values, which say why there is no number"
        hint = "have the reason exported as a column of its own, if the study needs it"
        yield with_cells(Issue("missing-special", "warning", file, message, variable.name, hint=hint), cells)


def _unknown(values: pd.Series, variable: FoundVariable, file: str) -> Iterator[Issue]:
    """Report numbers under a format that SAS does not bring along: it may show dates, or codes by other words."""
    if shown_by(variable.format) is None and values.notna().any():
        yield Issue(
            rule="format-unknown",
            severity="warning" if _MOMENT.search(variable.format.upper()) else "note",
            place=file,
            variable=variable.name,
            message=f"the format {variable.format} is none of SAS: it may show dates, or words for its numbers",
            written="its values are read as numbers",
            hint="put the catalog of formats (.sas7bcat) beside the file; dates want a format of SAS, E8601DA say",
        )
