"""Rows of a large text file, one at a time: what the whole file gives, or not at all."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.read.cells import Cells
from converter.read.delimited import csv_lines
from converter.read.delimited.csv import read_csv
from converter.read.delimited.csv_lines import lines_of
from converter.read.table import read_table
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.steps import Source
from tests.read.test_xport import write

PLAIN = Profile(name="plain", description="", source="")


@pytest.fixture(autouse=True)
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small files stand for large ones, in pieces of a few bytes."""
    monkeypatch.setattr(csv_lines, "SMALL", 0)


def table(**said: object) -> Table:
    return Table.model_validate({"file": "lb.csv", **said})


cells = st.sampled_from(
    ["", "a", "12", " b ", "x;y", '"q"', '"a,b"', '"say ""no"""', 'o"k', '"', "é", "a\rb", '"l\nm"']
)
lines = st.lists(st.lists(cells, min_size=1, max_size=4).map(",".join), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    head=st.sampled_from(["A,B,C", '"A",B,"C d"', "\nA,B,C", "sep=,\nA,B,C", "A,B,A"]),
    rows=lines,
    ends=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    declared=st.booleans(),
    size=st.sampled_from([5, 17, 8_000_000]),
)
def test_a_row_is_what_the_whole_file_gives_or_the_whole_file_is_asked_for(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    head: str,
    rows: list[str],
    ends: str,
    last: bool,
    encoding: str,
    declared: bool,
    size: int,
) -> None:
    path = tmp_path / "lb.csv"
    path.write_bytes((ends.join([head, *rows]) + ends * last).encode(encoding))
    said = table(encoding=encoding) if declared else table()
    frame, _ = read_csv(path, table=said, profile=PLAIN)
    monkeypatch.setattr(csv_lines, "CHUNK", size)
    found = lines_of(path, said, PLAIN)
    if found is not None:
        for number, row in frame.to_dict("index").items():
            assert dict.fromkeys(row, "") | dict(found.row(int(str(number)))) == row


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('A,B\n1,"x\ny"\n', "a row of two lines"),
        ('A,B\n1,"x\n2,y\n', "a quote that is never closed"),
        ("A,B\r1,x\r2,y\n", "other line breaks"),
        ("A,B\n1,\xe9\n", "an encoding that is a guess"),
        ("sep=;\nA;B\n", "a line before the header that is no row"),
    ],
)
def test_a_file_in_which_a_line_may_be_no_row_is_read_whole(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "lb.csv"
    path.write_bytes(text.encode("cp1252"))
    assert lines_of(path, table(), PLAIN) is None, why


@pytest.mark.parametrize("small", [0, 10**9])
def test_cells_are_those_of_the_table_renamed_and_with_the_columns_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(csv_lines, "SMALL", small)
    (tmp_path / "lb.csv").write_text('TEST_NEW,RESULT\nHGB,"1,2",more\nALT\n', encoding="utf-8")
    source = Source("lb", table(rename={"TEST": "TEST_NEW"}), PLAIN, ("TEST", "RESULT", "UNIT"))
    found = Cells(source, tmp_path)
    names = ("TEST", "RESULT", "UNIT", "TEST_NEW", "NOWHERE")
    assert [found.cell(2, name) for name in names] == ["HGB", "1,2", "", None, None]
    assert [found.cell(3, name) for name in names] == ["ALT", "", "", None, None]
    assert (found.file, found.cell(2, "_extra")) == ("lb.csv", "more")


@pytest.mark.parametrize("declared", [None, "cp1252"])
def test_cells_of_a_transport_file_are_those_of_the_table(tmp_path: Path, declared: str | None) -> None:
    frame = pd.DataFrame({"TERM": ["PAIN", "FI_VRE", "RASH"], "AEDT": [21915.0, 21916.0, math.nan], "N": [1.0, 0.5, 2]})
    path = write(frame.astype({"TERM": "str"}), tmp_path, "AE")
    path.write_bytes(path.read_bytes().replace(b"FI_VRE", b"FI\xc8VRE"))
    said = Table.model_validate({"file": "ae.xpt", "encoding": declared, "rename": {"TEXT": "TERM"}})
    source = Source("ae", said, PLAIN, ("TEXT", "AEDT", "GONE"))
    whole, _ = read_table(source, tmp_path)
    found = Cells(source, tmp_path)
    for row in (1, 2, 3):
        cells = whole.frame.to_dict("index")[row]
        assert {name: found.cell(row, str(name)) for name in cells} == cells
        assert (found.cell(row, "GONE"), found.cell(row, "TERM")) == ("", None)
    assert [found.cell(row, "TEXT") for row in (1, 2)] == ["PAIN", "FIÈVRE"]
