"""An installation is looked at, and what is wrong with it is told."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from converter.cli import app
from converter.pipeline.conversion import convert
from converter.pipeline.life import doctor as looked
from converter.read.sas.sas import read_sas_dataset
from converter.report.life.installation import Found, installation_text


def test_the_installation_of_the_tests_works_and_converts_the_bundled_study(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", str(tmp_path), "--json"])
    said = json.loads(done.stdout)
    assert (done.exit_code, said["healthy"]) == (0, True)
    status = {one["what"]: one["status"] for one in said["found"]}
    assert {status[what] for what in ("Python", "fonts", "folder", "temporary files", "self test")} == {"passed"}
    assert {"pandas", "pyreadstat", "lxml"} <= set(status)
    assert list(tmp_path.iterdir()) == []


def test_the_self_test_maps_what_its_raw_files_say(tmp_path: Path) -> None:
    convert(looked.SELF_TEST, tmp_path / "out")
    frame = read_sas_dataset(tmp_path / "out" / "sdtm" / "ae.xpt").frame
    assert frame[["USUBJID", "AESEQ", "AETERM", "AESTDTC", "AEENDTC"]].to_numpy().tolist() == [
        ["SELFTEST-001", 1, "Headache", "2023-01-12", "2023-01-13"],
        ["SELFTEST-001", 2, "Nausea", "2023-02", ""],
        ["SELFTEST-002", 1, "Pain, back", "2023-02-20", "2023-03-01"],
    ]


def test_a_library_out_of_range_or_not_there_fails_and_another_version_differs() -> None:
    there = version("pandas")
    assert looked.library(Requirement("pandas>=3"), there) == Found("pandas", "passed", there)
    assert looked.library(Requirement("pandas>=3"), "3.0.0").status == "differs"
    assert looked.library(Requirement("pandas>=999"), there).status == "failed"
    assert looked.library(Requirement("no-such-library>=1"), "").told == "not installed (>=1 wanted)"


def test_a_folder_that_cannot_be_written_to_fails(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", str(tmp_path / "nothing")])
    assert (done.exit_code, "No such file or directory" in done.stdout) == (4, True)


def test_other_bytes_than_expected_fail_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked, "self_test", lambda: {"dm.xpt": "other"})
    assert looked.self_tested() == Found("self test", "failed", "other values than expected: ae.xpt, dm.xpt")
    assert installation_text((looked.self_tested(),)).endswith("1 failed\n")


def test_a_library_of_an_extra_may_be_missing_and_is_told_with_what_it_is_for() -> None:
    found = looked.library(Requirement("nothing-of-this-name>=1"), "", "results")
    assert (found.status, found.told) == (
        "absent",
        "not installed; of the extra results: tables, figures and their statistics",
    )
    assert installation_text((found,)).endswith("the installation works\n")
