"""Every dataset of the guide that a study names is converted, checked and described."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest

from converter.pipeline import convert
from converter.report.report import Report
from tests.trust.tiny_study import tiny_study

DA = """domain: DA
records:
  - table: da
    map:
      DATESTCD: {constant: {value: DISPAMT}}
      DATEST: {constant: {value: Dispensed Amount}}
      DAORRES: {assign: {column: DISP}}
      DADTC: {datetime: {date: DT, formats: [YYYY-MM-DD]}}
derive:
  DASEQ: {sequence: {}}
"""
TS = """domain: TS
build: {trial_summary: {parameters: TSPARMCD}}
"""


def _study(folder: Path, files: dict[str, str], tables: str = "", standards: str = "") -> Path:
    """Write the tiny study with more files, tables and standards."""
    tiny_study(folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    text = (folder / "study.yaml").read_text()
    text = text.replace("tables:\n", f"tables:\n{tables}").replace("standards: {", f"standards: {{{standards}")
    (folder / "study.yaml").write_text(text)
    return folder


def _values(report: Report, dataset: str) -> list[dict[Hashable, Any]]:
    return report.datasets[dataset].frame.to_dict("records")


def test_product_accountability_is_mapped_as_any_domain_is(tmp_path: Path) -> None:
    files = {"sdtm/da.yaml": DA, "raw/da.csv": "SUBJ,DISP,DT\n1,30,2026-01-05\n"}
    study = _study(tmp_path / "study", files, tables='  da: {file: da.csv, subject: "{SUBJ}"}\n')
    report = convert(study, tmp_path / "out")
    shown = ("DASEQ", "DATESTCD", "DAORRES", "DADTC")
    assert [tuple(row[name] for name in shown) for row in _values(report, "DA")] == [
        (1, "DISPAMT", "30", "2026-01-05"),
    ]


@pytest.mark.parametrize("version", ["3.1.2", "3.1.3", "3.2", "3.3", "3.4"])
def test_a_study_names_the_guide_and_its_package_tells_it(tmp_path: Path, version: str) -> None:
    study = _study(tmp_path / "study", {}, standards=f'sdtmig: "{version}", ')
    convert(study, tmp_path / "out")
    define = (tmp_path / "out" / "sdtm" / "define.xml").read_text()
    assert f'<def:Standard OID="STD.IG" Name="SDTMIG" Type="IG" Version="{version}" Status="Final"/>' in define
    dm = set(convert(study, tmp_path / "again").datasets["DM"].frame)
    assert ("ACTARM" in dm, "ARMNRS" in dm) == (version != "3.1.2", version in {"3.3", "3.4"})


def test_what_a_build_rule_makes_and_the_guide_has_not_is_left_out_and_told(tmp_path: Path) -> None:
    summary = "trial_summary: [{parameter: TITLE, value: A study, code: C1}]\n"
    study = _study(tmp_path / "study", {"sdtm/ts.yaml": TS}, standards='sdtmig: "3.1.2", ')
    (study / "study.yaml").write_text((study / "study.yaml").read_text() + summary)
    report = convert(study, tmp_path / "out")
    told = {issue.message for issue in report.issues if issue.rule == "variable-not-in-guide"}
    assert "TSVALCD" not in report.datasets["TS"].frame
    assert "SUPPTS" not in report.datasets
    assert told == {"TSVALCD is no variable of the dataset in SDTMIG 3.1.2"}
