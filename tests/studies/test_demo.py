"""The demo study, end to end: every planted defect is reported, every raw row accounted for, the package is sound."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyreadstat
import pytest
import yaml

from converter.compute.define_schema import schema_errors
from converter.issues import Issue
from converter.pipeline import convert
from converter.report.report import Report

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo"
DIRT = yaml.safe_load((DEMO / "raw" / "dirt.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return convert(DEMO, out), out


def _names(issue: Issue, file: str, row: int | None) -> bool:
    if row is None:
        return issue.place == file
    return (issue.place == file and row in issue.rows) or f"{file}:{row}" in issue.sources


@pytest.mark.parametrize("defect", DIRT, ids=lambda d: f"{d['file']}:{d.get('row', '')} {d['kind']}")
def test_every_planted_defect_is_reported_with_its_row(
    package: tuple[Report, Path], defect: dict[str, str | int]
) -> None:
    issues = [issue for issue in package[0].issues if issue.rule == defect["rule"]]
    row = defect.get("row")
    assert any(_names(issue, str(defect["file"]), None if row is None else int(row)) for issue in issues), issues


def test_every_error_is_planted_or_follows_from_a_planted_one(package: tuple[Report, Path]) -> None:
    planted = {(d["rule"]) for d in DIRT} | {"codelist-value"}
    assert {issue.rule for issue in package[0].open_issues if issue.severity == "error"} <= planted


def test_the_ledger_accounts_for_every_raw_row(package: tuple[Report, Path]) -> None:
    ledger = package[0].ledger
    assert ledger is not None
    balance = ledger.balance().set_index("file")
    fates = balance[["mapped", "merged", "set aside", "not mapped"]]
    assert [sum(row) for row in fates.to_numpy()] == list(balance["rows_in"])
    assert list(balance.loc["ae.csv", ["rows_in", "mapped", "set aside"]]) == [32, 28, 4]


def test_rows_set_aside_are_kept_as_they_were_with_the_reason(package: tuple[Report, Path]) -> None:
    text = (package[1] / "set-aside" / "ae.csv").read_text(encoding="utf-8")
    assert "31,the subject is not in DM,DEMO01,101-999" in text


def test_define_xml_is_valid(package: tuple[Report, Path]) -> None:
    assert schema_errors(package[1] / "sdtm" / "define.xml") == ()


def test_long_text_is_continued_in_supplemental_qualifiers(package: tuple[Report, Path]) -> None:
    supp, _ = pyreadstat.read_xport(str(package[1] / "sdtm" / "suppae.xpt"))
    ae, _ = pyreadstat.read_xport(str(package[1] / "sdtm" / "ae.xpt"))
    rest = supp[supp["QNAM"] == "AETERM1"].iloc[0]
    start = ae[(ae["USUBJID"] == rest["USUBJID"]) & (ae["AESEQ"] == float(rest["IDVARVAL"]))]["AETERM"].iloc[0]
    assert f"{start} {rest['QVAL']}".startswith("Patient reports that the feeling of dizziness")
    assert len(f"{start} {rest['QVAL']}") == 250


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed_and_folder(tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "study"
    shutil.copytree(DEMO, copy)
    digests = []
    for seed, study in (("1", DEMO), ("2", copy)):
        out = tmp_path / seed / "package"
        out.parent.mkdir()
        command = [
            sys.executable,
            "-m",
            "converter",
            "convert",
            str(study),
            "--out",
            str(out),
            "--fail-on",
            "never",
            "-q",
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = sorted(path for path in out.rglob("*") if path.is_file())
        digests.append(
            {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        )
    assert digests[0] == digests[1]


def test_the_generator_gives_the_committed_bytes(tmp_path: Path) -> None:
    script = tmp_path / "generator" / "make_raw.py"
    script.parent.mkdir()
    shutil.copy(DEMO / "generator" / "make_raw.py", script)
    subprocess.run([sys.executable, str(script)], check=True)
    for path in (tmp_path / "raw").iterdir():
        assert path.read_bytes() == (DEMO / "raw" / path.name).read_bytes(), path.name
