"""The demo study, end to end: every planted defect is reported, every raw row accounted for, the package is sound."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import yaml

from converter.compute.define_schema import schema_errors
from converter.issues import Issue
from converter.pipeline import convert
from converter.report.report import Report

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo"
Defect = dict[str, str | int]
DIRT: list[Defect] = yaml.safe_load((DEMO / "raw" / "dirt.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return convert(DEMO, out), out


def _cells(issue: Issue) -> set[str]:
    """Name the raw files and rows that an issue is about: 'ae.csv:23', or 'cm.csv' where it is about the whole file."""
    return set(issue.sources) or {f"{issue.place}:{row}" for row in issue.rows} or {issue.place}


def _cell(defect: Defect) -> str:
    return f"{defect['file']}:{defect['row']}" if "row" in defect else str(defect["file"])


def _value(out: Path, dataset: str, raw: str, variable: str) -> list[str | float]:
    """Read what became of one raw cell: the values of a variable in the records that come from a row of a raw table."""
    table, _, row = raw.partition(":")
    trace = pd.read_csv(out / "trace" / f"{dataset}.csv")
    records = trace[(trace["table"] == table) & (trace["source_row"] == int(row))]["record"]
    frame, _ = pyreadstat.read_xport(str(out / "sdtm" / f"{dataset}.xpt"))
    return list(frame[variable].iloc[records - 1])


@pytest.mark.parametrize("defect", DIRT, ids=lambda d: f"{_cell(d)} {d['kind']}")
def test_every_planted_defect_is_reported_with_its_row(package: tuple[Report, Path], defect: Defect) -> None:
    told = [
        issue
        for issue in package[0].open_issues
        if issue.rule == defect["rule"]
        and _cell(defect) in _cells(issue)
        and issue.variable == defect.get("variable", "")
        and issue.value == defect.get("value", issue.value)
    ]
    assert len(told) == 1, [str(issue) for issue in package[0].open_issues if issue.rule == defect["rule"]]


def test_nothing_is_reported_that_was_not_planted(package: tuple[Report, Path]) -> None:
    planted = {_cell(defect) for defect in DIRT}
    stray = [str(issue) for issue in package[0].open_issues if not _cells(issue) <= planted]
    assert stray == []


@pytest.mark.parametrize(
    ("dataset", "raw", "variable", "values"),
    [
        pytest.param("dm", "dm:3", "BRTHDTC", ["1951"], id="UN-UNK-1951 keeps its year"),
        pytest.param("dm", "dm:7", "ARMNRS", ["SCREEN FAILURE"], id="the screen failure has no arm"),
        pytest.param("ae", "ae:24", "AESTDTC", ["2024-04"], id="an unknown day is left out"),
        pytest.param("mh", "mh:1", "MHSTDTC", ["1990"], id="ODM-XML: UN-UNK-1990 keeps its year"),
        pytest.param("lb", "lb:7", "LBORRES", ["<0.2"], id="a result below the limit is kept as collected"),
        pytest.param("lb", "lb:7", "LBSTRESC", ["<0.2"], id="a result below the limit stays in the standard result"),
        pytest.param("lb", "lb:24", "LBSTRESN", [123.8], id="1.4 mg/dL creatinine are 123.8 umol/L"),
        pytest.param("lb", "lb:24", "LBSTNRLO", [53.05], id="the range is converted along with the result"),
        pytest.param(
            "vs", "vs:5", "VSSTRESC", ["69", "66", "146", "37"], id="a wide record gives a row a test; 98.6 F"
        ),
        pytest.param("vs", "vs:58", "VISITNUM", [2.01] * 4, id="an unscheduled visit counts on from the planned one"),
        pytest.param("cm", "cm:6", "CMSTRF", ["BEFORE"], id="medication before the first dose"),
    ],
)
def test_a_raw_cell_becomes(
    package: tuple[Report, Path], dataset: str, raw: str, variable: str, values: list[str | float]
) -> None:
    assert _value(package[1], dataset, raw, variable) == values


def test_a_result_below_the_limit_has_no_number(package: tuple[Report, Path]) -> None:
    assert [pd.isna(number) for number in _value(package[1], "lb", "lb:7", "LBSTRESN")] == [True]


def test_the_datasets_are_those_of_the_study_and_lie_in_the_package(package: tuple[Report, Path]) -> None:
    made = {path.stem.upper() for path in (DEMO / "sdtm").glob("*.yaml")} | {"SUPPAE", "SUPPCM"}
    assert set(package[0].datasets) == made
    assert {path.stem.upper() for path in (package[1] / "sdtm").glob("*.xpt")} == made


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
