"""Our readers and independent ones find the same values, in files of others and in generated ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.errors import InputError
from converter.read.delimited.csv import read_csv
from converter.read.excel.excel import read_excel
from converter.read.sas.sas import read_sas_dataset, read_sas_datasets
from converter.spec.profile import Profile
from converter.spec.study import Table
from tests.read.others import assert_same_values, by_csv, by_openpyxl, by_pandas, foreign_files, here, trimmed
from tests.read.sas_files import write_sas7bdat

PLAIN = Profile(name="plain", description="", source="")
quick = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def name(path: object) -> str:
    return path.name if isinstance(path, Path) else "none"


@pytest.mark.parametrize("path", [*foreign_files(".sas7bdat"), *foreign_files(".xpt")], ids=name)
def test_sas_files_of_others_hold_what_pandas_finds(path: Path | None) -> None:
    file = here(path)
    if file.stem.startswith("bad_"):
        with pytest.raises(InputError, match=rf"^{file.name}: [^\n]*$"):
            read_sas_datasets(file)
    else:
        assert_same_values(read_sas_dataset(file), by_pandas(file), "utf-8")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("path", foreign_files(".xlsx"), ids=name)
def test_workbooks_of_others_hold_what_openpyxl_finds(path: Path | None) -> None:
    file = here(path)
    for sheet, rows in by_openpyxl(file):
        table = Table(file=file.name, sheet=sheet)
        if not rows:
            with pytest.raises(InputError, match="the sheet is empty"):
                read_excel(file, table=table, profile=PLAIN)
            continue
        frame, _ = read_excel(file, table=table, profile=PLAIN)
        first = int(frame.index[0]) - 1
        assert trimmed(frame.to_numpy().tolist()) == trimmed(rows[first:])


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("path", foreign_files(".xls"), ids=name)
def test_older_workbooks_of_others_hold_what_their_newer_twins_hold(path: Path | None) -> None:
    file = here(path)
    twin = file.with_suffix(".xlsx")
    if not twin.is_file():
        pytest.skip("it has no twin")
    for sheet, rows in by_openpyxl(twin):
        if rows:
            older, newer = (
                read_excel(one, table=Table(file=one.name, sheet=sheet), profile=PLAIN) for one in (file, twin)
            )
            pd.testing.assert_frame_equal(older[0], newer[0])


@pytest.mark.parametrize("path", foreign_files(".csv"), ids=name)
def test_text_of_others_holds_what_python_finds(path: Path | None) -> None:
    file = here(path)
    frame, _ = read_csv(file, table=Table(file=file.name), profile=PLAIN)
    header, *rows = by_csv(file, ",", "utf-8-sig")
    assert (list(frame), frame.to_numpy().tolist()) == (header, rows)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff"), max_size=10)


@quick
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|~"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC, csv.QUOTE_MINIMAL]),
    quote=st.sampled_from("\"'"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
def test_text_holds_what_python_writes(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoting: int, quote: str, end: str, encoding: str
) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting, quotechar=quote, lineterminator=end)  # type: ignore[arg-type]
        writer.writerows([["A", "B", "C"], *rows])
    table = Table(file="x.csv", delimiter=delimiter, quote=quote, encoding=encoding)
    frame, issues = read_csv(path, table=table, profile=PLAIN)
    told = {issue.rule for issue in issues}
    if not told & {
        "quote-open",
        "quote-within",
        "row-short",
        "row-long",
    }:  # a text that looks like a record, or a quote
        assert frame.to_numpy().tolist() == rows
    assert len(frame) >= len(rows)
    assert quoting == csv.QUOTE_MINIMAL or told <= {"control-character"}


numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60).map(
        lambda value: value if abs(value) > 1e-70 else 0.0
    ),
    st.none(),
)
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12).map(str.rstrip)
tables = st.integers(1, 12).flatmap(
    lambda count: st.fixed_dictionaries(
        {
            "N": st.lists(numbers, min_size=count, max_size=count),
            "T": st.lists(words, min_size=count, max_size=count),
            "M": st.lists(numbers, min_size=count, max_size=count),
        }
    )
)


@quick
@given(tables)
def test_a_sas7bdat_file_holds_what_pandas_finds(tmp_path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    path = write_sas7bdat(
        tmp_path / "x.sas7bdat", {**columns, "N": [1.0, *columns["N"][1:]], "M": [0.5, *columns["M"][1:]]}
    )
    assert_same_values(read_sas_dataset(path), by_pandas(path), "utf-8")


@quick
@given(tables, st.sampled_from([5, 8]))
def test_a_transport_file_holds_what_pyreadstat_finds(
    tmp_path: Path, columns: Mapping[str, Sequence[object]], version: Literal[5, 8]
) -> None:
    path = tmp_path / "x.xpt"
    frame = pd.DataFrame(columns).astype({"N": "float64", "M": "float64", "T": "str"})
    labels: dict[str, str | None] = {
        "N": "Number",
        "T": "Text",
        "M": "A label that is longer than forty characters" if version == 8 else "M",
    }
    pyreadstat.write_xport(frame, str(path), file_format_version=version, column_labels=labels)
    other, meta = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    found = read_sas_dataset(path)
    assert (
        {v.name: v.label for v in found.variables}
        == labels
        == dict(zip(meta.column_names, meta.column_labels, strict=True))
    )
    assert_same_values(found, other, "utf-8")


shown = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001
    st.timedeltas(timedelta(), timedelta(days=20)).map(lambda length: timedelta(seconds=round(length.total_seconds()))),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters="="), max_size=12),
)


@quick
@given(st.lists(st.lists(shown, min_size=1, max_size=4), min_size=1, max_size=8))
def test_a_workbook_holds_what_openpyxl_finds(tmp_path: Path, rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["A", "B", "C", "D"], *rows):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    frame, _ = read_excel(tmp_path / "x.xlsx", table=Table(file="x.xlsx"), profile=PLAIN)
    ((_, found),) = by_openpyxl(tmp_path / "x.xlsx")
    assert trimmed(frame.to_numpy().tolist()) == found[1:]
