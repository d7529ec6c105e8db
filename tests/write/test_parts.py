"""A dataset over the limit of a file: each part counts, in the files, in define.xml and in the checks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.dataset import Dataset
from converter.pipeline.package import check_description, check_files, write_description, write_files
from converter.read.datasets.folder import read_datasets
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.steps import Plan
from converter.write.xpt.parts import parts_of

HREF = "{http://www.w3.org/1999/xlink}href"
VARIABLES = (VariableSpec(name="A", type="Char", length=4), VariableSpec(name="B", type="Char"))


def dataset(name: str, values: list[str]) -> Dataset:
    spec = DatasetSpec(
        name=name, domain="LB", label="L", dataset_class="FINDINGS", structure="s", keys=(), variables=VARIABLES
    )
    return Dataset(spec, pd.DataFrame({"A": values, "B": [""] * len(values)}, dtype="str"))


def limit(rows: int) -> int:
    """Give the bytes of a file of two variables of 4 and 1 bytes with so many rows."""
    return 80 * 10 + 140 * 3 + 5 * rows


@pytest.mark.parametrize(
    ("name", "values", "rows", "expected"),
    [
        ("LB", ["a", "b", "c"], 3, {"LB": ["a", "b", "c"]}),
        ("LB", ["a", "b", "c"], 2, {"LB1": ["a", "b"], "LB2": ["c"]}),
        ("SUPPLBXX", ["a", "b"], 1, {"SUPPLBX1": ["a"], "SUPPLBX2": ["b"]}),
        ("LB", ["a", "", "", "b"], 2, {"LB1": ["a"], "LB2": [""], "LB3": ["", "b"]}),
        ("LB", ["a", "b", "", "c", "d"], 3, {"LB1": ["a", "b"], "LB2": ["", "c", "d"]}),
    ],
)
def test_parts_hold_every_row_and_end_with_one_that_can_be_told_from_padding_where_there_is_one(
    name: str, values: list[str], rows: int, expected: dict[str, list[str]]
) -> None:
    parts = parts_of(dataset(name, values), limit(rows))
    assert {part.name: part.frame["A"].tolist() for part in parts} == expected
    assert {variable.length for part in parts for variable in part.spec.variables} <= {4, 1, None}


def test_a_split_dataset_is_described_and_checked_part_by_part_and_read_as_one(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path
) -> None:
    many = {one.name: replace(one, frame=pd.concat([one.frame] * 200, ignore_index=True)) for one in datasets}
    shipped = describe({one.name: many["LB"] if one.name == "LB" else one for one in datasets})
    folder = tmp_path / "sdtm"
    facts = {name: facts_of(one) for name, one in shipped.items()}
    files = write_files(shipped, facts, replace(plan, domains={}), tmp_path, folder, limit=20_000)
    told = write_description(files, replace(plan, domains={}), tmp_path, folder, {})
    assert {one.rule for one in told} == {"define-document"}  # pages of a CRF that the study does not name
    root = etree.parse(str(folder / "define.xml")).getroot()
    described = {str(one.get("Name")) for one in root.iterfind(".//{*}ItemGroupDef")}
    hrefs = [str(one.get(HREF)) for one in root.iterfind(".//{*}ItemGroupDef/{*}leaf")]
    there = sorted(path.name for path in folder.glob("*.xpt"))
    split = {name for name in described if name not in shipped}
    assert {"LB1", "LB2"} <= split
    assert "LB" not in described
    said = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((tmp_path / "dataset-json").glob("lb*"))]
    assert {one["itemGroupOID"] for one in said} == {f"IG.{name}" for name in split if name.startswith("LB")}
    assert sum(one["records"] for one in said) == len(shipped["LB"].frame)
    items = {one.get("OID") for one in root.iter("{*}ItemDef")}
    assert {column["itemOID"] for one in said for column in one["columns"]} <= items
    assert sorted(hrefs) == there == sorted(files.names.values())
    assert {
        name: len(one.frame) for name, one in read_datasets(folder, {n: d.spec for n, d in shipped.items()}).items()
    } == {name: len(one.frame) for name, one in shipped.items()}
    specs = {name: one.spec for name, one in shipped.items()}
    told = (*check_files(shipped, plan, folder, {}), *check_description(specs, plan, folder, files.facts))
    assert [str(issue) for issue in told if issue.rule == "read-back" or issue.place == "define.xml"] == []
