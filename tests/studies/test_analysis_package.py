"""A made package of analysis datasets: checked, described and explained as it lies there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyreadstat
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
    return {(i.rule, i.place, i.variable, i.value, i.rows) for i in report.issues if i.place in places}


def test_checking_the_shipped_folder_finds_what_the_conversion_found_of_it_and_terms_of_sdtm(
    package: Package,
) -> None:
    made, out = package("crb401")
    again = check(out / "adam", CRB401)
    places = {path.stem.upper() for path in (out / "adam").glob("*.xpt")}
    assert set(again.datasets) == places
    assert {line for line in lines(again, places) if line[0] not in CODED} <= lines(made, places)
    assert {issue.place for issue in again.open_issues} <= places
    assert "analysis-end-before-start" in {issue.rule for issue in again.issues}


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


def test_times_to_events_name_the_record_that_they_rest_on(package: Package) -> None:
    _, out = package("crb401")
    adtte, adrs = (pyreadstat.read_xport(str(out / "adam" / f"{name}.xpt"))[0] for name in ("adtte", "adrs"))
    assert adtte["CNSR"].notna().all()
    resting = adtte[adtte["SRCDOM"] == "ADRS"]
    found = resting.merge(adrs, left_on=["USUBJID", "SRCSEQ"], right_on=["USUBJID", "ASEQ"], suffixes=("", "_RS"))
    assert len(found) == len(resting) > 100
    assert ((found["ADT"] == found["ADT_RS"]) | found["EVNTDESC"].str.contains("Progress")).all()


def test_every_analysis_can_be_told_apart_by_its_conditions_as_data(package: Package) -> None:
    _, out = package("crb401")
    event = json.loads((out / "results" / "ars.json").read_text(encoding="utf-8"))
    told = ("methodId", "analysisSetId", "dataSubsetId", "orderedGroupings", "dataset", "variable")
    keys = [json.dumps([one.get(name) for name in told]) for one in event["analyses"]]
    assert len(set(keys)) == len(keys) > 200
    selections = [*event["analysisSets"], *event["dataSubsets"]]
    assert set(_referred(selections)) <= {one["id"] for one in selections}


def _referred(node: object) -> Iterator[str]:
    """Give the ids of other selections that clauses refer to."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "subClauseId")
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _referred(one)
