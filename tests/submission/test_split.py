"""A dataset that is larger than an agency takes lies in parts beside the whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from converter.dataset import Dataset
from converter.pipeline.submission.packaged import Submission, hand_in
from converter.pipeline.submission.split import split
from converter.read.sas.sas import read_sas_dataset
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.submission.define import read_define, undescribed
from converter.write.xpt.file import write_xpt

VARIABLES = (VariableSpec(name="A", type="Char", length=4), VariableSpec(name="B", type="Char", length=1))
HEAD = 80 * 9 + -(-140 * 2 // 80) * 80
"""Bytes before the records of two variables."""
LIMIT = 12_000


def written(name: str, values: list[str], folder: Path) -> Path:
    spec = DatasetSpec(
        name=name, domain="LB", label="L", dataset_class="FINDINGS", structure="s", keys=(), variables=VARIABLES
    )
    frame = pd.DataFrame({"A": values, "B": [""] * len(values)}, dtype="str")
    return write_xpt(Dataset(spec, frame), folder, created=datetime(2024, 1, 1, tzinfo=UTC))[0]


@pytest.mark.parametrize(
    ("name", "values", "rows", "expected"),
    [
        ("LB", ["a", "b", "c"], 16, {}),
        ("LB", [*"abcdefghijklmnopqrstuvwxyz"] * 2, 32, {"LB1": 32, "LB2": 20}),
        ("SUPPLBXX", ["a"] * 40, 16, {"SUPPLBX1": 16, "SUPPLBX2": 16, "SUPPLBX3": 8}),
        ("LB", ["a"] * 15 + [""] * 3 + ["b"] * 15, 16, {"LB1": 15, "LB2": 16, "LB3": 2}),
    ],
)
def test_parts_hold_every_record_in_order_and_none_ends_with_a_blank_one(
    name: str, values: list[str], rows: int, expected: dict[str, int], tmp_path: Path
) -> None:
    whole, limit = written(name, values, tmp_path), HEAD + 80 + 5 * rows
    parts = split(whole, tmp_path / "split", limit)
    assert {part.name: len(part.rows) for part in parts} == expected
    files = [tmp_path / "split" / f"{part.name.lower()}.xpt" for part in parts]
    assert all(path.stat().st_size <= limit for path in files)
    read = [read_sas_dataset(path) for path in files]
    assert [one.name for one in read] == [*expected]
    assert [value for one in read for value in one.frame["A"]] == (values if parts else [])


@pytest.fixture(scope="module")
def large(study: Path, made: Path, tmp_path_factory: pytest.TempPathFactory) -> Submission:
    return hand_in(study, tmp_path_factory.mktemp("large") / "out", made=made, dataset_bytes=LIMIT)


@pytest.mark.parametrize("place", ["tabulations/sdtm", "analysis/adam/datasets"])
def test_the_whole_lies_beside_its_parts_and_is_what_define_xml_describes(large: Submission, place: str) -> None:
    folder = next(large.folder.glob("m5/datasets/*")) / place
    over = [path for path in folder.glob("*.xpt") if path.stat().st_size > LIMIT]
    assert over
    for path in over:
        parts = sorted((folder / "split").glob(f"{path.stem[:7]}*.xpt"), key=lambda one: (len(one.stem), one.stem))
        read = pd.concat([read_sas_dataset(one).frame for one in parts], ignore_index=True)
        pd.testing.assert_frame_equal(read, read_sas_dataset(path).frame)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*.xpt")]
    assert [*undescribed(read_define(folder / "define.xml"), files)] == []


def test_dataset_json_has_the_whole(large: Submission) -> None:
    said = json.loads((large.folder / "beside" / "dataset-json" / "ae.json").read_text(encoding="utf-8"))
    folder = next(large.folder.glob("m5/datasets/*")) / "tabulations/sdtm"
    assert said["records"] == len(read_sas_dataset(folder / "ae.xpt").frame)


def test_the_gate_takes_a_whole_whose_parts_lie_beside_it_and_every_part_has_its_tag(large: Submission) -> None:
    outcomes = {one.criterion.id: one.outcome for one in large.gate.judged}
    assert {outcomes[name] for name in ("sizes", "formats", "names", "1735", "define")} == {"passed"}
    listed = json.loads((large.folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    tags = {one["tag"] for one in listed if "/split/" in one["file"]}
    assert tags == {"data-tabulation-dataset-sdtm", "analysis-dataset-adam"}


def test_the_guides_tell_which_records_each_part_holds(large: Submission) -> None:
    guides = [(large.folder / "beside" / f"{name}.html").read_text(encoding="utf-8") for name in ("csdrg", "adrg")]
    assert all("split/" in text and "Last record" in text for text in guides)
