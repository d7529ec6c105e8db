"""Subjects that are easily taken for one another, and none at all: ranges give what the whole study gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.pipeline import Ways
from tests.pipeline.stages.small import package, study_of

NO_ROWS: list[tuple[str, ...]] = [("", "", "", "")]
"""A file with its header and one blank line."""


@pytest.mark.parametrize(
    ("subjects", "rows"),
    [
        pytest.param(
            ["001", "001 ", "A1", "a1", "002"],
            [("001 ", "A", "1", "x"), ("A1", "A", "3", ""), ("a1", "A", "4", "q"), (" 002", "A", "5", "r")],
            id="that differ by case or blanks",
        ),
        pytest.param(
            ["1", "2", "10", "9"],
            [("1", "A", "1", "x"), ("10", "A", "2", ""), ("2", "A", "3", "p"), ("1.0", "A", "4", "q")],
            id="that are numbers",
        ),
        pytest.param([], NO_ROWS, id="none"),
    ],
)
def test_subjects(subjects: list[str], rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    study = study_of(tmp_path / "study", rows=rows)
    (study / "raw" / "dm.csv").write_text("".join(f"{one}\n" for one in ("SUBJ", *subjects)))
    assert package(study, tmp_path / "eight", Ways(ranges=8)) == package(study, tmp_path / "one", Ways())
