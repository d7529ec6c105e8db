"""A study is handed in: its tree, its programs, its manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from converter.cli import app
from converter.compute.define_schema import schema_errors
from converter.errors import InputError
from converter.pipeline.life.verified import verify
from converter.pipeline.submission.packaged import Submission, hand_in
from converter.spec.text.paths import files_below

ROOT = "m5/datasets/stx01"
SDTM, ADAM = f"{ROOT}/tabulations/sdtm", f"{ROOT}/analysis/adam/datasets"
PROGRAMS = f"{ROOT}/analysis/adam/programs"
HREF = "{http://www.w3.org/1999/xlink}href"


def test_the_tree_holds_the_datasets_as_they_are_in_the_package(handed: Submission, made: Path) -> None:
    for part, folder in (("sdtm", SDTM), ("adam", ADAM)):
        names = sorted(path.name for path in (made / part).glob("*.xpt"))
        assert names == sorted(path.name for path in (handed.folder / folder).glob("*.xpt"))
        assert all((made / part / one).read_bytes() == (handed.folder / folder / one).read_bytes() for one in names)


def test_what_no_agency_takes_lies_beside_the_tree(handed: Submission) -> None:
    assert {name.split("/")[0] for name in handed.files} == {"m5", "beside", "gate.json", "gate.txt", "manifest.json"}
    said = json.loads((handed.folder / "beside/dataset-json/dm.json").read_text(encoding="utf-8"))
    assert (handed.folder / "beside/dataset-json" / said["metaDataRef"]).resolve().is_file()


@pytest.mark.parametrize("folder", [SDTM, ADAM])
def test_define_xml_is_valid_and_every_leaf_leads_to_a_file(handed: Submission, folder: str) -> None:
    path = handed.folder / folder / "define.xml"
    assert schema_errors(path) == ()
    leafs = [leaf.get(HREF) or "" for leaf in etree.parse(path).iterfind(".//{*}leaf")]
    assert [one for one in leafs if not (path.parent / one).is_file()] == []
    assert "plan.pdf" in leafs or folder == ADAM
    assert (path.parent / "define2-1.xsl").is_file()
    assert "<h1>" in (path.parent / "define.html").read_text(encoding="utf-8")


def test_names_are_in_lower_case(handed: Submission) -> None:
    tree = [name for name in handed.files if name.startswith("m5/")]
    assert tree == [name.lower() for name in tree]


def test_the_manifest_lists_every_file_with_its_hash_and_its_tag(handed: Submission) -> None:
    said = json.loads((handed.folder / "manifest.json").read_text(encoding="utf-8"))
    listed = {one["file"]: one for one in said["outputs"]}
    assert sorted([*listed, "manifest.json"]) == files_below(handed.folder)
    for name, one in listed.items():
        assert one["sha256"] == hashlib.sha256((handed.folder / name).read_bytes()).hexdigest()
        assert ("tag" in one) == name.startswith("m5/")
    assert listed[f"{SDTM}/define.xml"]["tag"] == "data-tabulation-data-definition"
    assert said["gate"]["agency"] == "FDA"
    assert {one["file"] for one in said["inputs"]} >= {"raw/demog.csv", "study.yaml"}


def test_the_same_package_gives_the_same_bytes(handed: Submission, study: Path, made: Path, tmp_path: Path) -> None:
    again = hand_in(study, tmp_path / "again", made=made)
    assert again.files == handed.files
    assert all((again.folder / one).read_bytes() == (handed.folder / one).read_bytes() for one in again.files)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands for sh")
def test_the_programs_give_the_analysis_datasets_again(handed: Submission, tmp_path: Path) -> None:
    shutil.copytree(handed.folder / ROOT, tmp_path / "study")
    here = tmp_path / "study" / "analysis/adam/programs"
    readme = (here / "readme.txt").read_text(encoding="utf-8")
    commands = readme.partition("requirements.txt\n    while")[2].partition("\n\nWindows")[0]
    script = f"while{commands}".replace(".venv/bin/converter", f"{sys.executable} -m converter")
    subprocess.run(["sh", "-c", script], cwd=here, check=True, capture_output=True)  # noqa: S607 - as the page says
    for path in (handed.folder / ADAM).glob("*.xpt"):
        assert (here / "again/adam" / path.name).read_bytes() == path.read_bytes()
    assert verify(here / "study", here / "again", rebuild=False).verified


def test_versions_are_pinned_and_every_program_is_text(handed: Submission) -> None:
    pins = (handed.folder / PROGRAMS / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert pins[0].startswith("converter==")
    assert any(one.startswith("pandas==") for one in pins)
    assert {path.suffix for path in (handed.folder / PROGRAMS).iterdir()} == {".txt"}


def test_a_package_that_somebody_changed_is_refused(study: Path, made: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(made, tmp_path / "made"))
    (other / "sdtm/dm.xpt").write_bytes(b"")
    with pytest.raises(InputError, match=r"is not as it was written: sdtm/dm.xpt \(changed\)"):
        hand_in(study, tmp_path / "out", made=other)
    assert not (tmp_path / "out").exists()


def test_a_package_of_another_specification_is_refused(study: Path, made: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(study, tmp_path / "study"))
    (other / "sdtm/ti.yaml").write_text("# changed\ndomain: TI\nbuild: {trial_criteria: {}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"the specification has changed since: sdtm/ti.yaml; convert again"):
        hand_in(other, tmp_path / "out", made=made)


def test_a_folder_that_is_not_ours_is_left_alone(study: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match=r"holds what no earlier run wrote"):
        hand_in(study, tmp_path, made=made)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("fail_on", "code"), [("reject", 0), ("explain", 4), ("never", 0)])
def test_the_command_prints_the_gate_and_its_exit_code_tells(
    study: Path, made: Path, tmp_path: Path, fail_on: str, code: int
) -> None:
    asked = ["package", str(study), "--out", str(tmp_path / "out"), "--package", str(made), "--fail-on", fail_on]
    result = CliRunner().invoke(app, asked)
    assert result.output.startswith("gate of the FDA: passed, ")
    assert result.exit_code == code


def test_a_study_without_the_date_of_its_start_is_written_and_rejected(study: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(study, tmp_path / "study"))
    lines = (other / "study.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "SSTDTC" not in line]
    assert len(kept) == len(lines) - 1
    (other / "study.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["package", str(other), "--out", str(tmp_path / "out"), "--agency", "pmda"])
    assert result.exit_code == 4
    assert "TS has no SSTDTC; add it under trial_summary: in study.yaml" in result.output
    assert json.loads((tmp_path / "out/gate.json").read_text(encoding="utf-8"))["rejected"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study"]
