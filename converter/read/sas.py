"""SAS files: sas7bdat and XPT, as text tables or as typed datasets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyreadstat

from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.cut import cut
from converter.read.text import file_bytes, file_size
from converter.read.text_table import text_table
from converter.read.xport import Member, is_version_5, member_parts, members, read_member, read_xport
from converter.spec.profile import Profile
from converter.spec.study import Table

_VERSION_8 = re.compile(rb"HEADER RECORD\*{7}OBSV8   HEADER RECORD!{7} *([0-9]+) ")
"""The header in which a transport file of version 8 says how many records it has."""
Named = TypeVar("Named", FoundDataset, Member)
PLAIN = {"NULL", "BEST12", "BEST"}


def read_sas(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read sas7bdat or XPT as text columns, indexed by record number (the first record is 1).

    Text is decoded by the encoding declared, else the one that fits. Numbers are written as their shortest text; dates,
    date-times and times (by SAS format) as ISO 8601; numbers under such a format that are none stay numbers, reported.
    Special missing values (.A to .Z, ._) are blank, reported. Of a transport file with several datasets `table.member`
    names one; raises InputError where it does not.
    """
    del profile
    return text_table(_member(read_sas_datasets(path, table.encoding), table.member, path.name))


def dataset_parts(path: Path, table: Table, rows: int) -> Iterator[FoundDataset]:
    """Read the dataset of a file that `table` means, so many records at a time; one part at least.

    Each part tells what is odd in its records, one of them what is told of the whole file. XPT of version 8 is read
    whole, for its library knows no other way. Raises InputError as `read_sas` does.
    """
    if is_version_5(path):
        return member_parts(_member(members(path), table.member, path.name), table.encoding, rows)
    if path.suffix.lower() == ".sas7bdat":
        return _library_parts(path, table, rows)
    return iter((_member((_by_library(path, table.encoding),), table.member, path.name),))


def _library_parts(path: Path, table: Table, rows: int) -> Iterator[FoundDataset]:
    """Read sas7bdat by the ranges of records that its library reads; how many there are its header says."""
    said, read = _read(path, table.encoding, metadataonly=True)[1].number_rows, 0
    for start in range(0, max(said, 1), rows):
        part = _found(path, *_read(path, table.encoding, row_offset=start, row_limit=rows))
        read += len(part.frame)
        last = start + rows >= said or len(part.frame) < rows
        yield _member(
            (replace(part, issues=tuple(_fewer(path.name, said, read)) if last else ()),), table.member, path.name
        )
        if last:
            return


def read_sas_dataset(path: Path) -> FoundDataset:
    """Read the one dataset of a sas7bdat or XPT file with its attributes; raises InputError for a file of several."""
    return _member(read_sas_datasets(path), "", path.name)


def read_sas_datasets(path: Path, encoding: str | None = None) -> tuple[FoundDataset, ...]:
    """Read every dataset of a sas7bdat or XPT file; Char missing is blank, Num is float64. Raises InputError."""
    if is_version_5(path):
        return read_xport(path, encoding)
    return (_by_library(path, encoding),)


def member_names(path: Path) -> tuple[str, ...]:
    """List the datasets of a sas7bdat or XPT file; raises InputError."""
    if is_version_5(path):
        return tuple(member.name for member in members(path))
    return (_by_library(path, None).name,)


def rows_of(path: Path, table: Table) -> Callable[[int], Mapping[str, str] | None] | None:
    """Give what reads one row of a transport file of version 5 as `read_sas` does; None for a file of another kind.

    A row is None where the file must be read whole: of text that is not ASCII the encoding is a guess from all of it.
    """
    if not is_version_5(path):
        return None
    member = _member(members(path), table.member, path.name)

    def row(number: int) -> Mapping[str, str] | None:
        frame, _ = text_table(read_member(member, table.encoding, range(number - 1, number)))
        cells = {str(name): str(text) for name, text in frame.iloc[0].items()}
        return cells if table.encoding or all(map(str.isascii, cells.values())) else None

    return row


def _member(found: tuple[Named, ...], member: str, file: str) -> Named:
    """Give the dataset named, or the only one; raises InputError where it is not there or not named."""
    by_name = {dataset.name: dataset for dataset in found}
    if len(by_name) < len(found):
        message = f"{file}: two of its datasets have one name: {', '.join(dataset.name for dataset in found)}"
        raise InputError(message)
    if not member and len(found) == 1:
        return found[0]
    if member.upper() not in by_name:
        hint = nearest(member, by_name) or f"say member: {found[0].name}"
        wanted = f"no dataset '{member}'" if member else f"has {len(found)} datasets"
        message = f"{file}: {wanted}: {', '.join(dataset.name for dataset in found)} ({hint})"
        raise InputError(message)
    return by_name[member.upper()]


def _by_library(path: Path, encoding: str | None) -> FoundDataset:
    """Read sas7bdat, or XPT of version 8, by pyreadstat."""
    frame, meta = _read(path, encoding)
    found = _found(path, frame, meta)
    counted = None if path.suffix.lower() == ".sas7bdat" else _VERSION_8.search(file_bytes(path))
    return replace(found, issues=tuple(_fewer(path.name, int(counted[1]) if counted else meta.number_rows, len(frame))))


def _read(path: Path, encoding: str | None, **settings: Any) -> tuple[Frame, Any]:
    """Read a file, or what `settings` of the library say of it; raises InputError."""
    if not file_size(path):
        message = f"{path.name}: the file is empty"
        raise InputError(message)
    reader = pyreadstat.read_sas7bdat if path.suffix.lower() == ".sas7bdat" else pyreadstat.read_xport
    try:
        frame, meta = reader(str(path), disable_datetime_conversion=True, encoding=encoding, **settings)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError) as error:
        message = f"{path.name}: not a readable SAS file: {error}; declare its encoding if it is not UTF-8"
        raise InputError(message) from error
    return frame, meta


def _found(path: Path, frame: Frame, meta: Any) -> FoundDataset:  # noqa: ANN401 - untyped library
    variables = tuple(
        _variable(name, label, meta) for name, label in zip(meta.column_names, meta.column_labels, strict=True)
    )
    columns = {v.name: _typed(frame[v.name], v.type) for v in variables}
    name = (meta.table_name or path.stem).upper()
    return FoundDataset(name, meta.file_label or "", path.name, pd.DataFrame(columns), variables)


def _fewer(file: str, said: int | None, read: int) -> Iterator[Issue]:
    if said is not None and said != read:
        yield cut(file, f"the file says that it has {said} records, {read} are in it", read)


def _variable(name: str, label: str | None, meta: Any) -> FoundVariable:  # noqa: ANN401 - untyped library
    text = meta.readstat_variable_types[name] == "string"
    shown = meta.original_variable_types.get(name) or ""
    form = "" if shown in PLAIN or shown.startswith("$") else shown
    return FoundVariable(name, label or "", "Char" if text else "Num", int(meta.variable_storage_width[name]), form)


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "Char":
        return values.astype("str").fillna("")
    return pd.to_numeric(values, errors="coerce").astype("float64")
