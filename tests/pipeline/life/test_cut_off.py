"""What the data cut-off keeps from analysis is listed, by dataset and reason."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from converter.pipeline.conversion import convert

STUDY = Path(__file__).parents[2] / "studies" / "two_arms"
CUT_OFF = "2022-07-25"


def test_each_record_after_the_cut_off_is_listed_with_its_raw_row(tmp_path: Path) -> None:
    shutil.copytree(STUDY, tmp_path / "study")
    said = tmp_path / "study" / "study.yaml"
    said.write_text(said.read_text(encoding="utf-8").replace("cutoff: 2024-01-10", f"cutoff: {CUT_OFF}"))
    convert(tmp_path / "study", tmp_path / "out", last="adam")
    with (tmp_path / "out" / "cut-off.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    with (STUDY / "raw" / "lab.csv").open(encoding="utf-8", newline="") as file:
        late = {f"lab.csv:{at}" for at, row in enumerate(csv.DictReader(file), start=2) if row["DATE"] > CUT_OFF}
    mine = [row for row in listed if row["dataset"] == "LB"]
    assert {row["source"] for row in mine} == late
    assert all(row["date"] > CUT_OFF and row["reason"].startswith(f"after the data cut-off {CUT_OFF}") for row in mine)
    assert {"DM", "DS", "SS"} <= {row["dataset"] for row in listed}
    text = (tmp_path / "out" / "report.txt").read_text(encoding="utf-8")
    assert f"LB {len(late)} records" in text.split("kept from analysis by the data cut-off: ")[1]
