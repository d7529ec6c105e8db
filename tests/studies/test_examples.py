"""The example studies, end to end: planted defects reported, nothing else open, rows accounted for, sound packages."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from converter.compute.define_schema import schema_errors
from converter.compute.issues.acceptance import accept
from converter.issues import Issue
from converter.pipeline import convert
from converter.report.issue_body import issue_bodies
from converter.report.report import Report
from converter.spec.checks.mends import UNKNOWN
from converter.spec.library import load_mends
from converter.spec.load import load_study
from converter.spec.study import Study
from converter.spec.text.yaml import load_yaml
from converter.submission.reasons import is_empty_reason

ROOT = Path(__file__).resolve().parents[2]
STUDIES = ("demo", "crb401")
GENERATORS = {"demo": "examples.demo.generator.make_raw", "crb401": "examples.crb401.generator"}
Defect = dict[str, str | int]
DIRT: list[tuple[str, Defect]] = [
    (study, defect)
    for study in STUDIES
    for defect in yaml.safe_load((ROOT / "examples" / study / "raw" / "dirt.yaml").read_text(encoding="utf-8"))
]


Package = Callable[[str], tuple[Report, Path]]


def _cells(issue: Issue, value: str | int | None = None) -> set[str]:
    """Name the raw files and rows that an issue is about, with this value if one is given: 'ae.csv:23', or 'cm.csv'."""
    return {
        cell.source or (f"{issue.place}:{cell.row}" if cell.row else issue.place)
        for cell in issue.occurrences()
        if value in (None, cell.value)
    }


def _cell(defect: Defect) -> str:
    return f"{defect['file']}:{defect['row']}" if "row" in defect else str(defect["file"])


@pytest.mark.parametrize(("study", "defect"), DIRT, ids=[f"{s} {_cell(d)} {d['kind']}" for s, d in DIRT])
def test_every_planted_defect_is_reported_with_its_row(study: str, defect: Defect, package: Package) -> None:
    told = [
        issue
        for issue in package(study)[0].issues
        if issue.rule == defect["rule"]
        and _cell(defect) in _cells(issue, defect.get("value"))
        and defect.get("variable") in {None, issue.variable, *issue.variable.split(", ")}  # behind one cell, several
    ]
    assert len(told) == 1, [str(issue) for issue in package(study)[0].issues if issue.rule == defect["rule"]]


def test_every_finding_of_crb401_is_explained_in_words_that_say_why(package: Package) -> None:
    issues = [one for one in package("crb401")[0].issues if one.severity != "note" or one.accepted]
    assert [str(one) for one in issues if is_empty_reason(one.accepted)] == []


@pytest.mark.parametrize("study", STUDIES)
def test_nothing_is_reported_that_was_not_planted(study: str, package: Package) -> None:
    planted = {_cell(defect) for owner, defect in DIRT if owner == study}
    stray = [str(issue) for issue in package(study)[0].open_issues if not _cells(issue) <= planted]
    assert stray == []


@pytest.mark.parametrize("study", STUDIES)
def test_every_open_issue_says_what_to_do_and_the_line_that_accepts_it_accepts_it_alone(
    study: str, package: Package, tmp_path: Path
) -> None:
    report = package(study)[0]
    specification = load_study(ROOT / "examples" / study).study
    known = specification.model_dump(by_alias=True)
    for issue, body in zip(report.issues, issue_bodies(report.issues), strict=True):
        assert issue.hint, issue
        assert load_mends().of(issue.rule) is not UNKNOWN, issue.rule
        for name, lines in (("accepted", [body["accept"]] * (not issue.accepted)), ("mend", body["lines"])):
            text = "\n".join(f"  {line}" for line in lines)
            (tmp_path / "pasted.yaml").write_text(f"{name}:\n{text}\n", encoding="utf-8")
            pasted = load_yaml(tmp_path / "pasted.yaml").data
            assert bool(pasted[name]) == bool(lines)
            if name == "accepted" and lines:
                accepting = Study.model_validate({**known, "accepted": pasted["accepted"]})
                taken = [one for one in accept(report.open_issues, accepting) if one.accepted]
                assert [one.occurrences() for one in taken] == [issue.occurrences()], body["accept"]


def test_with_every_line_pasted_no_issue_of_the_demo_is_open(package: Package, tmp_path: Path) -> None:
    before = package("demo")[0]
    lines = [body["accept"] for body in issue_bodies(before.issues) if not body["accepted"]]
    copy = tmp_path / "study"
    shutil.copytree(ROOT / "examples" / "demo", copy)
    said = (copy / "study.yaml").read_text(encoding="utf-8")
    pasted = "".join(f"  {line}\n" for line in lines)
    (copy / "study.yaml").write_text(said.replace("accepted:\n", f"accepted:\n{pasted}"), encoding="utf-8")
    report = convert(copy, tmp_path / "out")
    assert [str(issue) for issue in report.open_issues] == []
    assert len(report.issues) == len(before.issues)


@pytest.mark.parametrize("study", STUDIES)
def test_the_ledger_accounts_for_every_raw_row(study: str, package: Package) -> None:
    ledger = package(study)[0].ledger
    assert ledger is not None
    balance = ledger.balance()
    fates = balance[["mapped", "merged", "set aside", "not mapped"]]
    assert [sum(row) for row in fates.to_numpy()] == list(balance["rows_in"])


@pytest.mark.parametrize("study", STUDIES)
def test_every_specified_dataset_lies_in_the_package(study: str, package: Package) -> None:
    report, out = package(study)
    supplemental = {name for name in report.datasets if name.startswith("SUPP")}
    shipped: set[str] = set()
    for part in ("sdtm", "adam"):
        specified = {path.stem.upper() for path in (ROOT / "examples" / study / part).glob("*.yaml")}
        found = {path.stem.upper() for path in (out / part).glob("*.xpt")}
        assert found - supplemental == specified
        shipped |= found
    assert shipped == set(report.datasets)


@pytest.mark.parametrize("study", STUDIES)
def test_every_define_xml_is_valid(study: str, package: Package) -> None:
    written = list(package(study)[1].glob("*/define.xml"))
    assert written
    assert [schema_errors(path) for path in written] == [()] * len(written)


@pytest.mark.parametrize("study", STUDIES)
def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed_and_folder(
    study: str, package: Package, tmp_path: Path
) -> None:
    copy, out = tmp_path / "elsewhere" / "study", tmp_path / "package"
    shutil.copytree(ROOT / "examples" / study, copy)
    command = [sys.executable, "-m", "converter", "convert", str(copy), "--out", str(out), "--fail-on", "never", "-q"]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "2"})  # the shared one has a random seed
    assert _digests(out) == _digests(package(study)[1])


@pytest.mark.parametrize("study", STUDIES)
def test_the_generator_gives_the_committed_bytes(study: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", GENERATORS[study], str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "3"})
    made, committed = _digests(tmp_path), _digests(ROOT / "examples" / study / "raw")
    by_hand = {"dirt.yaml"} - set(made)
    assert {name for name in {*made, *committed} if made.get(name) != committed.get(name)} == by_hand


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
