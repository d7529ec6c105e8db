"""A raw table in parts is the table as a whole: its rows, their numbers, and everything that is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.missing import special_missing
from converter.dataset import Dataset, RawTable
from converter.errors import InputError
from converter.issues import Issue
from converter.read import stream
from converter.read.delimited import blocks, delimited
from converter.read.delimited.blocks import layout_of
from converter.read.frames import FRAMES
from converter.read.readers import READERS
from converter.read.stream import read_large, read_parts
from converter.read.table import read_table
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.steps import Source
from converter.write.xpt.file import write_xpt
from tests.read.sas_files import write_sas7bdat

PLAIN = Profile(name="plain", description="", source="", encodings=("utf-8-sig", "cp1252"))
MADE = datetime(2024, 1, 1, tzinfo=UTC)
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


def source_of(path: Path, *columns: str, **said: Any) -> Source:
    return Source("t", Table.model_validate({"file": path.name, **said}), PLAIN, columns)


def in_parts(source: Source, folder: Path, rows: int) -> tuple[list[RawTable], tuple[Issue, ...]]:
    parts, reading = [], read_parts(source, folder, rows)
    while True:
        try:
            parts.append(next(reading))
        except StopIteration as end:
            return parts, end.value


def same(path: Path, *columns: str, rows: int = 3, **said: Any) -> list[RawTable]:
    """Read a file whole and in parts: both say the same."""
    source = source_of(path, *columns, **said)
    whole, told = read_table(source, path.parent)
    parts, issues = in_parts(source, path.parent, rows)
    together = pd.concat([part.frame for part in parts])
    pd.testing.assert_frame_equal(together, whole.frame, check_index_type=False)
    assert issues == told
    assert {(part.name, part.file) for part in parts} == {(whole.name, whole.file)}
    count = len(whole.frame)
    sizes = [rows] * (count // rows) + ([count % rows] if count % rows or not count else [])
    assert [len(part.frame) for part in parts] == sizes
    return parts


cells = st.sampled_from(["", "a", " a ", "0", "b,c", 'q"q', "line\nbreak", "é", "\x07", '"'])
CUT = {"alone": "\r", "both": "\r\n", "feed": "\n"}


@quick
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=30),
    broken=st.sampled_from(sorted(CUT.values())),
    quoted=st.sampled_from(["always", "where needed", "never"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    block=st.sampled_from([16, 64, 1000]),
)
def test_delimited_text_in_parts_is_the_whole(
    tmp_path: Path, rows: list[list[str]], broken: str, quoted: str, encoding: str, block: int
) -> None:
    def cell(text: str) -> str:
        if quoted == "never" or (quoted == "where needed" and not set(text) & set(',"\n')):
            return text
        return '"' + text.replace('"', '""') + '"'

    path = tmp_path / "x.csv"
    lines = ["A,B,C", *(",".join(map(cell, row)) for row in rows)]
    path.write_bytes((broken.join(lines) + broken).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        patch.setattr(blocks, "SAMPLE", 0)  # the delimiter is declared: no lines are needed to find it
        patch.setattr(delimited, "SAMPLE", 2)  # records that show what records begin with
        same(path, "A", "B", "X", delimiter=",")


def regular(count: int) -> str:
    return "A,B\n" + "".join(f'{row},"x ""{row}"", y"\n' for row in range(count))


@pytest.mark.parametrize(
    ("text", "streamed"),
    [
        (regular(100), True),
        (regular(100).replace("\n", "\r\n"), True),
        (regular(100).replace("\n", "\r"), True),
        (regular(100).removesuffix("\n"), True),
        ("sep=;\n" + regular(100).replace(",", ";"), True),
        ("\n\n" + regular(100), True),
        (regular(100) + "1,é\n", True),
        ("A,B\n", True),
        (regular(1200) + '1,"never closed\n' + regular(200)[4:], True),
        (regular(1200) + '1,"closed late\n' + regular(200)[4:] + '2,late"\n', True),
        (regular(1200) + "1,2,3\n" + regular(200)[4:], True),
        (regular(1200) + "1\n\n" + regular(200)[4:], True),
        (regular(1200) + '1,a"b\n2,"c\nd"\n3,"e"f\n', True),
        (regular(100) + "1,2,3\n", False),  # too few records in the first block
        ('A,B\n1,"never closed\n' + regular(1200)[4:], False),  # among those that show what records begin with
        ('A,"B\n' + regular(100), False),
        ("A\n" + "1\n" * 3000 + '"open\n2\n', False),
    ],
)
def test_a_file_is_read_by_blocks_where_what_comes_later_does_not_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, streamed: bool
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 20_000 if len(text) > 5_000 else 900)
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    assert (layout_of(path, Table(file=path.name), PLAIN) is not None) == streamed
    same(path, "A", "B", rows=7)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"A,B\n" + b"1,x\n" * 300 + b"2,\xe9\n", {}),  # not UTF-8, late: guessed for all of it
        (b"A,B\n" + "1,é\n".encode() * 300 + b"2,\xe9\n", {}),  # UTF-8 with a stray byte
        (b"A,B\n" + b"1,\xe9\n" * 300, {"encoding": "latin-1"}),
        (("A,B\n" + "1,é\n" * 300).encode("utf-16"), {}),
        (("A,B\n" + "1,x\n" * 300).encode("utf-16-le"), {}),
        (b"A,B\n" + b"1,a\x00\n" * 300, {}),
    ],
)
def test_an_encoding_is_that_of_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: dict[str, str]
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 100)
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    same(path, "A", "B", rows=50, **said)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"A,B\n1,\x81\n"])
def test_what_cannot_be_read_whole_cannot_be_read_in_parts(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    source = source_of(path)
    with pytest.raises(InputError) as whole:
        read_table(source, tmp_path)
    with pytest.raises(InputError) as parts:
        in_parts(source, tmp_path, 3)
    assert str(parts.value) == str(whole.value)


def test_rows_that_repeat_one_of_another_part_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("A,B\n1,x\n2,y\n3,z\n 1, x \n4,w\n,\n,\n3,z\n")
    _, issues = in_parts(source_of(path), tmp_path, 2)
    assert [(one.rule, one.rows) for one in issues] == [("row-repeated", (5, 9))]
    assert in_parts(source_of(path, key=("A",)), tmp_path, 2)[1] == ()
    same(path, rows=2)


def test_columns_that_are_blank_in_all_parts_or_missing_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("A,B,OLD\n" + "".join(f"{row},,x\n" for row in range(20)))
    parts = same(path, "A", "B", "C", "NEW", rows=8, rename={"NEW": "OLD"})
    assert [list(part.frame) for part in parts] == [["A", "B", "NEW", "C"]] * 3


def xpt(folder: Path, frame: pd.DataFrame, **formats: str) -> Path:
    variables = tuple(
        VariableSpec(
            name=name,
            label=name,
            type="Num" if pd.api.types.is_numeric_dtype(frame[name]) else "Char",
            format=formats.get(name, ""),
        )
        for name in map(str, frame)
    )
    spec = DatasetSpec(
        name="LB", domain="LB", label="Labs", dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    (path,) = write_xpt(Dataset(spec, frame), folder, created=MADE)
    return path


def labs(count: int) -> pd.DataFrame:
    number = np.arange(count, dtype="float64")
    number[5::7] = special_missing("A")
    day = np.where(np.arange(count) % 11 == 9, 1e12, 23_000.0 + np.arange(count))
    text = pd.Series([f"sample {row}" for row in range(count)], dtype="str")
    return pd.DataFrame({"REFID": text, "RESULT": number, "ADT": day, "NOTE": text})


@pytest.mark.parametrize("count", [0, 1, 6, 40])
def test_a_transport_file_in_parts_is_the_whole(tmp_path: Path, count: int) -> None:
    path = xpt(tmp_path, labs(count), ADT="DATE9.", RESULT="DATEX.")
    same(path, "REFID", "ABSENT", rows=6)


@pytest.mark.parametrize("said", [{}, {"encoding": "latin-1"}])
def test_the_text_of_a_transport_file_is_decoded_as_the_whole_is(tmp_path: Path, said: dict[str, str]) -> None:
    path = xpt(tmp_path, labs(40))
    data = path.read_bytes()
    data = data.replace(b"sample 3 ", "sampl\u00e9 ".encode() + b" ").replace(b"sample 33", b"sampl\xe9 33")
    path.write_bytes(data.replace(b"sample 21", b"sampl\x07 21"))
    same(path, "REFID", rows=6, **said)


def test_a_transport_file_that_was_cut_is_told_once(tmp_path: Path) -> None:
    path = xpt(tmp_path, labs(40))
    path.write_bytes(path.read_bytes()[:-100])
    same(path, "REFID", rows=6)


@pytest.mark.parametrize("said", [{}, {"encoding": "latin-1"}])
@pytest.mark.parametrize("count", [1, 6, 40])
def test_a_sas7bdat_file_in_parts_is_the_whole(tmp_path: Path, count: int, said: dict[str, str]) -> None:
    texts = [f"sample {row}".encode() for row in range(count)]
    texts = [{1: "sampl\u00e9".encode(), 11: b"sampl\xe9"}.get(row, text) for row, text in enumerate(texts)]
    numbers: list[object] = [["A", None, 1.5, 21915.0][row % 4] for row in range(count)]
    numbers[0] = 1e12
    notes = ["y\x07" if row % 2 else "x" for row in range(count)]
    columns: dict[str, Sequence[object]] = {"REFID": texts, "NOTE": notes, "ADT": numbers}
    path = write_sas7bdat(tmp_path / "lb.sas7bdat", columns, formats={"ADT": "DATE9."})
    same(path, "REFID", "ABSENT", rows=6, **said)


@pytest.mark.parametrize("count", [1, 6, 40])
def test_a_transport_file_of_version_8_in_parts_is_the_whole(tmp_path: Path, count: int) -> None:
    path = tmp_path / "lb.xpt"
    pyreadstat.write_xport(labs(count).drop(columns="RESULT"), str(path), file_format_version=8)
    same(path, "REFID", rows=6)


@pytest.mark.parametrize("count", [0, 5, 20])
def test_parquet_in_parts_is_the_whole(tmp_path: Path, count: int) -> None:
    path = tmp_path / "x.parquet"
    texts = [f"a{row % 7}" + "\x07" * (row % 5 == 3) for row in range(count)]
    columns = {"A": pa.array(texts, pa.string()), "B": pa.array(np.arange(count) / 4), "C": pa.nulls(count)}
    pq.write_table(pa.table(columns), path, row_group_size=4)
    same(path, "A", "C", "X", rows=6)


@pytest.mark.parametrize("said", [{"quote": "'"}, {"quote": "none"}, {"comment": "#"}, {"decimal": ","}])
def test_text_with_comments_or_another_quote_is_read_whole_and_cut(tmp_path: Path, said: dict[str, str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("# by the lab\nA,B\n" + "1,'a'\n# note\n2,\"b\"\n" * 4)
    same(path, "B", rows=3, header_row=2, **said)


def test_what_is_read_whole_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    pd.DataFrame({"A": [1, 2, 3, 4], "B": ["a", "", "c", "d"]}).to_excel(path, index=False)
    same(path, "A", "X", rows=3)


def test_every_format_of_raw_tables_has_parts() -> None:
    assert sorted(FRAMES) == sorted(READERS)


def test_a_large_file_is_read_in_parts_and_is_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("A,B\n1,x\n2,\n1,x\n\n3,\u00e9\n", encoding="utf-8")
    source = source_of(path, "A", "LACKING")
    whole, told = read_table(source, tmp_path)
    monkeypatch.setattr(stream, "LARGE", 1)
    monkeypatch.setattr(stream, "ROWS", 2)
    table, issues = read_large(source, tmp_path)
    pd.testing.assert_frame_equal(table.frame, whole.frame, check_index_type=False)
    assert (table.name, table.file, issues) == (whole.name, whole.file, told)


def test_a_file_that_is_not_there_is_told_as_of_any_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"t\.csv"):
        read_large(source_of(tmp_path / "t.csv"), tmp_path)
