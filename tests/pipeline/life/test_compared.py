"""Two sets of datasets beside each other, as files of several forms and as folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from converter.cli import app
from converter.comparison.comparison import Settings
from converter.comparison.datasets import compare_datasets
from converter.errors import InputError
from converter.pipeline.life.compared import compare, comparison_settings, write_comparison
from tests.comparison.beside import found

ADSL = pd.DataFrame({"USUBJID": ["S-1", "S-2"], "SEX": ["F", "M"], "AGE": [34.0, 61.5], "TRTSDT": [21915.0, 21916.0]})
DATED = {"TRTSDT": "DATE9"}
run = CliRunner().invoke


def xpt(folder: Path, frame: pd.DataFrame = ADSL, name: str = "adsl") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.xpt"
    formats = {name: form for name, form in DATED.items() if name in frame}
    pyreadstat.write_xport(frame, path, table_name=name.upper(), file_format_version=5, variable_format=formats)
    return path


def test_a_csv_with_dates_of_iso_8601_equals_the_xpt_that_it_was_written_from(tmp_path: Path) -> None:
    (tmp_path / "qc").mkdir()
    text = "usubjid,sex,age,trtsdt\nS-1,F,34,2020-01-01\nS-2,M,61.50,2020-01-02\n"
    (tmp_path / "qc" / "adsl.csv").write_text(text, encoding="utf-8")
    assert compare(xpt(tmp_path / "prod"), tmp_path / "qc").equal


def test_text_that_is_no_number_where_the_other_side_has_numbers_is_told(tmp_path: Path) -> None:
    (tmp_path / "qc").mkdir()
    text = "USUBJID,SEX,AGE,TRTSDT\nS-1,F,unknown,2020-01-01\nS-2,M,61.5,2020-13-02\n"
    (tmp_path / "qc" / "adsl.csv").write_text(text, encoding="utf-8")
    (one,) = compare(xpt(tmp_path / "prod"), tmp_path / "qc").datasets
    assert [(v.variable, v.unequal, v.first[0].base, v.first[0].compare) for v in one.values] == [
        ("AGE", 1, "34", "no number"),
        ("TRTSDT", 1, "2020-01-02", "no number"),
    ]


def test_numbers_of_two_csv_are_numbers_and_codes_are_text(tmp_path: Path) -> None:
    for name, text in (("a", "USUBJID,AVAL,CODE\nS-1,1.50,007\n"), ("b", "USUBJID,AVAL,CODE\nS-1,1.5,7\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "adlb.csv").write_text(text, encoding="utf-8")
    (one,) = compare(tmp_path / "a", tmp_path / "b").datasets
    assert [(v.variable, v.first[0].base, v.first[0].compare) for v in one.values] == [("CODE", "007", "7")]


def test_two_files_of_one_dataset_each_are_compared_whatever_their_names_are(tmp_path: Path) -> None:
    assert compare(xpt(tmp_path / "a"), xpt(tmp_path / "b", name="v_adsl")).equal


def test_datasets_that_one_side_lacks_are_told(tmp_path: Path) -> None:
    xpt(tmp_path / "a"), xpt(tmp_path / "a", name="adae"), xpt(tmp_path / "b"), xpt(tmp_path / "b", name="adlb")
    comparison = compare(tmp_path / "a", tmp_path / "b")
    assert (comparison.only, comparison.equal) == ({"base": ("ADAE",), "compare": ("ADLB",)}, False)


def test_a_dataset_in_parts_equals_the_whole(tmp_path: Path) -> None:
    lb = pd.DataFrame({"USUBJID": ["S-1", "S-2", "S-3"], "LBSEQ": [1.0, 1.0, 1.0], "LBORRES": ["1", "2", "3"]})
    xpt(tmp_path / "a", lb, "lb")
    xpt(tmp_path / "b", lb.iloc[:2], "lb1"), xpt(tmp_path / "b", lb.iloc[2:].reset_index(drop=True), "lb2")
    assert compare(tmp_path / "a", tmp_path / "b").equal


def test_one_dataset_in_two_forms_in_a_folder_is_refused(tmp_path: Path) -> None:
    xpt(tmp_path / "a")
    ADSL.to_csv(tmp_path / "a" / "adsl.csv", index=False)
    with pytest.raises(
        InputError, match=r"adsl.csv and adsl.xpt are one dataset in two forms; keep one, or name a file"
    ):
        compare(tmp_path / "a", tmp_path / "a")


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_a_place_without_datasets_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=f"{name}: no datasets"):
        compare(xpt(tmp_path / "a"), tmp_path / name)


def test_the_command_prints_what_differs_and_ends_with_4(tmp_path: Path) -> None:
    older = ADSL.assign(AGE=[35.0, 61.5])
    base, other, page = xpt(tmp_path / "a"), xpt(tmp_path / "b", older), tmp_path / "page.html"
    made = run(app, ["compare", str(base), str(other), "--by", "usubjid", "--html", str(page)])
    assert made.exit_code == 4
    assert "AGE: 1 of 2 values differ, by 1 at most" in made.output
    assert "USUBJID=S-1: 34 | 35  (+1)" in made.output
    assert "USUBJID=S-1" in page.read_text(encoding="utf-8")
    again = run(app, ["compare", str(base), str(other), "--html", str(page), "--absolute", "1"])
    assert (again.exit_code, page.read_text(encoding="utf-8").count("USUBJID=S-1")) == (0, 0)


def test_the_json_of_a_comparison_has_counts_keys_and_first_values(tmp_path: Path) -> None:
    base, other = xpt(tmp_path / "a"), xpt(tmp_path / "b", ADSL.assign(SEX=["F", "F"]))
    body = json.loads(run(app, ["compare", str(base), str(other), "--json"]).output)
    (one,) = body["datasets"]
    assert (body["schema"], body["equal"], one["keys"]) == ("converter.compare/1", False, ["USUBJID"])
    assert one["values"] == [
        {
            "variable": "SEX",
            "unequal": 1,
            "largest": None,
            "first": [
                {"key": "USUBJID=S-2", "base_row": 2, "compare_row": 2, "base": "M", "compare": "F", "apart": None}
            ],
        }
    ]


def test_a_file_that_is_no_comparison_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine.html: is there, and is no comparison"):
        write_comparison(compare(xpt(tmp_path / "a"), tmp_path / "a"), tmp_path / "mine.html")


def test_keys_for_a_dataset_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="keys are given for ADLB, and both have: ADSL"):
        compare(xpt(tmp_path / "a"), tmp_path / "a", Settings(by={"ADLB": ("USUBJID",)}))


@pytest.mark.parametrize("by", [["USUBJID,,X"], ["AE="], ["USUBJID", "PARAMCD"]], ids=["a gap", "none", "twice"])
def test_keys_that_cannot_be_read_are_refused(by: list[str]) -> None:
    with pytest.raises(InputError, match="--by"):
        comparison_settings(by)


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_what_is_planted_is_counted_in_whatever_order_the_records_stand(order: list[int], planted: set[int]) -> None:
    def rows(numbers: Sequence[int], added: float) -> dict[str, list[Any]]:
        return {
            "USUBJID": [f"S-{n}" for n in numbers],
            "AVAL": [n + added * (n in planted) for n in map(float, numbers)],
        }

    one = compare_datasets(found("ADLB", rows(range(6), 0.0)), found("ADLB", rows(order, 0.5)), Settings())
    assert {value.key for values in one.values for value in values.first} == {f"USUBJID=S-{n}" for n in planted}
