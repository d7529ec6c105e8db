"""Frames between stages come back as they went, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.compute.numbers.missing import missing_letters, special_missing
from converter.pipeline.stages.disk.frames import load_frame, save_frame

texts = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
bits = st.integers(0, 2**64 - 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, bits, st.integers(-(2**31), 2**31 - 1), st.booleans(), st.integers(0, 99))))
def test_a_frame_comes_back_as_it_went(tmp_path: Path, rows: list[tuple[str | None, int, int, bool, int]]) -> None:
    frame = pd.DataFrame(
        {
            "TEXT": pd.Series([row[0] for row in rows], dtype="str"),
            "FLOAT": np.array([row[1] for row in rows], dtype="uint64").view("float64"),
            "INT32": np.array([row[2] for row in rows], dtype="int32"),
            "INT64": np.array([row[2] for row in rows], dtype="int64"),
            "BOOL": np.array([row[3] for row in rows], dtype="bool"),
        }
    ).set_axis(pd.Index([row[4] for row in rows], dtype="int64"))
    save_frame(frame, tmp_path / "frame.parquet")
    again = load_frame(tmp_path / "frame.parquet")
    assert again["FLOAT"].to_numpy().view("uint64").tolist() == [row[1] for row in rows]
    pd.testing.assert_frame_equal(again, frame, check_index_type=False)


@pytest.mark.parametrize("index", [pd.RangeIndex(0), pd.RangeIndex(2, 2), pd.RangeIndex(2, 5)])
def test_labels_are_counted_from_where_they_were(tmp_path: Path, index: pd.RangeIndex) -> None:
    frame = pd.DataFrame({"A": pd.Series(["x"] * len(index), dtype="str", index=index)})
    save_frame(frame, tmp_path / "frame.parquet")
    pd.testing.assert_frame_equal(load_frame(tmp_path / "frame.parquet"), frame)


def test_special_missing_values_keep_their_letters(tmp_path: Path) -> None:
    values = pd.Series([special_missing("A"), float("nan"), 1.0, special_missing("_"), special_missing("A")])
    save_frame(pd.DataFrame({"N": values}), tmp_path / "frame.parquet")
    assert missing_letters(load_frame(tmp_path / "frame.parquet")["N"]).tolist() == ["A", "", "", "_", "A"]


def test_a_column_of_another_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="column D: expected text, numbers or truth values, got datetime64"):
        save_frame(pd.DataFrame({"D": pd.to_datetime(["2024-01-01"])}), tmp_path / "frame.parquet")
