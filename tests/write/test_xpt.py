"""SAS transport files: exact, deterministic, nothing cut."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.ibm import ibm_doubles, representable
from converter.compute.numbers.missing import missing_letters, special_missing
from converter.dataset import Dataset
from converter.errors import InputError
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt

CREATED = datetime(2024, 7, 1, 12, 30, 5, tzinfo=UTC)


def dataset(
    frame: pd.DataFrame, name: str = "AE", label: str = "Adverse Events", **variables: dict[str, Any]
) -> Dataset:
    specs = tuple(
        VariableSpec(
            name=str(column),
            label=f"Label of {column}",
            type="Num" if pd.api.types.is_numeric_dtype(frame[column]) else "Char",
        ).model_copy(update=variables.get(str(column), {}))
        for column in frame
    )
    spec = DatasetSpec(
        name=name, domain=name, label=label, dataset_class="EVENTS", structure="one", keys=(), variables=specs
    )
    return Dataset(spec, frame)


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def written(data: Dataset, folder: Path) -> tuple[pd.DataFrame, Any]:
    (path,) = write_xpt(data, folder, created=CREATED)
    frame, meta = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    return frame, meta


def ieee(bits: int) -> float:
    """Decode an IBM double independently of the code under test."""
    sign = -1.0 if bits >> 63 else 1.0
    return sign * math.ldexp(bits & ((1 << 56) - 1), 4 * ((bits >> 56 & 0x7F) - 64) - 56)


doubles = st.floats(
    allow_nan=False, allow_infinity=False, min_value=-(16.0**63), max_value=16.0**63, exclude_max=True, exclude_min=True
)


@given(doubles.filter(lambda value: value == 0 or abs(value) >= 16.0**-65))
def test_every_representable_number_is_exact(value: float) -> None:
    assert ieee(int(ibm_doubles(np.array([value]))[0])) == value


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (0.0, True),
        (2.0**251, True),
        (16.0**63 * (1 - 2**-53), True),
        (16.0**63, False),
        (math.inf, False),
        (1e-80, False),
        (16.0**-65, True),
    ],
)
def test_the_range_of_ibm_doubles(value: float, held: bool) -> None:
    assert representable(np.array([value]))[0] == held


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
            doubles.filter(lambda value: value == 0 or abs(value) >= 1e-70),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_pyreadstat_reads_back_what_was_written(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame({"TXT": text(*(row[0] for row in rows)), "NUM": [row[1] for row in rows]})
    read, _ = written(dataset(frame), tmp_path)
    assert read["TXT"].tolist() == [row[0].rstrip(" ") for row in rows]
    assert read["NUM"].tolist() == [row[1] for row in rows]


def test_attributes_are_what_the_spec_says(tmp_path: Path) -> None:
    frame = pd.DataFrame({"USUBJID": text("S-1", "S-2"), "AESTDT": [21915.0, math.nan], "AESEQ": [1.0, 2.0]})
    data = dataset(frame, USUBJID={"length": 20}, AESTDT={"format": "DATE9."}, AESEQ={"format": "8.2"})
    read, meta = written(data, tmp_path)
    assert meta.table_name == "AE"
    assert meta.file_label == "Adverse Events"
    assert meta.column_names == ["USUBJID", "AESTDT", "AESEQ"]
    assert meta.column_labels == ["Label of USUBJID", "Label of AESTDT", "Label of AESEQ"]
    assert meta.variable_storage_width == {"USUBJID": 20, "AESTDT": 8, "AESEQ": 8}
    assert meta.original_variable_types["AESTDT"] == "DATE9"
    assert read["AESTDT"].isna().tolist() == [False, True]


def test_pandas_reads_the_same_cells(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": text("x", "", "yy"), "N": [1.5, -3e70, 0.1]})
    (path,) = write_xpt(dataset(frame), tmp_path, created=CREATED)
    read = pd.read_sas(path, encoding="ascii")
    assert read["A"].fillna("").tolist() == ["x", "", "yy"]
    assert read["N"].tolist() == [1.5, -3e70, 0.1]


def test_the_header_follows_ts140_and_bears_the_given_stamp(tmp_path: Path) -> None:
    (path,) = write_xpt(dataset(pd.DataFrame({"A": text("x")})), tmp_path, created=CREATED)
    data = path.read_bytes()
    assert len(data) % 80 == 0
    assert data[:80] == b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000000000000000000000000  "
    assert data[80:104] == b"SAS     SAS     SASLIB  "
    assert data.count(b"01JUL24:12:30:05") == 4
    assert struct.unpack(">hhhh8s", data[640:656]) == (2, 0, 1, 1, b"A       ")


def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"A": text("x"), "N": [1.0]}))
    (tmp_path / "b").mkdir()
    one = write_xpt(data, tmp_path, created=CREATED)[0].read_bytes()
    assert one == write_xpt(data, tmp_path / "b", created=CREATED)[0].read_bytes()


@pytest.mark.parametrize("letter", list("AZ_"))
def test_special_missing_values_are_written_and_survive_copies(tmp_path: Path, letter: str) -> None:
    values = pd.concat([pd.Series([1.0]), pd.Series([special_missing(letter), math.nan])], ignore_index=True)
    assert missing_letters(values.take([2, 1, 0])).tolist() == ["", letter, ""]
    (path,) = write_xpt(dataset(pd.DataFrame({"N": values})), tmp_path, created=CREATED)
    records = path.read_bytes()[-80:]
    assert records[8:16] == letter.encode() + b"\0" * 7
    assert records[16:24] == b"." + b"\0" * 7


def test_a_special_missing_letter_is_one_of_a_to_z_or_underscore() -> None:
    with pytest.raises(ValueError, match="got 'a'"):
        special_missing("a")


def test_a_dataset_without_rows_keeps_its_variables(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": text(), "N": pd.Series(dtype="float64")})
    read, meta = written(dataset(frame, A={"length": 5}), tmp_path)
    assert len(read) == 0
    assert meta.column_names == ["A", "N"]


def test_a_file_over_the_limit_is_split_by_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": text(*(f"{n:04d}" for n in range(1000)))})
    paths = write_xpt(dataset(frame, name="LB"), tmp_path, created=CREATED, limit=3000)
    assert [path.name for path in paths][:2] == ["lb1.xpt", "lb2.xpt"]
    assert all(path.stat().st_size <= 3000 for path in paths)
    parts = [pyreadstat.read_xport(str(path))[0]["A"].tolist() for path in paths]
    assert [value for part in parts for value in part] == frame["A"].tolist()


@pytest.mark.parametrize(
    ("frame", "changes", "message"),
    [
        ({"LONGNAME9": text("x")}, {}, "AE.LONGNAME9: a name has 1 to 8 characters"),
        ({"lower": text("x")}, {}, "AE.lower: a name has"),
        ({"A": text("x")}, {"label": "l" * 41}, "41 bytes; expected at most 40"),
        ({"A": text("x")}, {"label": "Größe"}, "printable ASCII"),
        ({"A": text("ok", "y" * 201)}, {}, "the width is 201 bytes; expected at most 200"),
        (
            {"A": text("ok", "abcdef")},
            {"length": 5},
            "longer than its width of 5 bytes, the first in record 2: 'abcdef'",
        ),
        ({"A": text("ok", "naïve")}, {}, "not printable ASCII, the first in record 2"),
        ({"A": text("a\x00b")}, {}, "not printable ASCII"),
        ({"N": pd.Series([1.0, math.inf])}, {}, "no IBM double holds, the first in record 2: inf"),
        ({"N": pd.Series([1e-80])}, {}, "no IBM double holds"),
        ({"A": text("x", "")}, {}, "the last record is blank in every variable"),
        ({"A": text("x")}, {"format": "9.9.9"}, "is no SAS format"),
    ],
)
def test_what_the_format_cannot_hold_is_an_error_not_a_cut(
    tmp_path: Path, frame: dict[str, pd.Series], changes: dict[str, object], message: str
) -> None:
    name = next(iter(frame))
    with pytest.raises(InputError, match=message.replace(".", r"\.").replace("(", r"\(")):
        write_xpt(dataset(pd.DataFrame(frame), "AE", "Adverse Events", **{name: changes}), tmp_path, created=CREATED)
    assert list(tmp_path.iterdir()) == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    frame = pd.DataFrame({"bad": text("naïve"), "N": [math.inf]})
    with pytest.raises(InputError) as caught:
        write_xpt(dataset(frame), tmp_path, created=CREATED)
    assert len(str(caught.value).splitlines()) == 3
