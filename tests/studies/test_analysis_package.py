"""A made package of analysis datasets: checked, described and explained as it lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter.compute.issues.consequences import CODED
from converter.errors import InputError
from converter.pipeline import check, define, explain
from converter.report.report import Report

ROOT = Path(__file__).resolve().parents[2]
CRB401 = ROOT / "examples" / "crb401"
SUBJECT = "CRB-401-1001-001"
Package = Callable[[str], tuple[Report, Path]]
Line = tuple[str, str, str, str, tuple[int, ...]]


def lines(report: Report, places: set[str]) -> set[Line]:
    return {(i.rule, i.place, i.variable, i.value, i.rows) for i in report.open_issues if i.place in places}


def test_checking_the_shipped_folder_finds_what_the_conversion_found_of_it_and_terms_of_sdtm(
    package: Package,
) -> None:
    made, out = package("crb401")
    again = check(out / "adam", CRB401)
    places = {path.stem.upper() for path in (out / "adam").glob("*.xpt")}
    assert set(again.datasets) == places
    assert {line for line in lines(again, places) if line[0] not in CODED} <= lines(made, places)
    assert {issue.place for issue in again.open_issues} <= places
    assert "analysis-end-before-start" in {issue.rule for issue in again.open_issues}


def test_define_describes_the_shipped_analysis_datasets(package: Package, tmp_path: Path) -> None:
    _, out = package("crb401")
    report = define(out / "adam", CRB401, tmp_path)
    assert report.issues == ()
    text = (tmp_path / "define.xml").read_text(encoding="utf-8")
    assert 'Type="Predecessor"' in text
    assert "Time in months from ADSL.TRTSDT" in text


def test_a_value_is_named_by_its_parameter_and_explained_down_to_the_raw_cells(package: Package) -> None:
    _, out = package("crb401")
    found = explain(CRB401, "ADTTE.AVAL", out, subject=SUBJECT, paramcd="PFS")
    assert (found.dataset, found.subject, found.rule) == ("ADTTE", SUBJECT, "derive_param_censored_tte")
    with pytest.raises(InputError, match=r"choose one with --paramcd: .*PFS, PFSEMA"):
        explain(CRB401, "ADTTE.AVAL", out, subject=SUBJECT)
    assert explain(CRB401, "ADAE.AETERM", out, subject=SUBJECT, seq=1).row == 1
