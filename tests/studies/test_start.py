"""The line begins with datasets that others made: the same analysis, a trace that ends at the files received."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat
import pytest

from converter.errors import InputError, SpecError
from converter.pipeline import check, convert, explain, init, planned
from converter.pipeline.questions import traced
from converter.report.report import Report
from converter.report.why.screen import explained
from converter.spec.load import load_study
from converter.spec.start import Start, start_of
from tests.converted import Converted

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
PILOT = HERE.parents[2] / "shared" / "real" / "pilot-sdtm"
RECIST = HERE / "recist"
Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def whole(converted: Converted) -> tuple[Report, Path]:
    """Give the package of a study from its raw exports."""
    return converted("recist")


@pytest.fixture(scope="module")
def again(whole: tuple[Report, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """Give the package of the same study, begun with the SDTM of the first."""
    out = tmp_path_factory.mktemp("again") / "out"
    return convert(RECIST, out, start=Start("sdtm", str(whole[1] / "sdtm"))), out


def test_analysis_from_the_sdtm_of_a_package_is_that_of_the_package(
    whole: tuple[Report, Path], again: tuple[Report, Path]
) -> None:
    made = sorted(path.name for path in (again[1] / "adam").iterdir())
    assert made == sorted(path.name for path in (whole[1] / "adam").iterdir())
    for name in made:
        assert (again[1] / "adam" / name).read_bytes() == (whole[1] / "adam" / name).read_bytes(), name
    assert not (again[1] / "sdtm").exists()
    assert again[0].ledger is None


def test_analysis_datasets_received_are_written_described_and_reported_as_they_are(
    whole: tuple[Report, Path], tmp_path: Path
) -> None:
    given = whole[1] / "adam"
    report = convert(RECIST, tmp_path / "out", start=Start("adam", str(given)))
    for path in given.glob("*.xpt"):
        assert (tmp_path / "out" / "adam" / path.name).read_bytes() == path.read_bytes(), path.name
    assert not [issue for issue in report.issues if issue.severity == "error" and issue.rule.startswith("define")]
    told = explain(RECIST, "ADSL.AGE", tmp_path / "out", start=Start("adam", str(given)), record=1)
    assert [(cell.file, cell.row, cell.text) for cell in told.cells] == [("adsl.xpt", 1, told.value)]


@pytest.mark.parametrize("form", ["dataset-json", "csv"])
def test_sdtm_in_another_form_gives_the_same_analysis(form: str, whole: tuple[Report, Path], tmp_path: Path) -> None:
    given = tmp_path / "sdtm"
    given.mkdir()
    for path in (whole[1] / "sdtm").glob("*.xpt"):
        if form == "csv":
            pyreadstat.read_xport(str(path))[0].to_csv(given / f"{path.stem}.csv", index=False)
        else:
            (given / f"{path.stem}.json").write_bytes((whole[1] / form / f"{path.stem}.json").read_bytes())
    convert(RECIST, tmp_path / "out", start=Start("sdtm", str(given)))
    for path in (whole[1] / "adam").glob("*.xpt"):
        expected, _ = pyreadstat.read_xport(str(path))
        found, _ = pyreadstat.read_xport(str(tmp_path / "out" / "adam" / path.name))
        pd.testing.assert_frame_equal(found, expected)


def test_the_trace_ends_at_the_files_received(whole: tuple[Report, Path], again: tuple[Report, Path]) -> None:
    start = Start("sdtm", str(whole[1] / "sdtm"))
    told = explain(RECIST, "ADSL.AGE", again[1], start=start, record=1)
    leaf = told
    while leaf.inputs:
        leaf = leaf.inputs[0]
    assert [(cell.file, cell.row, cell.column, cell.text) for cell in leaf.cells] == [("dm.xpt", 1, "AGE", told.value)]


def test_the_page_gives_the_reasons_that_explain_gives(
    whole: tuple[Report, Path], again: tuple[Report, Path], opened: Opened
) -> None:
    page = opened(again[1] / "review.html")
    found = traced(again[1], load_study(RECIST), Start("sdtm", str(whole[1] / "sdtm")))
    for name, variable in (("ADSL", "SEX"), ("ADAE", "AETERM"), ("ADRS", "AVALC"), ("ADTTE", "AVAL"), ("DM", "ARM")):
        wanted = json.loads(json.dumps(asdict(explained(found, name, variable, 1))))
        place = {"dataset": name, "variable": variable, "record": 1}
        assert page.evaluate("place => explained(place)", place) == wanted, place
    page.evaluate("location.hash = '#/ledger'")
    page.get_by_text("The line begins with SDTM that others made").wait_for()


def test_the_package_is_checked_with_the_sdtm_it_came_from(
    whole: tuple[Report, Path], again: tuple[Report, Path]
) -> None:
    report = check(again[1] / "adam", RECIST, sdtm=whole[1] / "sdtm")
    assert not [issue for issue in report.issues if issue.rule == "analysis-without-sdtm"]


ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID]}
  - derive_var_merged_exist_flag: {dataset: XX, new_var: XXFL, where: {variable: QUAL, eq: "Y"}}
variables: {XXFL: {label: Has a Qualified Record}}
"""
FILES = {
    "dm.csv": "STUDYID,USUBJID,SUBJID\nS1,S1-1,1\nS1,S1-2,2\n",
    "xx.csv": "STUDYID,USUBJID,XXSEQ,XXREFID\nS1,S1-1,1,A\nS1,S1-2,1,B\n",
    "suppxx.csv": "STUDYID,RDOMAIN,USUBJID,IDVAR,IDVARVAL,QNAM,QLABEL,QVAL\n"
    "S1,XX,S1-1,XXREFID,A,QUAL,Qualified,Y\nS1,XX,S1-2,XXREFID,Z,QUAL,Qualified,Y\n",
}


def small(folder: Path, said: str = "") -> Path:
    (folder / "study" / "adam").mkdir(parents=True)
    (folder / "study" / "given").mkdir()
    for name, text in FILES.items():
        (folder / "study" / "given" / name).write_text(text)
    (folder / "study" / "study.yaml").write_text(
        "study: {id: S1, name: S1, description: A study, created: 2024-01-01}\n"
        f"standards: {{terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}}\n{said}"
    )
    (folder / "study" / "adam" / "adsl.yaml").write_text(ADSL)
    return folder / "study"


def test_a_domain_of_the_sponsor_and_qualifiers_by_any_idvar_are_read_and_lost_ones_told(tmp_path: Path) -> None:
    study = small(tmp_path, "from: sdtm:given\n")
    report = convert(study, tmp_path / "out")
    assert report.datasets["ADSL"].frame["XXFL"].tolist() == ["Y", "N"]
    lost = next(issue for issue in report.issues if issue.rule == "qualifier-lost")
    assert (lost.place, lost.rows, lost.severity) == ("SUPPXX", (2,), "error")
    assert planned(study).received == {"DM": "dm.csv", "SUPPXX": "suppxx.csv", "XX": "xx.csv"}


def test_where_sdtm_lies_is_said_or_asked_for(tmp_path: Path) -> None:
    study = small(tmp_path)
    asked: tuple[Callable[[], object], ...] = (lambda: planned(study), lambda: convert(study, tmp_path / "out"))
    for ask in asked:
        with pytest.raises(SpecError, match=r"reads DM, .* \(SDTM that others made is named by from: sdtm:FOLDER"):
            ask()
    assert planned(study, study / "given").received
    with pytest.raises(InputError, match="no datasets"):
        convert(study, tmp_path / "out", start=Start("sdtm", str(tmp_path / "nowhere")))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("from: adam\n", "study.yaml:3: from: 'adam': expected raw:FOLDER, sdtm:FOLDER or adam:FOLDER"),
        ("from: sdtm:../given\n", "study.yaml:3: from: '../given' leads out of the study's folder"),
    ],
)
def test_a_start_that_cannot_be_is_told_with_its_line(tmp_path: Path, said: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        planned(small(tmp_path, said))
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["sdtm", "sdtm:", "SDTM:x", ":x", ""])
def test_a_start_names_stage_and_folder(text: str) -> None:
    with pytest.raises(ValueError, match="expected raw:FOLDER, sdtm:FOLDER or adam:FOLDER"):
        start_of(text)


def test_a_package_is_never_written_over_the_sdtm_received(tmp_path: Path) -> None:
    study = small(tmp_path)
    given = tmp_path / "given"
    copytree(study / "given", given)
    for out in (given, given / "out"):
        with pytest.raises(InputError, match="the folder received"):
            convert(study, out, start=Start("sdtm", str(given)))
    assert sorted(path.name for path in given.iterdir()) == sorted(FILES)


@pytest.mark.skipif(not PILOT.is_dir(), reason="the published pilot data (shared/real) lie outside the repository")
def test_adsl_of_the_pilot_is_the_published_one_where_its_variables_come_from_these_files(tmp_path: Path) -> None:
    report = convert(HERE / "pilot_adam", tmp_path / "out", start=Start("sdtm", str(PILOT)))
    assert [issue.rule for issue in report.open_issues] == ["encoding-guessed"]
    expected, _ = pyreadstat.read_xport(str(PILOT / "expected" / "adsl.xpt"), disable_datetime_conversion=True)
    found, _ = pyreadstat.read_xport(str(tmp_path / "out" / "adam" / "adsl.xpt"), disable_datetime_conversion=True)
    elsewhere = {"BMIBL", "BMIBLGR1", "HEIGHTBL", "WEIGHTBL", "DISONSDT", "DURDIS", "DURDSGR1", "MMSETOT"}  # VS, MH, QS
    assert set(expected) - set(found) == elsewhere
    shared = [name for name in expected if name not in elsewhere]
    pd.testing.assert_frame_equal(found[shared], expected[shared], check_dtype=False)
    assert (len(found), len(shared)) == (254, 40)


def test_init_of_sdtm_drafts_an_adsl_that_runs(whole: tuple[Report, Path], tmp_path: Path) -> None:
    given = whole[1] / "sdtm"
    files = init(given, tmp_path / "new", "RECIST", today=date(2024, 5, 1))
    assert files == ("study.yaml", "adam/adsl.yaml")
    report = convert(tmp_path / "new", tmp_path / "out", start=Start("sdtm", str(given)))
    adsl = report.datasets["ADSL"].frame
    assert len(adsl) == len(pyreadstat.read_xport(str(given / "dm.xpt"))[0])
    assert {"TRT01P", "TRTSDT", "ITTFL", "SAFFL"} <= set(adsl)


def test_init_of_sdtm_with_nothing_but_dm_drafts_an_adsl_that_runs(tmp_path: Path) -> None:
    (tmp_path / "new" / "given").mkdir(parents=True)
    (tmp_path / "new" / "given" / "dm.csv").write_text("STUDYID,DOMAIN,USUBJID\nS1,DM,S1-1\n")
    init(tmp_path / "new" / "given", tmp_path / "new", "S1", today=date(2024, 5, 1))
    assert convert(tmp_path / "new", tmp_path / "out").datasets["ADSL"].frame["USUBJID"].tolist() == ["S1-1"]
