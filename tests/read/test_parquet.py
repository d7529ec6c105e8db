"""Parquet as a raw table: every value as the text that a person would write."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from converter.errors import InputError
from converter.read.parquet import read_parquet
from converter.read.readers import READERS, reader_fault
from converter.spec.profile import Profile
from converter.spec.study import Table

PLAIN = Profile(name="plain", description="", source="")

COLUMNS = {
    "text": (pa.array(["01", " a ", None]), ["01", " a ", ""]),
    "coded": (pa.array(["M", "F", None]).dictionary_encode(), ["M", "F", ""]),
    "whole": (pa.array([1, -20, None], pa.int64()), ["1", "-20", ""]),
    "long": (pa.array([9_007_199_254_740_993, 0, None], pa.int64()), ["9007199254740993", "0", ""]),
    "number": (pa.array([0.1, 5.0, None]), ["0.1", "5", ""]),
    "large": (pa.array([1e20, 1e-7, None]), ["100000000000000000000", "0.0000001", ""]),
    "four bytes": (pa.array([0.1, 2.5, None], pa.float32()), ["0.1", "2.5", ""]),
    "decimal": (pa.array([Decimal("1.50"), Decimal("-0.25"), None]), ["1.50", "-0.25", ""]),
    "small": (pa.array([Decimal("0.0000001"), None, Decimal(0)], pa.decimal128(9, 7)), ["0.0000001", "", "0.0000000"]),
    "yes": (pa.array([True, False, None]), ["true", "false", ""]),
    "day": (pa.array([date(2024, 2, 29), date(1900, 1, 1), None]), ["2024-02-29", "1900-01-01", ""]),
    "moment": (
        pa.array([datetime(2024, 2, 29), datetime(2024, 2, 29, 8, 5), None], pa.timestamp("ns")),  # noqa: DTZ001
        ["2024-02-29", "2024-02-29T08:05", ""],
    ),
    "zoned": (
        pa.array([datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 2, 29, 8, 5, 1, tzinfo=UTC), None]),
        ["2024-02-29T00:00:00+00:00", "2024-02-29T08:05:01+00:00", ""],
    ),
    "parts of a second": (
        pa.array([1_709_280_000_999_700, 1_709_280_000_123_456, None], pa.timestamp("us")),
        ["2024-03-01T08:00:00.9997", "2024-03-01T08:00:00.123456", ""],
    ),
    "of a microsecond": (
        pa.array([1_709_280_000_000_000_001, 1_709_280_000_500_000_000, None], pa.timestamp("ns")),
        ["2024-03-01T08:00:00.000000001", "2024-03-01T08:00:00.5", ""],
    ),
    "of a clock": (pa.array([1, 43_200_000_000_000, None], pa.time64("ns")), ["00:00:00.000000001", "12:00:00", ""]),
    "duration": (pa.array([99_000_000, -90_500, None], pa.duration("ms")), ["27:30", "-0:01:30.5", ""]),
    "clock": (pa.array([time(8, 5), time(23, 59, 1), None]), ["08:05:00", "23:59:01", ""]),
    "nothing": (pa.nulls(3), ["", "", ""]),
}


def written(path: Path, columns: dict[str, pa.Array]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("name", COLUMNS)
def test_a_value_is_the_text_that_a_person_would_write(tmp_path: Path, name: str) -> None:
    values, expected = COLUMNS[name]
    path = written(tmp_path / "x.parquet", {name: values})
    frame, issues = read_parquet(path, table=Table(file=path.name), profile=PLAIN)
    assert frame[name].to_list() == expected
    assert (frame.index.to_list(), str(frame[name].dtype), issues) == ([1, 2, 3], "str", ())


def test_a_file_without_records_has_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "x.parquet", {"A": pa.array([], pa.string()), "B": pa.array([], pa.float64())})
    frame, _ = read_parquet(path, table=Table(file=path.name), profile=PLAIN)
    assert (list(frame), len(frame), set(map(str, frame.dtypes))) == (["A", "B"], 0, {"str"})


def test_control_characters_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "x.parquet", {"A": pa.array(["a", "b\0"])})
    _, (issue,) = read_parquet(path, table=Table(file=path.name), profile=PLAIN)
    assert (issue.rule, issue.variable, issue.rows) == ("control-character", "A", (2,))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pa.array([[1], [2]]), "column 'A' holds list<.*; have it exported as text, numbers or dates"),
        (pa.array([{"B": 1}]), "column 'A' holds struct<.*; have it exported as text, numbers or dates"),
        (pa.array([b"\xff"]), "column 'A' holds binary; have it exported as text, numbers or dates"),
        (pa.array([b"\xff"], pa.binary(1)), "column 'A' holds fixed_size_binary.*; have it exported as text"),
        (pa.array([10**7]).cast(pa.int32()).cast(pa.date32()), "not a readable Parquet file: date value out of range"),
    ],
)
def test_a_column_that_is_no_text_is_refused(tmp_path: Path, values: pa.Array, message: str) -> None:
    path = written(tmp_path / "x.parquet", {"A": values})
    with pytest.raises(InputError, match=message):
        read_parquet(path, table=Table(file=path.name), profile=PLAIN)


def test_names_that_stand_twice_and_other_files_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["A", "A"]), tmp_path / "x.parquet")
    with pytest.raises(InputError, match=r"x\.parquet: two columns have the name 'A'"):
        read_parquet(tmp_path / "x.parquet", table=Table(file="x.parquet"), profile=PLAIN)
    (tmp_path / "y.parquet").write_bytes(b"A,B\n1,2\n")
    with pytest.raises(InputError, match=r"y\.parquet: not a readable Parquet file"):
        read_parquet(tmp_path / "y.parquet", table=Table(file="y.parquet"), profile=PLAIN)
    with pytest.raises(InputError, match=r"z\.parquet"):
        read_parquet(tmp_path / "z.parquet", table=Table(file="z.parquet"), profile=PLAIN)


def test_parquet_is_a_format_of_raw_tables_without_settings() -> None:
    assert READERS[".parquet"] is read_parquet
    assert reader_fault(Table(file="x.parquet", header_row=2)) == (
        "header_row",
        "a .parquet file has none (x.parquet); remove it",
    )
