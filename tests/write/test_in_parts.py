"""Files written part by part: the same bytes in however many parts the records come, and the same words of trouble."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.missing import special_missing
from converter.dataset import Dataset
from converter.errors import InputError
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write import dataset_json
from converter.write.dataset_json import moments, write_dataset_json, write_dataset_json_parts
from converter.write.xpt import columns as xpt_columns
from converter.write.xpt.file import write_xpt, write_xpt_parts

MADE = datetime(2024, 1, 1, tzinfo=UTC)
TEXT = (VariableSpec(name="A", type="Char", length=5), VariableSpec(name="B", type="Char", length=2))
WITH_NUMBERS = (
    *TEXT,
    VariableSpec(name="N", type="Num"),
    VariableSpec(name="LBSEQ", type="Num", data_type="integer"),
    VariableSpec(name="LBDT", type="Num", format="DATE9."),
)
HEADERS = 80 * 10 + 140 * 6
ANY_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=50
)


def spec_of(variables: tuple[VariableSpec, ...]) -> DatasetSpec:
    return DatasetSpec(
        name="LB", domain="LB", label="L", dataset_class="FINDINGS", structure="s", keys=(), variables=variables
    )


def in_parts(frame: pd.DataFrame, count: int) -> Iterator[pd.DataFrame]:
    """Give a frame in so many parts of any sizes, each numbered from 0 as a stage has it."""
    ends = [len(frame) * number**2 // count**2 for number in range(count + 1)]
    for start, stop in pairwise(ends):
        yield frame.iloc[start:stop].reset_index(drop=True)


def files(paths: tuple[Path, ...]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


words = st.sampled_from(["", "a", "bc", "x y"])
short = st.sampled_from(["", "", "q"])
numbers = st.sampled_from([0.1, -0.0, 3.0, math.nan, special_missing("B"), 1e20])
days = st.sampled_from([0.0, 21915.0, math.nan])
rows = st.lists(st.tuples(words, short, numbers, st.sampled_from([1.0, 2.0, math.nan]), days), max_size=40)


def frame_of(rows: list[tuple[str, str, float, float, float]]) -> pd.DataFrame:
    columns = dict(zip(("A", "B", "N", "LBSEQ", "LBDT"), zip(*rows, strict=True) if rows else [()] * 5, strict=True))
    frame = pd.DataFrame({name: list(values) for name, values in columns.items()})
    return frame.astype({"A": "str", "B": "str", "N": "float64", "LBSEQ": "float64", "LBDT": "float64"})


@ANY_FOLDER
@given(rows=rows, limit=st.sampled_from([10**9, HEADERS + 31 * 3, HEADERS + 31 * 10]))
@pytest.mark.parametrize("count", [1, 2, 8])
def test_transport_files_are_the_same_in_any_number_of_parts(
    tmp_path: Path, rows: list[tuple[str, str, float, float, float]], limit: int, count: int
) -> None:
    frame, spec = frame_of(rows), spec_of(WITH_NUMBERS)
    whole = files(write_xpt(Dataset(spec, frame), tmp_path, created=MADE, limit=limit))
    parts = write_xpt_parts(spec, in_parts(frame, count), len(frame), tmp_path, created=MADE, limit=limit)
    assert files(parts) == whole


def members(frame: pd.DataFrame, most: int) -> Iterator[pd.DataFrame]:
    """Give the records of each member of `most` records; one that would end with a blank record ends before it."""
    start = 0
    while start < len(frame) or not start:
        stop = min(start + most, len(frame))
        while start + 1 < stop < len(frame) and not "".join(frame.iloc[stop - 1]).strip():
            stop -= 1
        yield frame.iloc[start:stop]
        start = stop or len(frame) + 1


@ANY_FOLDER
@given(rows=rows, most=st.integers(1, 6), chunk=st.sampled_from([7, 20, 10**6]))
@pytest.mark.parametrize("count", [1, 2, 8])
def test_no_member_ends_with_a_record_that_could_not_be_told_from_padding(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, str, float, float, float]],
    most: int,
    chunk: int,
    count: int,
) -> None:
    monkeypatch.setattr(xpt_columns, "CHUNK", chunk)
    frame, spec = frame_of(rows)[["A", "B"]], spec_of(TEXT)
    limit = 80 * 10 + 140 * 3 + 7 * most
    described = [*members(frame, most)]
    vanishing = [part for part in described if len(part) and not "".join(part.iloc[-1]).strip()]
    if vanishing:
        with pytest.raises(InputError, match="the last record is blank in every variable"):
            write_xpt_parts(spec, in_parts(frame, count), len(frame), tmp_path, created=MADE, limit=limit)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        return
    parts = write_xpt_parts(spec, in_parts(frame, count), len(frame), tmp_path, created=MADE, limit=limit)
    for path, part in zip(parts, described, strict=True):
        records = path.read_bytes()[80 * 9 + -(-140 * 2 // 80) * 80 :]
        expected = "".join(f"{a:<5}{b:<2}" for a, b in part.itertuples(index=False))
        assert records.decode() == expected + " " * (-len(expected) % 80)


@pytest.mark.parametrize("count", [1, 2, 8])
def test_what_the_format_cannot_hold_is_told_with_the_record_in_the_whole(tmp_path: Path, count: int) -> None:
    frame = pd.DataFrame({"A": ["ok"] * 9 + ["naï", "too long", "longer yet"], "B": ["b"] * 12}, dtype="str")
    frame["N"] = [1.0] * 10 + [math.inf, -math.inf]
    spec = spec_of((*TEXT, VariableSpec(name="N", type="Num")))
    with pytest.raises(InputError) as caught:
        write_xpt_parts(spec, in_parts(frame, count), 12, tmp_path, created=MADE)
    assert str(caught.value).splitlines() == [
        "LB.A: 2 values longer than its width of 5 bytes, the first in record 11: 'too long'",
        "LB.A: 1 values not printable ASCII, the first in record 10: 'naï'",
        "LB.N: 2 numbers no IBM double holds, the first in record 11: inf",
    ]
    assert list(tmp_path.iterdir()) == []


@ANY_FOLDER
@given(rows=rows, chunk=st.sampled_from([3, 20_000]))
@pytest.mark.parametrize("count", [1, 2, 8])
def test_dataset_json_is_the_same_in_any_number_of_parts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, str, float, float, float]],
    chunk: int,
    count: int,
) -> None:
    monkeypatch.setattr(dataset_json, "CHUNK", chunk)
    frame, spec = frame_of(rows), spec_of(WITH_NUMBERS)
    whole = files(write_dataset_json(Dataset(spec, frame), tmp_path, study="S", created=MADE))
    parts, dated = in_parts(frame, count), moments(spec, frame)
    made = write_dataset_json_parts(spec, parts, len(frame), tmp_path, study="S", created=MADE, dated=dated)
    assert files(made) == whole
    day = {0.0: "1960-01-01", 21915.0: "2020-01-01"}
    expected = [
        [a, b, None if math.isnan(n) else n + 0.0, None if math.isnan(s) else int(s), day.get(d)]
        for a, b, n, s, d in rows
    ]
    text = whole["lb.json"].decode().partition('"rows": [')[2]
    assert text == "".join(",\n" + json.dumps(row) for row in expected)[1:] + "]}\n"


def test_an_infinite_number_is_told_with_its_record_in_the_whole(tmp_path: Path) -> None:
    frame, spec = frame_of([("a", "b", 1.0, 1.0, 0.0)] * 5), spec_of(WITH_NUMBERS)
    frame.loc[3, "N"] = np.inf
    with pytest.raises(InputError, match=r"LB\.N record 4: an infinite number"):
        write_dataset_json_parts(spec, in_parts(frame, 2), 5, tmp_path, study="S", created=MADE, dated={})
    assert list(tmp_path.iterdir()) == []


def test_other_than_the_announced_number_of_records_is_refused_and_nothing_written(tmp_path: Path) -> None:
    frame, spec = frame_of([("a", "b", 1.0, 1.0, 0.0)] * 5), spec_of(WITH_NUMBERS)
    with pytest.raises(ValueError, match="LB: 5 records came, and 6 were announced"):
        write_xpt_parts(spec, (frame,), 6, tmp_path, created=MADE)
    with pytest.raises(ValueError, match="LB: 5 records came, and 4 were announced"):
        write_dataset_json_parts(spec, (frame,), 4, tmp_path, study="S", created=MADE, dated={})
    assert list(tmp_path.iterdir()) == []
