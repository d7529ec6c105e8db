"""What moved, what rests on a cell, and the log of runs, asked by a program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import converter

SELF_TEST = Path(converter.__file__).parent / "pipeline" / "life" / "selftest"


def test_a_program_asks_what_moved_and_what_rests_on_a_cell(tmp_path: Path) -> None:
    shutil.copytree(SELF_TEST, tmp_path / "study")
    converter.convert(tmp_path / "study", tmp_path / "old")
    lines = (tmp_path / "study" / "raw" / "ae.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    used = converter.find_uses(tmp_path / "study", "ae.csv:2", tmp_path / "old")
    assert 1 in used.values["AE"]["AETERM"]
    (tmp_path / "study" / "raw" / "ae.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    moved = converter.diff_packages(tmp_path / "old", tmp_path / "study")
    assert (moved.moved, {one.name for one in moved.movement.datasets if one.counts.gone}) == (True, {"AE"})
    assert repr(moved).startswith("OLD  ")
    assert "AE 1 gone" in moved._repr_html_()
    moved.write(tmp_path / "moved.html")
    assert "What moved" in (tmp_path / "moved.html").read_text(encoding="utf-8")


def test_what_is_no_package_no_study_and_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(converter.InputError, match="no package that convert wrote"):
        converter.diff_packages(tmp_path, tmp_path)
    with pytest.raises(converter.InputError):
        converter.find_uses(tmp_path, "ae.csv:2", tmp_path)
    with pytest.raises(converter.InputError):
        converter.verify_audit(tmp_path / "nothing.jsonl")
    with pytest.raises(converter.InputError):
        converter.package_study(tmp_path, tmp_path / "out")


def test_an_installation_is_looked_at() -> None:
    assert all(one.status != "failed" for one in converter.check_installation())
