"""Datasets of SAS itself (sas7bdat), by pyreadstat: whole or by ranges of records, text in what encoding it has."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from converter.compute.numbers.missing import special_missing
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import UNCHECKED, control_issues
from converter.read.cut import cut
from converter.read.text import bytes_at, file_size, first_fit, guessed

BYTES = "ISO-8859-1"
"""The encoding in which each byte is one character: what is read so can be decoded afterwards."""
HEADER = "it is not as the header of the file says, or the header says nothing"
FITTING = ("utf-8", "cp1252", "latin-1")
"""The encodings of text of which nothing is said, in the order in which they are tried."""
ENCODED, UNSAID = (70, 1), b"\0"
"""Where a header says the encoding of text, and what it says where it does not."""
PLAIN = {"NULL", "BEST12", "BEST"}


def read_sas7bdat(path: Path, encoding: str | None) -> FoundDataset:
    """Read the dataset of a file: Char missing is blank, Num is float64 with special missing values; raises InputError.

    Text is decoded by `encoding`, else as the header of the file says; a cell that is not, and every cell where the
    header says nothing, as UTF-8 or Windows-1252, which is told. A file with fewer records than its header says is told
    as cut.
    """
    found = _range(path, encoding)
    return replace(found, issues=(*_fewer(path.name, _said(path), len(found.frame)), *found.issues))


def sas7bdat_parts(path: Path, encoding: str | None, rows: int) -> Iterator[FoundDataset]:
    """Read a file by ranges of records; one part at least, and the last tells of records that the file lacks."""
    said, read = _said(path), 0
    for start in range(0, max(said, 1), rows):
        part = _range(path, encoding, row_offset=start, row_limit=rows)
        read += len(part.frame)
        last = start + rows >= said or len(part.frame) < rows
        yield replace(part, issues=(*_fewer(path.name, said, read), *part.issues)) if last else part
        if last:
            return


def dataset_name(path: Path) -> str:
    """Give the name of the dataset of a file; raises InputError."""
    return _read(path, BYTES, metadataonly=True)[1].table_name.upper() or path.stem.upper()


def _range(path: Path, encoding: str | None, **settings: int) -> FoundDataset:
    """Read a range of records, or all."""
    known = (encoding,) if encoding else _of_header(path)
    if encoding is None and known:
        try:
            frame, meta = _read(path, None, **settings)
            return _found(path, frame, meta, ())
        except InputError:  # text that is not as the header says, or a damaged file
            pass
    frame, meta = _read(path, BYTES, **settings)
    return _found(path, frame, meta, known if encoding else tuple(dict.fromkeys((*known, *FITTING))))


def _of_header(path: Path) -> tuple[str, ...]:
    """Give the encoding that the header of a file says; none where it says none, or one that nobody here knows."""
    if bytes_at(path, *ENCODED) == UNSAID:
        return ()
    try:
        return (codecs.lookup(_read(path, None, metadataonly=True)[1].file_encoding).name,)
    except (InputError, LookupError):
        return ()


def _said(path: Path) -> int:
    """Give the number of records that the header of a file says."""
    return int(_read(path, BYTES, metadataonly=True)[1].number_rows)


def _read(path: Path, encoding: str | None, **settings: Any) -> tuple[Frame, Any]:
    """Read a file, or what `settings` of the library say of it; raises InputError."""
    if not file_size(path):
        message = f"{path.name}: the file is empty"
        raise InputError(message)
    try:
        frame, meta = pyreadstat.read_sas7bdat(
            str(path), disable_datetime_conversion=True, user_missing=True, encoding=encoding, **settings
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError) as error:
        message = f"{path.name}: not a readable SAS file: {error}"
        raise InputError(message) from error
    return frame, meta


def _found(path: Path, frame: Frame, meta: Any, encodings: tuple[str, ...]) -> FoundDataset:  # noqa: ANN401
    """Make a dataset of what was read, byte by byte where there are `encodings`: cells are of the first that fits."""

    def label(raw: str) -> str:
        if not encodings:
            return raw
        if len(encodings) == 1:
            return raw.encode(BYTES).decode(encodings[0], errors="replace")
        return decoded_bytes(raw, path.name, encodings)[0]

    variables: list[FoundVariable] = []
    columns: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name, said in zip(meta.column_names, meta.column_labels, strict=True):
        variable = _variable(name, label(name), label(said or ""), meta)
        variables.append(variable)
        if variable.type == "Num":
            columns[variable.name] = _numbers(frame[name])
            continue
        columns[variable.name], used = _text(frame[name], path.name, encodings)
        for one in dict.fromkeys(used[~used.isin(["", *encodings[:1]])]):
            told = guessed(path.name, one, HEADER)
            rows = tuple(int(row) + 1 for row in used.index[used == one])
            issues.append(replace(told, variable=variable.name, rows=rows))
    text = pd.DataFrame({one.name: columns[one.name] for one in variables if one.type == "Char"})
    numbered = text.set_axis(pd.RangeIndex(1, len(frame) + 1))
    issues += control_issues(numbered, UNCHECKED, path.name)
    name = label(meta.table_name or "").upper() or path.stem.upper()
    return FoundDataset(
        name, label(meta.file_label or ""), path.name, pd.DataFrame(columns), tuple(variables), issues=tuple(issues)
    )


def _text(values: pd.Series, file: str, encodings: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Give a column as text, each distinct cell decoded once, and the encoding of each, blank where it was decoded."""
    text = values.astype("str").fillna("")
    if not encodings:
        return text, pd.Series("", index=text.index)
    read = {raw: decoded_bytes(raw, file, encodings) for raw in text.drop_duplicates()}
    words = {raw: word for raw, (word, _) in read.items()}
    return text.map(words).astype("str"), text.map({raw: one for raw, (_, one) in read.items()}).astype("str")


def decoded_bytes(raw: str, file: str, encodings: tuple[str, ...] = FITTING) -> tuple[str, str]:
    """Decode text that was read byte by byte, and name its encoding, the first that fits; raises InputError if none."""
    return first_fit(raw.encode(BYTES), file, encodings)[:2]


def _fewer(file: str, said: int, read: int) -> Iterator[Issue]:
    if said != read:
        yield cut(file, f"the file says that it has {said} records, {read} are in it", read)


def _variable(key: str, name: str, label: str, meta: Any) -> FoundVariable:  # noqa: ANN401 - untyped library
    text = meta.readstat_variable_types[key] == "string"
    shown = meta.original_variable_types.get(key) or ""
    form = "" if text or shown.rstrip(".") in PLAIN else shown
    return FoundVariable(name, label, "Char" if text else "Num", int(meta.variable_storage_width[key]), form, shown)


def _numbers(values: pd.Series) -> pd.Series:
    """Give a column as float64; the letters of special missing values are NaN that keep their letter."""
    if values.dtype != "object" and not pd.api.types.is_string_dtype(values):
        return values.astype("float64")
    cells = [special_missing(cell) if isinstance(cell, str) else cell for cell in values.tolist()]
    return pd.Series(np.array(cells, dtype="float64"), index=values.index)
