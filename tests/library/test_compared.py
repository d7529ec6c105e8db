"""Datasets of a program beside others, and a package beside its study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import converter

ADSL = pd.DataFrame({"USUBJID": ["S-1", "S-2"], "AGE": [34.0, 61.5]})


def test_frames_are_compared_by_their_keys() -> None:
    compared = converter.compare_datasets({"adsl": ADSL}, {"ADSL": ADSL.iloc[::-1].reset_index(drop=True)})
    assert compared.equal
    other = converter.compare_datasets({"ADSL": ADSL}, {"ADSL": ADSL.assign(AGE=[34.5, 61.5])}, by=["usubjid"])
    assert [value.variable for value in other.datasets["ADSL"].values] == ["AGE"]
    assert "USUBJID=S-1: 34 | 34.5  (+0.5)" in repr(other)
    assert converter.compare_datasets({"ADSL": ADSL}, {"ADSL": ADSL.assign(AGE=[34.5, 61.5])}, absolute=0.5).equal


def test_keys_of_one_dataset_are_given_by_its_name() -> None:
    with pytest.raises(converter.InputError, match="keys are given for ADAE, and both have: ADSL"):
        converter.compare_datasets({"ADSL": ADSL}, {"ADSL": ADSL}, by={"ADAE": ["AESEQ"]})


def test_what_is_no_package_is_not_verified(tmp_path: object) -> None:
    with pytest.raises(converter.InputError, match="no package that convert wrote"):
        converter.verify_package("examples/demo", str(tmp_path))


@pytest.mark.parametrize("tolerance", [-1.0, float("nan")])
def test_a_tolerance_that_is_none_is_refused(tolerance: float) -> None:
    with pytest.raises(converter.InputError, match="a tolerance is 0 or more"):
        converter.compare_datasets({"ADSL": ADSL}, {"ADSL": ADSL}, absolute=tolerance)


def test_an_infinite_number_of_a_file_equals_nothing_and_is_told(tmp_path: Path) -> None:
    for name, values in (("base", [1.0, None]), ("compare", [1.0, float("inf")])):
        (tmp_path / name).mkdir()
        pd.DataFrame({"USUBJID": ["S-1", "S-2"], "AVAL": values}).to_parquet(tmp_path / name / "adlb.parquet")
    found = converter.compare_datasets(tmp_path / "base", tmp_path / "compare")
    assert not found.equal
    said = "compare has values that cannot be read, which equal nothing: adlb.parquet AVAL: the number is infinite in 2"
    assert said in repr(found)
    assert converter.compare_datasets(tmp_path / "base", tmp_path / "base").equal
