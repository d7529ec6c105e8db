"""A study that begins with SDTM or analysis datasets of others is handed in with them, as they were received."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.submission.packaged import Submission, hand_in
from converter.spec.start import Start
from converter.submission.define import read_define, undescribed

STUDY = """study: {id: STX01, name: STX01, description: A study, created: 2024-01-31}
standards: {terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}
"""
ADSL = """dataset: ADSL
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID]}
"""
SDTM, ADAM = "tabulations/sdtm", "analysis/adam/datasets"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Give a study that makes ADSL of SDTM, and no SDTM itself."""
    (tmp_path / "study" / "adam").mkdir(parents=True)
    (tmp_path / "study" / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "study" / "adam" / "adsl.yaml").write_text(ADSL, encoding="utf-8")
    return tmp_path / "study"


def received(handed: Submission, tmp_path: Path) -> Path:
    """Give the tabulations of a submission as a folder of others."""
    folder = tmp_path / "got"
    shutil.copytree(next(handed.folder.glob("m5/datasets/*")) / SDTM, folder)
    return folder


def failed(made: Submission) -> Mapping[str, tuple[str, ...]]:
    return {one.criterion.id: one.told for one in made.gate.judged if one.outcome == "rejected"}


def test_sdtm_of_others_lies_in_the_tree_as_it_was_received(other: Path, handed: Submission, tmp_path: Path) -> None:
    got = received(handed, tmp_path)
    made = hand_in(other, tmp_path / "out", start=Start("sdtm", str(got)))
    lies = next((tmp_path / "out").glob("m5/datasets/*")) / SDTM
    assert {one.name: one.read_bytes() for one in lies.iterdir()} == {
        one.name: one.read_bytes() for one in got.iterdir()
    }
    assert failed(made) == {}


def test_define_xml_follows_names_that_are_written_anew(other: Path, handed: Submission, tmp_path: Path) -> None:
    got = received(handed, tmp_path)
    (got / "dm.xpt").rename(got / "DM.XPT")
    define = (got / "define.xml").read_text(encoding="utf-8")
    (got / "define.xml").write_text(define.replace('"dm.xpt"', '"DM.XPT"'), encoding="utf-8")
    made = hand_in(other, tmp_path / "out", start=Start("sdtm", str(got)))
    lies = next((tmp_path / "out").glob("m5/datasets/*")) / SDTM
    assert [*undescribed(read_define(lies / "define.xml"), [one.name for one in lies.iterdir()])] == []
    assert failed(made) == {}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("", "tabulations/sdtm: define.xml: not well-formed XML"),
        ("<ODM/>", "tabulations/sdtm: define.xml describes no dataset"),
    ],
)
def test_a_define_xml_that_is_none_is_rejected(
    broken: str, says: str, other: Path, handed: Submission, tmp_path: Path
) -> None:
    got = received(handed, tmp_path)
    (got / "define.xml").write_text(broken, encoding="utf-8")
    (told,) = failed(hand_in(other, tmp_path / "out", start=Start("sdtm", str(got))))["define"]
    assert told.startswith(says)


def test_datasets_that_moved_since_the_package_was_made_are_refused(
    other: Path, handed: Submission, tmp_path: Path
) -> None:
    start = Start("sdtm", str(received(handed, tmp_path)))
    convert(other, tmp_path / "made", start=start)
    shutil.copyfile(tmp_path / "got" / "ae.xpt", tmp_path / "got" / "ex.xpt")
    with pytest.raises(InputError, match="has changed since the package was made"):
        hand_in(other, tmp_path / "out", made=tmp_path / "made", start=start)


def test_analysis_datasets_of_others_are_handed_in_alone_with_their_guide(handed: Submission, tmp_path: Path) -> None:
    folder = next(handed.folder.glob("m5/datasets/*")) / ADAM
    study = tmp_path / "study"
    shutil.copytree(folder, study / "got")
    (study / "study.yaml").write_text(f"{STUDY}from: adam:got\n", encoding="utf-8")
    made = hand_in(study, tmp_path / "out")
    assert f"m5/datasets/stx01/{ADAM}/adrg.pdf" in made.files
    assert [*failed(made)] == ["1734"]
