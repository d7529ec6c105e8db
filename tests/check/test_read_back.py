"""What was written against what is read: the same findings whole and part by part."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from converter.check.read_back import compare, compare_descriptions, compare_parts
from converter.compute.numbers.missing import special_missing
from converter.dataset import Dataset, FoundDataset, Frame
from converter.read.sas.sas import read_sas_dataset
from converter.read.sas.xport import read_rows
from converter.read.sas.xport_header import members
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt

MADE = datetime(2024, 1, 1, tzinfo=UTC)
VARIABLES = (
    VariableSpec(name="USUBJID", type="Char", length=6),
    VariableSpec(name="AVAL", type="Num"),
    VariableSpec(name="AVALC", type="Char", length=4),
)


@pytest.fixture
def dataset() -> Dataset:
    spec = DatasetSpec(
        name="ADLB",
        domain="ADLB",
        label="Lab",
        dataset_class="BASIC DATA STRUCTURE",
        structure="",
        keys=(),
        variables=VARIABLES,
    )
    values = np.arange(50.0)
    values[[3, 4, 5]] = [np.nan, special_missing("A"), special_missing("B")]
    frame = pd.DataFrame({"USUBJID": [f"S-{number // 10}" for number in range(50)], "AVAL": values})
    return Dataset(spec, frame.astype({"USUBJID": "str"}).assign(AVALC=pd.Series(["x", "y "] * 25, dtype="str")))


def in_parts(dataset: Dataset, paths: list[Path], count: int) -> Iterator[tuple[Frame, FoundDataset]]:
    """Give each part as a stage has it (numbered from 0), and the same records of the files."""
    files = [members(path)[0] for path in paths]
    ends = [50 * number // count for number in range(count + 1)]
    for start, stop in itertools.pairwise(ends):
        yield dataset.frame.iloc[start:stop].reset_index(drop=True), read_rows(files, range(start, stop))


@pytest.mark.parametrize("limit", [10**9, 1_800])
@pytest.mark.parametrize("count", [1, 2, 8])
def test_parts_find_what_the_whole_finds(dataset: Dataset, tmp_path: Path, limit: int, count: int) -> None:
    paths = list(write_xpt(dataset, tmp_path, created=MADE, limit=limit))
    assert list(compare_parts(dataset.spec, in_parts(dataset, paths, count))) == []
    changed = dataset.frame.copy()
    changed.loc[[7, 31], "AVAL"] = 0.5
    changed.loc[48, "AVALC"] = "z"
    changed.loc[4, "AVAL"] = special_missing("C")
    changed.loc[5, "AVAL"] = np.nan
    other = Dataset(dataset.spec, changed)
    told = list(compare_parts(dataset.spec, in_parts(other, paths, count)))
    assert [(issue.variable, issue.rows, issue.subjects) for issue in told] == [
        ("AVAL", (5, 6, 8, 32), ("S-0", "S-3")),
        ("AVALC", (49,), ("S-4",)),
    ]
    if limit == 10**9:
        assert told == list(compare(other, read_sas_dataset(paths[0])))


def test_a_file_that_describes_or_counts_otherwise_is_told_once(dataset: Dataset, tmp_path: Path) -> None:
    found = read_sas_dataset(write_xpt(dataset, tmp_path, created=MADE)[0])
    assert list(compare_descriptions(dataset.spec, 50, found, 50)) == []
    (fewer,) = compare_descriptions(dataset.spec, 51, found, 50)
    assert fewer.message == "50 records read back, 51 were written"
    (wider,) = compare(Dataset(dataset.spec.model_copy(update={"label": "L"}), dataset.frame), found)
    assert wider.message.startswith("labels, types, widths or formats read back differ")
