"""The trace as a file: the same bytes for the same sources, the row groups of one record read and no others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.report.why import trace_file
from converter.report.why.trace_file import SOURCES, StoredSources, stored_sources, write_sources

Row = tuple[int, int, str, int, str]
rows = st.lists(
    st.tuples(
        st.integers(1, 20),
        st.integers(0, 3),
        st.sampled_from(["lb", "ADSL", "LB"]),
        st.integers(0, 10**9),
        st.sampled_from(["", "BASE", "USUBJID", "Größe"]),
    ),
    max_size=60,
)


def frame_of(found: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=SOURCES).sort_values("record", kind="stable", ignore_index=True)
    return frame.astype({"record": "int64", "step": "int64", "source_row": "int64", "table": "str", "item": "str"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(found=rows, parts=st.integers(1, 8), group=st.sampled_from([2, 7, 65_536]))
def test_the_same_sources_give_the_same_bytes_in_any_number_of_parts_and_are_read_as_from_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: list[Row], parts: int, group: int
) -> None:
    monkeypatch.setattr(trace_file, "GROUP", group)
    frame = frame_of(found)
    write_sources((frame,), tmp_path / "lb.parquet")
    ends = [len(frame) * number // parts for number in range(parts + 1)]
    write_sources((frame.iloc[ends[number] : ends[number + 1]] for number in range(parts)), tmp_path / "other.parquet")
    assert (tmp_path / "lb.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()
    (tmp_path / "csv").mkdir(exist_ok=True)
    frame.to_csv(tmp_path / "csv" / "lb.csv", index=False)
    stored, held = stored_sources(tmp_path, "LB"), stored_sources(tmp_path / "csv", "LB")
    assert stored.of_subject == held.of_subject
    assert stored.frame.to_numpy().tolist() == held.frame.to_numpy().tolist() == frame.to_numpy().tolist()
    for record in range(22):
        for step in range(4):
            expected = [
                (table, row, item)
                for at, by, table, row, item in frame.itertuples(index=False)
                if (at, by) == (record, step)
            ]
            for sources in (stored, held):
                assert [(one.table, one.record, one.item) for one in sources.read(record, step)] == expected


def test_of_one_record_only_its_row_groups_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_file, "GROUP", 10)
    write_sources((frame_of([(number, 0, "lb", number, "") for number in range(1, 101)]),), tmp_path / "lb.parquet")
    sources, read = StoredSources(tmp_path / "lb.parquet"), list[int]()
    original = pq.ParquetFile.read_row_group

    def told(file: pq.ParquetFile, number: int) -> object:
        read.append(number)
        return original(file, number)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", told)
    assert [one.record for one in sources.read(57, 0)] == [57]
    assert [one.record for one in sources.read(58, 0)] == [58]
    assert read == [5]


def test_other_programs_find_the_columns_and_no_trace_of_ours(tmp_path: Path) -> None:
    write_sources((frame_of([(1, 0, "lb", 2, "")]),), tmp_path / "lb.parquet")
    assert pd.read_parquet(tmp_path / "lb.parquet").to_dict("records") == [
        {"record": 1, "step": 0, "table": "lb", "source_row": 2, "item": ""}
    ]
    assert set(pq.read_metadata(tmp_path / "lb.parquet").metadata) == {b"subjects_read"}
