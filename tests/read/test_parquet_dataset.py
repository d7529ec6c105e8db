"""Parquet as datasets: text, numbers, and dates as SAS numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from math import isnan
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from converter.errors import InputError
from converter.plan.descriptions.datasets import plain_specs
from converter.read.datasets.folder import read_datasets
from converter.read.datasets.parquet_dataset import read_parquet_dataset
from converter.spec.standards.guides import load_standard

EAST = timezone(timedelta(hours=2))
NUMBERS = {
    "whole": (pa.array([3, None]), 3, ""),
    "small": (pa.array([3, None], pa.uint8()), 3, ""),
    "float": (pa.array([0.1, None]), 0.1, ""),
    "four bytes": (pa.array([0.1, None], pa.float32()), 0.1, ""),
    "decimal": (pa.array([Decimal("1.50"), None]), 1.5, ""),
    "day": (pa.array([date(2024, 3, 1), None]), 23436, "E8601DA"),
    "moment": (pa.array([datetime(2024, 3, 1, 14, 30), None]), 2024922600, "E8601DT"),  # noqa: DTZ001
    "zoned": (pa.array([datetime(2024, 3, 1, 16, 30, tzinfo=EAST).astimezone(UTC), None]), 2024922600, "E8601DT"),
    "clock": (pa.array([time(14, 30, 0, 500_000), None]), 52200.5, "E8601TM"),
    "lasting": (pa.array([timedelta(hours=30), None]), 108000, "E8601TM"),
}


def test_infinite_numbers_are_missing_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, "xx", {"N": pa.array([1.5, float("inf"), float("-inf"), None])})
    found = read_parquet_dataset(path, {})
    assert [None if isnan(one) else one for one in found.frame["N"]] == [1.5, None, None, None]
    assert [(one.rule, one.rows) for one in found.issues] == [("number-unreadable", (2, 3))]


@pytest.mark.parametrize("kind", [pa.timestamp("ns"), pa.timestamp("ns", "UTC"), pa.time64("ns"), pa.duration("ns")])
def test_parts_of_a_microsecond_are_left_out_and_told(tmp_path: Path, kind: pa.DataType) -> None:
    path = written(tmp_path, "xx", {"AT": pa.array([1_500_001_000, 1_500_000_001, None], kind)})
    found = read_parquet_dataset(path, {})
    assert found.frame["AT"].tolist()[0] % 1 == pytest.approx(0.500001, abs=1e-6)
    assert [(one.rule, one.rows, one.written) for one in found.issues] == [("moment-cut", (2,), "read without them")]


def written(folder: Path, name: str, columns: dict[str, pa.Array]) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_and_moments_are_sas_numbers(tmp_path: Path, name: str) -> None:
    values, number, shown = NUMBERS[name]
    found = read_parquet_dataset(written(tmp_path, "advs", {"X": values}), {})
    assert (found.name, found.variables[0].type, found.variables[0].format) == ("ADVS", "Num", shown)
    assert found.frame["X"].tolist()[0] == pytest.approx(number, abs=1e-9)
    assert isnan(found.frame["X"][1])
    assert found.issues == ()


def test_text_and_codes_are_text_and_nothing_is_blank(tmp_path: Path) -> None:
    columns = {"A": pa.array(["x", None]), "B": pa.array(["M", None]).dictionary_encode(), "C": pa.nulls(2)}
    found = read_parquet_dataset(written(tmp_path, "dm", columns), {})
    assert found.frame.to_numpy().tolist() == [["x", "M", ""], ["", "", ""]]
    assert {one.type for one in found.variables} == {"Char"}


def test_a_date_of_sdtm_is_text(tmp_path: Path) -> None:
    found = read_parquet_dataset(written(tmp_path, "ae", {"AESTDTC": pa.array([date(2024, 3, 1), None])}), {})
    assert found.frame["AESTDTC"].tolist() == ["2024-03-01", ""]


def test_labels_are_those_of_the_fields(tmp_path: Path) -> None:
    field = pa.field("AETERM", pa.string(), metadata={"label": "Reported Term"})
    table = pa.table([pa.array(["PAIN"])], schema=pa.schema([field], metadata={"label": "Adverse Events"}))
    pq.write_table(table, tmp_path / "ae.parquet")
    found = read_parquet_dataset(tmp_path / "ae.parquet", {})
    assert (found.label, found.variables[0].label, found.attributes) == ("Adverse Events", "Reported Term", True)


def test_control_characters_are_told_with_their_record(tmp_path: Path) -> None:
    (issue,) = read_parquet_dataset(written(tmp_path, "dm", {"A": pa.array(["x", "y\x01"])}), {}).issues
    assert (issue.rule, issue.variable, issue.rows) == ("control-character", "A", (2,))


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1, 2**60 + 1, None]),
        pa.array([0, 2**64 - 1, None], pa.uint64()),
        pa.array([Decimal("0.10"), Decimal("12345678901234567.89"), None], pa.decimal128(25, 2)),
    ],
)
def test_a_number_with_more_digits_than_a_variable_holds_is_told(tmp_path: Path, values: pa.Array) -> None:
    found = read_parquet_dataset(written(tmp_path, "dm", {"N": values}), {})
    (issue,) = found.issues
    assert (issue.rule, issue.variable, issue.rows) == ("number-long", "N", (2,))


def test_a_folder_may_hold_parquet_beside_other_files(tmp_path: Path) -> None:
    written(tmp_path, "dm", {"STUDYID": pa.array(["S"]), "DOMAIN": pa.array(["DM"]), "USUBJID": pa.array(["1"])})
    (tmp_path / "ae.csv").write_text("STUDYID,DOMAIN,USUBJID,AESEQ\nS,AE,1,2\n")
    found = read_datasets(tmp_path, plain_specs(load_standard("sdtmig", "3.4")))
    assert {name: one.frame.iloc[0].tolist() for name, one in found.items()} == {
        "DM": ["S", "DM", "1"],
        "AE": ["S", "AE", "1", 2.0],
    }


def test_a_dataset_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "dm", {"USUBJID": pa.array(["1"])})
    (tmp_path / "dm.csv").write_text("USUBJID\n1\n")
    with pytest.raises(InputError, match=r"DM stands in dm\.csv and in dm\.parquet"):
        read_datasets(tmp_path, {})
