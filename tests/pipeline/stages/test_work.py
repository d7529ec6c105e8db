"""The package is that of a run that keeps nothing, whatever was edited, and whatever lies in the work folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from converter.errors import InputError
from converter.pipeline import convert, would_run
from converter.pipeline.stages.disk.work import MARK
from converter.spec.text.paths import files_below
from tests.trust.tiny_study import DM, tiny_study

METHODS = '''"""Rules of the study."""
import pandas as pd
from converter.steps import Column

def own_text(rows: pd.DataFrame, *, column: Column) -> pd.Series:
    """Text of {column} as it is."""
    return rows[column]
'''
ADSL = """dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID, HOW]}
  - derive_vars_constant: {variables: {ITTFL: "Y"}}
"""
DISPLAY = """display: ALL
kind: table
title: All
source: Made for the test
purpose: PRIMARY OUTCOME MEASURE
population: {label: All subjects, where: {variable: ITTFL, eq: "Y"}}
columns: [{id: all, label: All}]
rows:
  - {id: n, label: Subjects, result: {count: {}}, show: "{n}"}
"""


def written(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_below(folder)}


def edited(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def holds(place: Path) -> None:
    """Convert with what is kept, and without: the same files with the same bytes, and no folder beside them."""
    convert(place / "study", place / "out", work=place / "work")
    convert(place / "study", place / "plain")
    assert written(place / "out") == written(place / "plain")
    assert {path.name for path in place.glob("out/**/")} - {"out"} == {
        path.name for path in place.glob("plain/**/")
    } - {"plain"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with a study, its package, and a work folder of which every stage is kept."""
    study = tiny_study(tmp_path / "study")
    domain = DM.replace(
        "    map:", "    set_aside: [{when: {variable: SUBJ, eq: '2'}, reason: not a subject}]\n    map:"
    )
    (study / "sdtm" / "dm.yaml").write_text(domain.replace("{assign: {column: SUBJ}}", "{own_text: {column: SUBJ}}"))
    (study / "methods.py").write_text(METHODS)
    for _ in range(2):  # what is made of kept data may be written in other words than what was made with it
        convert(study, tmp_path / "out", work=tmp_path / "work")
        (tmp_path / "work" / "files" / "sdtm" / "stage.json").unlink()
    convert(study, tmp_path / "out", work=tmp_path / "work")
    return tmp_path


def test_a_method_in_other_words_is_that_of_the_trace(place: Path) -> None:
    edited(place / "study" / "methods.py", "as it is", "as it stands")
    holds(place)
    assert "as it stands" in (place / "out" / "trace" / "variables.csv").read_text()


def test_a_reason_in_other_words_is_that_of_the_page(place: Path) -> None:
    edited(place / "study" / "sdtm" / "dm.yaml", "not a subject", "never a subject")
    holds(place)


def test_another_time_stamp_is_that_of_every_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert would_run(place / "study", work=place / "work")["define/sdtm"] == ("the time stamp", "files/sdtm")
    holds(place)
    assert b'CreationDateTime="2023-11-14T22:13:20"' in (place / "out" / "sdtm" / "define.xml").read_bytes()


CHECK = """checks:
  - id: not-enrolled
    title: A subject who was not enrolled
    of: {standard: sdtmig, datasets: [DM]}
    wrong: {variable: SUBJID, eq: "1"}
    on: SUBJID
    message: was not enrolled
    mend: ask the site
    examples: {pass: [{SUBJID: "2"}], fail: [{SUBJID: "1"}]}
"""


def test_data_are_checked_anew_where_the_study_has_changed_a_check_of_its_own(place: Path) -> None:
    study, out = place / "study", place / "out"
    (study / "checks").mkdir()
    for mend in ("ask the site", "ask the monitor"):
        (study / "checks" / "own.yaml").write_text(CHECK.replace("ask the site", mend))
        assert would_run(study, work=place / "work")["check/sdtm"] == ("checks",)
        holds(place)
        assert mend.encode() in (out / "issues.csv").read_bytes()
    assert "checks/own.yaml" in (out / "manifest.json").read_text()


def test_a_label_of_received_data_is_that_of_their_copies(tmp_path: Path) -> None:
    study = tmp_path / "study"
    for name, text in {
        "study.yaml": "study: {id: S1, name: S1, description: A study, created: 2024-01-01}\n"
        "standards: {terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}\nfrom: sdtm:given\n",
        "adam/adsl.yaml": ADSL,
        "results/all.yaml": DISPLAY,
    }.items():
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text(text)
    (study / "given").mkdir()
    dm = pd.DataFrame({"STUDYID": ["S1"], "USUBJID": ["S1-1"], "SUBJID": ["1"], "HOW": ["x"]})
    for label in ("How It Is", "How It Was"):
        labels: list[str | None] = ["Study", "Unique Subject", "Subject", label]
        pyreadstat.write_xport(
            dm, study / "given" / "dm.xpt", table_name="DM", file_format_version=5, column_labels=labels
        )
        holds(tmp_path)
        assert label.encode() in (tmp_path / "out" / "adam" / "adsl.xpt").read_bytes()
    assert not any(would_run(study, work=tmp_path / "work").values())  # a display called ALL is one of many


def _folder(work: Path) -> None:
    (work / "files" / "sdtm" / "files" / "sdtm" / "mine").mkdir()


def _link(work: Path) -> None:
    (work / "sdtm" / "files" / "mine").symlink_to(work.parent / "study")


def _file(work: Path) -> None:
    (work / "sdtm").rename(work.parent / "moved")
    (work / "sdtm").write_text("a file")


def _dead_link(work: Path) -> None:
    (work / "raw").rename(work.parent / "moved")
    (work / "raw").symlink_to(work.parent / "nowhere")


@pytest.mark.parametrize("put", [_folder, _link, _file, _dead_link])
def test_what_no_stage_wrote_is_not_shipped(place: Path, put: Callable[[Path], None]) -> None:
    put(place / "work")
    holds(place)


@pytest.mark.parametrize("begun", [b"", MARK.content[:5], MARK.content])
def test_a_work_folder_of_a_run_that_was_killed_as_it_began_is_used(tmp_path: Path, begun: bytes) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "work.json").write_bytes(begun)
    convert(tiny_study(tmp_path / "study"), tmp_path / "out", work=tmp_path / "work")
    assert (tmp_path / "work" / "work.json").read_bytes() == MARK.content


def test_a_work_folder_is_named_as_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = tiny_study(tmp_path / "study")
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "here")
    for work in (Path(), tmp_path / "link"):
        convert(study, tmp_path / "out", work=work)
    assert (
        (tmp_path / "here" / "work.json").read_bytes()
        == (tmp_path / "there" / "work.json").read_bytes()
        == MARK.content
    )
    with pytest.raises(InputError, match=r"lies inside the package .* name a folder apart from it with --work"):
        convert(study, tmp_path / "out", work=tmp_path / "out" / "work")
