"""Outputs appear whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.write.whole import recover, whole_folder


def fill(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text("{}")
    (folder / "data.txt").write_text(text)


def test_a_good_run_replaces_the_package(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with whole_folder(tmp_path / "out") as folder:
            fill(folder, text)
    assert (tmp_path / "out" / "data.txt").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_run_leaves_the_previous_package(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "one")
    with pytest.raises(RuntimeError):
        _fail_within(tmp_path / "out")
    assert (tmp_path / "out" / "data.txt").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def _fail_within(out: Path) -> None:
    with whole_folder(out) as folder:
        fill(folder, "half")
        raise RuntimeError


def test_a_run_killed_between_two_renames_is_mended(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "one")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    recover(tmp_path / "out")
    assert (tmp_path / "out" / "data.txt").read_text() == "one"


def test_a_killed_run_leaves_the_previous_package(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "one")
    script = (
        "import os, signal, sys; from pathlib import Path; from converter.write.whole import whole_folder\n"
        "with whole_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'data.txt').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], check=False)
    assert (tmp_path / "out" / "data.txt").read_text() == "one"
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "two")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(InputError, match="is a file"), whole_folder(tmp_path / "out"):
        pass


def test_a_folder_of_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="no earlier run wrote"), whole_folder(tmp_path):
        pass
    assert (tmp_path / "thesis.txt").exists()
