"""SAS files: sas7bdat and XPT, as text tables or as typed datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyreadstat

from converter.compute.numbers import number_text
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.spec.profile import Profile
from converter.spec.study import Table

_EPOCH = pd.Timestamp("1960-01-01")
DATES = ("DATE", "YYMMDD", "E8601DA", "MMDDYY", "DDMMYY", "IS8601DA")
DATETIMES = ("DATETIME", "E8601DT", "IS8601DT")
TIMES = ("TIME", "E8601TM", "IS8601TM", "HHMM")


def read_sas(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read sas7bdat or XPT as text columns, indexed by record number (the first record is 1).

    Numbers are written as their shortest text; dates, date-times and times (by SAS format) as ISO 8601.
    """
    del table, profile
    found = read_sas_dataset(path)
    columns = {variable.name: _as_text(found.frame[variable.name], variable.format) for variable in found.variables}
    return pd.DataFrame(columns).set_axis(pd.RangeIndex(1, len(found.frame) + 1)), ()


def read_sas_dataset(path: Path) -> FoundDataset:
    """Read sas7bdat or XPT with its attributes; Char missing is blank, Num is float64. Raises InputError."""
    reader = pyreadstat.read_sas7bdat if path.suffix.lower() == ".sas7bdat" else pyreadstat.read_xport
    try:
        frame, meta = reader(str(path), disable_datetime_conversion=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        message = f"{path.name}: not a readable SAS file: {error}"
        raise InputError(message) from error
    variables = tuple(
        _variable(name, label, meta) for name, label in zip(meta.column_names, meta.column_labels, strict=True)
    )
    columns = {v.name: _typed(frame[v.name], v.type) for v in variables}
    name = (meta.table_name or path.stem).upper()
    return FoundDataset(name, meta.file_label or "", path.name, pd.DataFrame(columns), variables)


def _variable(name: str, label: str | None, meta: Any) -> FoundVariable:  # noqa: ANN401 - untyped library
    text = meta.readstat_variable_types[name] == "string"
    shown = meta.original_variable_types.get(name) or ""
    form = "" if shown in {"NULL", "BEST12", "BEST"} or shown.startswith("$") else shown
    return FoundVariable(name, label or "", "Char" if text else "Num", int(meta.variable_storage_width[name]), form)


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "Char":
        return values.astype("str").fillna("")
    return pd.to_numeric(values, errors="coerce").astype("float64")


def _as_text(values: pd.Series, form: str) -> pd.Series:
    """Write a column as text: numbers by their shortest text, dates and times by their SAS format."""
    if not pd.api.types.is_numeric_dtype(values):
        return values
    shown = form.upper()
    if shown.startswith(DATETIMES):
        return _moment(values, "s", "%Y-%m-%dT%H:%M:%S")
    if shown.startswith(DATES):
        return _moment(values, "D", "%Y-%m-%d")
    if shown.startswith(TIMES):
        return _moment(values, "s", "%H:%M:%S")
    return number_text(values)


def _moment(values: pd.Series, unit: Literal["s", "D"], form: str) -> pd.Series:
    moments: pd.Series = _EPOCH + pd.to_timedelta(values, unit=unit)
    text: pd.Series = moments.dt.strftime(form).astype("str").fillna("")
    return text
