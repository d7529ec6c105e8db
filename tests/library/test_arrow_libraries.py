"""Frames of polars and DuckDB are taken as those of pandas are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import converter

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"
DM = pd.DataFrame(
    {
        "STUDYID": ["S1", "S1"],
        "DOMAIN": ["DM", "DM"],
        "USUBJID": ["S1-1", "S1-2"],
        "SUBJID": ["1", "2"],
        "AGE": [40.0, None],
        "SEX": ["F", "M"],
    }
)


def of_polars(frame: pd.DataFrame) -> object:
    polars = pytest.importorskip("polars")
    made = polars.DataFrame(frame.to_dict("list"))
    texts = [name for name, kind in made.schema.items() if kind == polars.String]
    return made.with_columns(polars.col(texts[-1:]).cast(polars.Categorical))


def of_duckdb(frame: pd.DataFrame) -> object:
    duckdb = pytest.importorskip("duckdb")
    return duckdb.connect().from_df(frame)


Give = Callable[[pd.DataFrame], Any]
each = pytest.mark.parametrize("give", [of_polars, of_duckdb])


@each
def test_it_is_written_and_read_again(give: Give, tmp_path: Path) -> None:
    """A category is its text, a missing number stays missing."""
    converter.write_xpt(give(DM), tmp_path / "dm.xpt")
    made = converter.read_xpt(tmp_path / "dm.xpt")
    assert made["SEX"].tolist() == ["F", "M"]
    assert made["AGE"].isna().tolist() == [False, True]
    assert made["USUBJID"].tolist() == DM["USUBJID"].tolist()


@each
def test_it_is_checked_and_described(give: Give, tmp_path: Path) -> None:
    told = [
        sorted((one.rule, one.variable, one.message) for one in report.issues)
        for report in (converter.check_datasets({"DM": frame}, standard="sdtmig-3.4") for frame in (DM, give(DM)))
    ]
    assert told[0] == told[1]
    converter.define({"DM": give(DM)}, str(DEMO), tmp_path / "define")
    assert 'Name="SEX"' in (tmp_path / "define" / "define.xml").read_text(encoding="utf-8")


@each
def test_raw_tables_are_converted(give: Give) -> None:
    raw = converter.read_raw(str(DEMO))
    needed = {name: raw[name] for name in ("dm", "ds", "ex", "vs", "lb", "eg")}
    made = converter.make_dataset(DEMO, "VS", raw={name: give(frame) for name, frame in needed.items()})
    expected = converter.make_dataset(DEMO, "VS", raw=needed)
    pd.testing.assert_frame_equal(made.frame("VS"), expected.frame("VS"), check_flags=False)
