"""Dataset-JSON and Parquet with any values: what is read is what a plain reader of the format gives."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.read.datasets.dataset_json import read_dataset_json
from converter.read.datasets.parquet_dataset import read_parquet_dataset

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
number = st.floats(allow_nan=False, allow_infinity=False)
day = st.dates(date(1582, 10, 15), date(3999, 12, 31))  # SAS counts later days in its own way (test_sas_date)
moment = st.datetimes(datetime(1582, 10, 15), datetime(3999, 12, 31)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001
row = st.tuples(*(st.one_of(st.none(), one) for one in (text, number, day, moment)))
rows = st.lists(row, max_size=8)
EPOCH, START = date(1960, 1, 1), datetime(1960, 1, 1)  # noqa: DTZ001
NAMES = ("TEXT", "NUMBER", "DAY", "MOMENT")
KINDS = ("string", "float", "date", "datetime")


def expected(drawn: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Give the values of a dataset: text with nothing as blank, numbers, SAS dates and datetimes."""
    return [
        [
            word or "",
            value if value is not None else np.nan,
            float((on - EPOCH).days) if on else np.nan,
            (at - START) / timedelta(seconds=1) if at else np.nan,
        ]
        for word, value, on, at in drawn
    ]


def same(found: pd.DataFrame, drawn: list[tuple[Any, ...]]) -> bool:
    wanted = pd.DataFrame(expected(drawn), columns=list(NAMES))
    numbers = [name for name in NAMES if name != "TEXT"]
    equal = np.array_equal(found[numbers].astype("float64"), wanted[numbers].astype("float64"), equal_nan=True)
    return bool(equal and found["TEXT"].tolist() == wanted["TEXT"].tolist())


@given(rows, st.booleans())
@settings(max_examples=60, deadline=None)
def test_dataset_json_is_read_as_json_has_it(drawn: list[tuple[Any, ...]], lines: bool) -> None:
    columns = [
        {"itemOID": name, "name": name, "label": name, "dataType": kind}
        | ({"targetDataType": "integer"} if kind in {"date", "datetime"} else {})
        for name, kind in zip(NAMES, KINDS, strict=True)
    ]
    head = {"name": "X", "label": "x", "records": len(drawn), "columns": columns}
    written = [[cell.isoformat() if isinstance(cell, date) else cell for cell in one] for one in drawn]
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("x.ndjson" if lines else "x.json")
        whole = "\n".join(json.dumps(one, ensure_ascii=False) for one in (head, *written))
        path.write_text(whole if lines else json.dumps({**head, "rows": written}), encoding="utf-8", newline="")
        found = read_dataset_json(path)
    assert same(found.frame, drawn)
    assert found.issues == ()


@given(rows)
@settings(max_examples=60, deadline=None)
def test_parquet_is_read_as_arrow_has_it(drawn: list[tuple[Any, ...]]) -> None:
    kinds = (pa.string(), pa.float64(), pa.date32(), pa.timestamp("us"))
    table = pa.table({name: pa.array([one[n] for one in drawn], kinds[n]) for n, name in enumerate(NAMES)})
    with TemporaryDirectory() as folder:
        pq.write_table(table, Path(folder) / "x.parquet")
        found = read_parquet_dataset(Path(folder) / "x.parquet", {})
    assert same(found.frame, drawn)
    assert found.issues == ()
