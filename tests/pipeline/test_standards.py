"""Every dataset of the guide that a study names is converted, checked and described."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

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
