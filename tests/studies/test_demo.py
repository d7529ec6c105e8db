"""The demo study: what single raw cells become."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyreadstat
import pytest

from converter.report.report import Report

Became = Callable[[Path, str, str, str], list[str | float | None]]
Package = Callable[[str], tuple[Report, Path]]


@pytest.fixture
def demo(package: Package) -> tuple[Report, Path]:
    return package("demo")


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
    demo: tuple[Report, Path], became: Became, dataset: str, raw: str, variable: str, values: list[str | float]
) -> None:
    assert became(demo[1], dataset, raw, variable) == values


def test_a_result_below_the_limit_has_no_number(demo: tuple[Report, Path], became: Became) -> None:
    assert became(demo[1], "lb", "lb:7", "LBSTRESN") == [None]


def test_the_ledger_counts_the_rows_of_a_form(demo: tuple[Report, Path]) -> None:
    ledger = demo[0].ledger
    assert ledger is not None
    balance = ledger.balance().set_index("file")
    assert list(balance.loc["ae.csv", ["rows_in", "mapped", "set aside"]]) == [32, 28, 4]


def test_rows_set_aside_are_kept_as_they_were_with_the_reason(demo: tuple[Report, Path]) -> None:
    text = (demo[1] / "set-aside" / "ae.csv").read_text(encoding="utf-8")
    assert "31,the subject is not in DM,DEMO01,101-999" in text


def test_long_text_is_continued_in_supplemental_qualifiers(demo: tuple[Report, Path]) -> None:
    supp, _ = pyreadstat.read_xport(str(demo[1] / "sdtm" / "suppae.xpt"))
    ae, _ = pyreadstat.read_xport(str(demo[1] / "sdtm" / "ae.xpt"))
    rest = supp[supp["QNAM"] == "AETERM1"].iloc[0]
    start = ae[(ae["USUBJID"] == rest["USUBJID"]) & (ae["AESEQ"] == float(rest["IDVARVAL"]))]["AETERM"].iloc[0]
    assert f"{start} {rest['QVAL']}".startswith("Patient reports that the feeling of dizziness")
    assert len(f"{start} {rest['QVAL']}") == 250
