"""The tutorial of a first table does what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd

from converter.pipeline import convert
from converter.spec.load import load_study

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", flags=re.DOTALL)


def test_its_yaml_makes_datasets_a_table_and_a_figure_of_the_demo_study(tmp_path: Path) -> None:
    study, out = tmp_path / "first", tmp_path / "out"
    shutil.copytree(ROOT / "examples" / "demo", study)
    for name, text in BLOCK.findall((ROOT / "docs" / "first-table.md").read_text(encoding="utf-8")):
        (study / name).parent.mkdir(exist_ok=True)
        (study / name).write_text(text, encoding="utf-8")
    assert sorted(load_study(study).analyses) == ["ADAE", "ADSL"]
    report = convert(study, out)
    told = {(one.rule, one.place) for one in report.open_issues if one.place in ("ADSL", "ADAE", "TABLE1", "FIGURE1")}
    assert told == {("analysis-end-before-start", "ADAE")}  # planted in the exports
    results = pd.read_csv(out / "results" / "results.csv", dtype=str, keep_default_na=False)
    cells = results[(results["DISPLAY"] == "TABLE1") & (results["STAT"] == "n")]
    shown = cells.pivot_table(index="ROW", columns="COLUMN", values="SHOWN", aggfunc="first")[
        ["zentra", "placebo", "all"]
    ]
    expected = {"n": ["5", "6", "11"], "female": ["2", "4", "6"], "teae": ["5", "6", "11"]}
    assert {row: [*shown.loc[row]] for row in expected} == expected
    made = {path.name for path in (out / "results").iterdir()}
    assert {"table1.html", "table1.rtf", "figure1.svg", "figure1.png"} <= made
