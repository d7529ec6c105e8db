"""Rows that are the same, in however many parts they come."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.same_rows import hashes, in_several_rows, numbered

cells = st.sampled_from(["", "a", " a", "b ", "b"])
rows = st.lists(st.tuples(cells, cells), max_size=12)


def frame_of(rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["A", "B"], dtype="str")


@given(rows, st.integers(1, 5))
def test_rows_of_all_parts_that_are_like_another_are_found_outer_blanks_aside(
    rows: list[tuple[str, str]], size: int
) -> None:
    frame = frame_of(rows)
    parts = [hashes(frame.iloc[at : at + size]) for at in range(0, len(frame), size)]
    found = np.concatenate([np.zeros(0, dtype=np.bool_), *in_several_rows(parts)])
    plain = [(one.strip(), other.strip()) for one, other in rows]
    assert found.tolist() == [plain.count(row) > 1 for row in plain]


@given(rows)
def test_rows_are_numbered_by_the_first_of_their_like(rows: list[tuple[str, str]]) -> None:
    numbers, distinct = numbered(frame_of(rows))
    assert list(distinct.itertuples(index=False, name=None)) == list(dict.fromkeys(rows))
    assert [tuple(distinct.iloc[number]) for number in numbers] == rows


def test_rows_without_columns_are_all_the_same() -> None:
    none = pd.DataFrame(index=range(3))
    assert in_several_rows([hashes(none)])[0].tolist() == [True] * 3
    assert numbered(none)[0].tolist() == [0, 0, 0]
