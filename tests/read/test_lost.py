"""A file of datasets that cannot be read is told, and the others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.issues import Issue
from converter.read.datasets.folder import read_datasets


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "ae.xpt").write_bytes(b"no transport file")
    (tmp_path / "dm.csv").write_text("STUDYID,USUBJID\nS,1\n")
    lost: list[Issue] = []
    assert [*read_datasets(tmp_path, {}, lost=lost)] == ["DM"]
    assert [(issue.rule, issue.severity, issue.place) for issue in lost] == [("dataset-unreadable", "error", "ae.xpt")]
    with pytest.raises(InputError):
        read_datasets(tmp_path, {})


def test_a_folder_none_of_whose_files_can_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "ae.xpt").write_bytes(b"no transport file")
    with pytest.raises(InputError, match=r"ae\.xpt"):
        read_datasets(tmp_path, {}, lost=[])
