"""The demo study: what single raw cells become."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from converter.pipeline import convert
from converter.report.report import Report

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return convert(DEMO, out), out


def _value(out: Path, dataset: str, raw: str, variable: str) -> list[str | float]:
    """Read what became of one raw cell: the values of a variable in the records that come from a row of a raw table."""
    table, _, row = raw.partition(":")
    trace = pd.read_csv(out / "trace" / f"{dataset}.csv")
    records = trace[(trace["table"] == table) & (trace["source_row"] == int(row))]["record"]
    frame, _ = pyreadstat.read_xport(str(out / "sdtm" / f"{dataset}.xpt"))
    return list(frame[variable].iloc[records - 1])


@pytest.mark.parametrize(
    ("dataset", "raw", "variable", "values"),
    [
        pytest.param("dm", "dm:3", "BRTHDTC", ["1951"], id="UN-UNK-1951 keeps its year"),
        pytest.param("dm", "dm:7", "ARMNRS", ["SCREEN FAILURE"], id="the screen failure has no arm"),
        pytest.param("ae", "ae:24", "AESTDTC", ["2024-04"], id="an unknown day is left out"),
        pytest.param("mh", "mh:1", "MHSTDTC", ["1990"], id="ODM-XML: UN-UNK-1990 keeps its year"),
        pytest.param("lb", "lb:7", "LBORRES", ["<0.2"], id="a result below the limit is kept as collected"),
        pytest.param("lb", "lb:7", "LBSTRESC", ["<0.2"], id="a result below the limit stays in the standard result"),
        pytest.param("lb", "lb:24", "LBSTRESN", [123.8], id="1.4 mg/dL creatinine are 123.8 umol/L"),
        pytest.param("lb", "lb:24", "LBSTNRLO", [53.05], id="the range is converted along with the result"),
        pytest.param(
            "vs", "vs:5", "VSSTRESC", ["69", "66", "146", "37"], id="a wide record gives a row a test; 98.6 F"
        ),
        pytest.param("vs", "vs:58", "VISITNUM", [2.01] * 4, id="an unscheduled visit counts on from the planned one"),
        pytest.param("cm", "cm:6", "CMSTRF", ["BEFORE"], id="medication before the first dose"),
    ],
)
def test_a_raw_cell_becomes(
    package: tuple[Report, Path], dataset: str, raw: str, variable: str, values: list[str | float]
) -> None:
    assert _value(package[1], dataset, raw, variable) == values


def test_a_result_below_the_limit_has_no_number(package: tuple[Report, Path]) -> None:
    assert [pd.isna(number) for number in _value(package[1], "lb", "lb:7", "LBSTRESN")] == [True]


def test_the_ledger_counts_the_rows_of_a_form(package: tuple[Report, Path]) -> None:
    ledger = package[0].ledger
    assert ledger is not None
    balance = ledger.balance().set_index("file")
    assert list(balance.loc["ae.csv", ["rows_in", "mapped", "set aside"]]) == [32, 28, 4]


def test_rows_set_aside_are_kept_as_they_were_with_the_reason(package: tuple[Report, Path]) -> None:
    text = (package[1] / "set-aside" / "ae.csv").read_text(encoding="utf-8")
    assert "31,the subject is not in DM,DEMO01,101-999" in text


def test_long_text_is_continued_in_supplemental_qualifiers(package: tuple[Report, Path]) -> None:
    supp, _ = pyreadstat.read_xport(str(package[1] / "sdtm" / "suppae.xpt"))
    ae, _ = pyreadstat.read_xport(str(package[1] / "sdtm" / "ae.xpt"))
    rest = supp[supp["QNAM"] == "AETERM1"].iloc[0]
    start = ae[(ae["USUBJID"] == rest["USUBJID"]) & (ae["AESEQ"] == float(rest["IDVARVAL"]))]["AETERM"].iloc[0]
    assert f"{start} {rest['QVAL']}".startswith("Patient reports that the feeling of dizziness")
    assert len(f"{start} {rest['QVAL']}") == 250
