"""The study of docs/mapping.md gives what the page says it gives."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from converter.pipeline import convert, explain
from converter.report.report import Report

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mapping.md"
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
ADLB = """\
dataset: ADLB
label: Laboratory Analysis
class: BASIC DATA STRUCTURE
structure: One record per subject per parameter
keys: [STUDYID, USUBJID, PARAMCD]
steps:
  - records:
      dataset: LB
      variables: [STUDYID, USUBJID]
      rename: {PARAMCD: LBTESTCD, PARAM: LBTEST, AVAL: LBSTRESN, AVALU: LBSTRESU}
  - derive_param_computed:
      formula: {text: GLUC / P, components: {P: {paramcd: PROT, unit: g/dL, unit_var: AVALU}}}
      by: [STUDYID, USUBJID]
      set_values: {PARAMCD: RATIO, PARAM: Ratio}
  - derive_vars_atoxdsc: {criteria: ctcae-4.03, tests: {CREAT: {low: Hypoglycemia}}}
  - derive_var_atoxgr_dir:
      {criteria: ctcae-4.03, unit: AVALU, term: ATOXDSCL, direction: low, new_var: ATOXGRL, low: AVAL, high: AVAL}
variables: {AVALU: {label: Analysis Value Unit}, ATOXDSCL: {label: Low}, ATOXDSCH: {label: High}}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("page")
    files = {"sdtm/dm.yaml": DM}
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind != "text":
            name, _, content = text.partition("\n")
            files[name.removeprefix("# ")] = content
    for name, text in files.items():
        (folder / "study" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "study" / name).write_text(text, encoding="utf-8")
    return folder, convert(folder / "study", folder / "out")


def table(text: str) -> list[list[str]]:
    """Read the columns of a table by where their names begin."""
    head, *lines = text.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+", head)]
    ends = [*starts[1:], None]
    return [[line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in (head, *lines)]


@pytest.mark.parametrize(("position", "dataset"), [(0, "VS"), (1, "LB"), (2, "ADVS")])
def test_the_tables_of_the_page_are_what_is_made(made: tuple[Path, Report], position: int, dataset: str) -> None:
    texts = [text for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == "text"]
    names, *expected = table(texts[position])
    frame = made[1].datasets[dataset].frame[names]
    cells = frame.map(lambda cell: f"{cell:g}" if isinstance(cell, float) and pd.notna(cell) else str(cell))
    assert sorted(cells.to_numpy().tolist()) == sorted(expected)


def test_conversions_of_analysis_are_told_as_those_of_sdtm_are(made: tuple[Path, Report], tmp_path: Path) -> None:
    """Of the components of a formula, and of values to the unit of the thresholds that grade them."""
    copytree(made[0] / "study", tmp_path / "study")
    (tmp_path / "study" / "adam" / "adlb.yaml").write_text(ADLB)
    convert(tmp_path / "study", tmp_path / "out")
    told = pd.read_csv(tmp_path / "out" / "trace" / "conversions.csv").query("dataset == 'ADLB'")
    assert told.drop(columns=["dataset", "conversion"]).to_numpy().tolist() == [
        ["AVAL", "PROT", "g/L", "g/dL", 1],
        ["ATOXGRL", "Hypoglycemia", "umol/L", "mmol/L", 1],
    ]
    assert [text.split(" (")[0] for text in told["conversion"]] == [
        "g/L to g/dL of PROT: x 0.1",
        "umol/L to mmol/L of Hypoglycemia: x 0.001",
    ]


def test_each_conversion_is_told_with_its_source(made: tuple[Path, Report]) -> None:
    folder, _ = made
    told = pd.read_csv(folder / "out" / "trace" / "conversions.csv").query("variable == 'LBSTRESN'")
    assert dict(zip(told["test"], told["records"], strict=True)) == {"CA": 1, "CREAT": 1, "GLUC": 1, "PROT": 1}
    decision = explain(folder / "study", "LB.LBSTRESN", folder / "out", record=1).decision
    assert decision.startswith("mg/dL to mmol/L of GLUC: x 0.0555074 (glucose (C6H12O6): 180.156 g/mol; IUPAC")
    own = explain(folder / "study", "LB.LBSTRESN", folder / "out", record=2).decision
    assert own == "mg/dL to umol/L of CREAT: x 88.42 (Laboratory manual)"
