"""Transport files: our reader finds what an independent one finds, in any range of records, and says what is odd."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.ibm import from_ibm
from converter.compute.numbers.missing import missing_letters, special_missing
from converter.dataset import Dataset, FoundDataset
from converter.errors import InputError
from converter.read.sas import xport_columns
from converter.read.sas.sas import member_names, read_sas_dataset
from converter.read.sas.xport import read_member, read_rows, read_xport
from converter.read.sas.xport_header import members
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt

SHARED = Path(__file__).parents[2].parent / "shared"
MADE = datetime(2024, 1, 1, tzinfo=UTC)


def write(frame: pd.DataFrame, folder: Path, name: str = "LB", **widths: int) -> Path:
    variables = tuple(
        VariableSpec(
            name=column,
            label=f"Label of {column}",
            type="Num" if pd.api.types.is_numeric_dtype(frame[column]) else "Char",
            length=widths.get(column),
            format="DATE9." if column.endswith("DT") else "",
        )
        for column in map(str, frame)
    )
    spec = DatasetSpec(
        name=name, domain=name, label="Results", dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    return write_xpt(Dataset(spec, frame), folder, created=MADE)[0]


def words(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def assert_is_what_another_reader_finds(found: FoundDataset, path: Path, encoding: str | None = None) -> None:
    frame, meta = pyreadstat.read_xport(str(path), disable_datetime_conversion=True, encoding=encoding)
    assert (found.name, found.label) == (meta.table_name, meta.file_label or "")
    assert [v.name for v in found.variables] == meta.column_names
    assert [v.label for v in found.variables] == [label or "" for label in meta.column_labels]
    assert {v.name: v.length for v in found.variables} == meta.variable_storage_width
    assert len(found.frame) == len(frame)
    for variable in found.variables:
        read, other = found.frame[variable.name], frame[variable.name]
        if variable.type == "Char":
            assert read.tolist() == other.fillna("").tolist()
        else:
            np.testing.assert_array_equal(read.to_numpy(), other.to_numpy(dtype="float64", na_value=np.nan))


numbers = st.one_of(
    st.just(float("nan")),
    st.sampled_from([special_missing(letter) for letter in "AMZ_"]),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60).filter(
        lambda value: value == 0 or abs(value) >= 1e-60
    ),
)
texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(texts, texts, numbers), min_size=1, max_size=30), chunk=st.sampled_from([30, 100, 4000]))
def test_what_we_wrote_is_read_as_an_independent_reader_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str, float]], chunk: int
) -> None:
    monkeypatch.setattr(xport_columns, "CHUNK", chunk)
    frame = pd.DataFrame(
        {"A": words(*(row[0] for row in rows)), "B": words(*(row[1] for row in rows)), "NDT": [row[2] for row in rows]}
    )
    path = write(frame, tmp_path, A=12)
    found = read_sas_dataset(path)
    assert_is_what_another_reader_finds(found, path)
    assert missing_letters(found.frame["NDT"]).tolist() == missing_letters(frame["NDT"]).tolist()
    assert [v.format for v in found.variables] == ["", "", "DATE9"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(0, 45), st.integers(0, 45), st.sampled_from([20, 90, 4000]))
def test_a_range_of_records_is_that_part_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, start: int, size: int, chunk: int
) -> None:
    monkeypatch.setattr(xport_columns, "CHUNK", chunk)
    frame = pd.DataFrame({"A": words(*(f"{n:05d}" for n in range(count))), "N": np.arange(count) / 7})
    (member,) = members(write(frame, tmp_path))
    part = read_member(member, rows=range(start, start + size)).frame
    expected = frame.iloc[start : start + size].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, expected, check_column_type=False)


def test_only_the_bytes_of_a_range_are_read(tmp_path: Path) -> None:
    path = write(pd.DataFrame({"A": words("PAIN", "RASH", "FEVER")}), tmp_path)
    (member,) = members(path)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"RASH")])
    assert read_member(member, rows=range(1)).frame["A"].tolist() == ["PAIN"]
    with pytest.raises(InputError, match=r"^lb\.xpt: changed while it was read"):
        read_member(member, rows=range(1, 2))


def test_names_of_members_are_told_by_their_headers(tmp_path: Path) -> None:
    path = tmp_path / "all.xpt"
    first, second = (write(pd.DataFrame({"A": words("x")}), tmp_path, name).read_bytes() for name in ("AE", "CM"))
    path.write_bytes(first + second[240:])
    assert member_names(path) == ("AE", "CM")
    assert [len(found.frame) for found in read_xport(path)] == [1, 1]


@pytest.mark.parametrize(
    ("bits", "value"),
    [
        (0x0, 0.0),
        (0x4110000000000000, 1.0),
        (0xC110000000000000, -1.0),
        (0x41FFFFFFFFFFFFFF, 16.0),  # 56 bits are rounded to 53
        (0x4200000000000000, float("nan")),  # .B
        (0x4300000000000001, 2.0**-44),
        (0x8000000000000000, -0.0),
        (0x0110000000000000, 16.0**-64),
    ],
)
def test_ibm_numbers_by_their_bits(bits: int, value: float) -> None:
    read = from_ibm(np.array([bits], dtype=np.uint64))
    assert struct.pack("d", read[0]) == struct.pack("d", value) or (np.isnan(value) and np.isnan(read[0]))


@pytest.mark.parametrize("path", sorted((SHARED / "real").rglob("*.xpt")), ids=lambda path: path.stem)
def test_files_of_others_are_read_as_an_independent_reader_reads_them(path: Path) -> None:
    (member,) = members(path)
    found = read_member(member)
    told = {issue.hint.rpartition(" ")[2] for issue in found.issues if issue.rule == "encoding-guessed"}
    assert len(told) <= 1
    assert_is_what_another_reader_finds(found, path, encoding=next(iter(told), None))
    middle = range(len(found.frame) // 3, len(found.frame) // 2)
    part = read_member(member, next(iter(told), None), middle).frame
    pd.testing.assert_frame_equal(part, found.frame.iloc[middle.start : middle.stop].reset_index(drop=True))


def test_odd_bytes_are_told_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xport_columns, "CHUNK", 12)
    path = write(pd.DataFrame({"A": words("PAIN", "R_SH", "FI_VRE", "ZINC")}), tmp_path)
    path.write_bytes(path.read_bytes().replace(b"R_SH", b"R\x01SH").replace(b"FI_VRE", b"FI\xc8VRE"))
    found = read_sas_dataset(path)
    assert found.frame["A"].tolist() == ["PAIN", "R\x01SH", "FIÈVRE", "ZINC"]
    assert [(issue.rule, issue.rows) for issue in found.issues] == [
        ("encoding-guessed", ()),
        ("control-character", (2,)),
    ]


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (2, 9), (95, 205), (299, 400), (300, 310), (0, 300)])
def test_records_of_a_split_dataset_are_numbered_in_the_whole(tmp_path: Path, start: int, stop: int) -> None:
    frame = pd.DataFrame({"TERM": words(*(f"value {number:03d}" for number in range(300)))})
    spec = DatasetSpec(
        name="LB",
        domain="LB",
        label="",
        dataset_class="FINDINGS",
        structure="",
        keys=(),
        variables=(VariableSpec(name="TERM", type="Char"),),
    )
    parts = write_xpt(Dataset(spec, frame), tmp_path, created=MADE, limit=2_200)
    found = read_rows([members(path)[0] for path in parts], range(start, stop)).frame
    pd.testing.assert_frame_equal(found, frame.iloc[start:stop])
