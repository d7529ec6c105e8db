"""Checks of a study in ranges of subjects: what they find in all ranges is what they find in the whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converter.adam.build import build_adam
from converter.check.checks import ANALYSIS_CHECKS, CHECKS, check_range, check_shipment
from converter.check.gathered import gathered
from converter.check.ranges import check_ranges
from converter.check.scope import STUDY_SCOPE
from converter.check.shipment import Shipment
from converter.plan import make_plan
from converter.plan.analysis import analysis_package
from converter.read.table import read_table
from converter.sdtm.build import build_sdtm
from converter.spec.load import load_study
from tests.check.ranges import cut, damaged, shipped
from tests.check.test_analysis_checks import shipment as analysis_shipment
from tests.check.test_checks import Columns
from tests.check.test_checks import shipment as sdtm_shipment

RECIST = Path(__file__).parents[1] / "studies" / "recist"
EVERY = {**{f"SDTM {name}": one for name, one in CHECKS.items()}, **ANALYSIS_CHECKS}


@cache
def packages() -> dict[str, Shipment]:
    """Give the datasets of a study, as they are shipped."""
    plan = make_plan(load_study(RECIST))
    raw = {name: read_table(source, RECIST / plan.study.raw)[0] for name, source in plan.sources.items()}
    sdtm = build_sdtm(raw, plan).datasets
    adam = build_adam(sdtm, plan).datasets
    return {"sdtm": shipped(sdtm, plan, {}), "adam": shipped(adam, analysis_package(plan), sdtm)}


@pytest.mark.parametrize("package", ["sdtm", "adam"])
def test_ranges_of_damaged_datasets_tell_what_the_whole_tells(package: str) -> None:
    whole, checks = damaged(packages()[package], 1, 0.03), CHECKS if package == "sdtm" else ANALYSIS_CHECKS
    subjects = sorted(set(packages()["sdtm"].found["DM"].frame["USUBJID"]))
    bounds = [subjects[1], subjects[len(subjects) // 2]]
    told = check_shipment(whole, checks)
    assert len(told) > 50
    assert check_ranges(cut(whole, bounds), checks) == told


def lb(**data: list[Any]) -> Columns:
    """Give results of one test, one a subject."""
    size = len(next(iter(data.values())))
    subjects = [f"{number:03}" for number in range(size)]
    return {"USUBJID": subjects, "LBSEQ": [1.0] * size, "LBTESTCD": ["HGB"] * size, **data}


def of_subjects(**data: list[Any]) -> Columns:
    return {"USUBJID": [f"{number:03}" for number in range(len(next(iter(data.values()))))], **data}


def bds(**data: list[Any]) -> Columns:
    return of_subjects(PARAMCD=["P"] * len(next(iter(data.values()))), **data)


COMPARED: dict[str, dict[str, Columns]] = {
    "SDTM attributes": {"AE": of_subjects(AETERM=["long enough", "short"])},
    "SDTM filled": {"AE": of_subjects(AETERM=["rash", "gout"], AELLT=["Rash", ""])},
    "SDTM keys": {"TE": of_subjects(ETCD=["A", "A"])},
    "SDTM text results": {"LB": lb(LBSTRESC=[*["1"] * 9, "x"])},
    "SDTM standard units": {"LB": lb(LBSTRESU=["g/L", "g/L", "g/dL"])},
    "SDTM plausible results": {"LB": lb(LBSTRESN=[100.0, 1.0], LBSTRESU=["g/L", "g/dL"])},
    "SDTM conversions": {
        "LB": lb(LBORRES=["10"] * 11, LBORRESU=["g/dL"] * 11, LBSTRESN=[*[100.0] * 10, 1.0], LBSTRESU=["g/L"] * 11)
    },
    "SDTM magnitude": {"LB": lb(LBSTRESN=[*[100.0] * 11, 9999.0], LBSTRESU=["g/L"] * 12)},
    "SDTM constant results": {"LB": lb(LBSTRESN=[7.0] * 30, LBSTRESU=["g/L"] * 30)},
    "SDTM units of doses": {"EX": of_subjects(EXTRT=["A"] * 11, EXDOSE=[1.0] * 11, EXDOSU=[*["mg"] * 10, "g"])},
    "SDTM results below zero": {"LB": lb(LBSTRESN=[*[1.0] * 10, -1.0])},
    "SDTM results without unit": {"LB": lb(LBSTRESN=[1.0] * 11, LBSTRESU=[*["g/L"] * 10, ""])},
    "SDTM records without date": {"LB": lb(LBDTC=["2020-01-01", ""])},
    "SDTM records without end": {"CM": of_subjects(CMTRT=["A"] * 11, CMENDTC=[*["2020-01-01"] * 10, ""])},
    "SDTM what is over": {
        "CM": of_subjects(CMENRTPT=["ONGOING"] * 11, CMENDTC=["2020-01-01", *[""] * 10]),
        "MH": of_subjects(MHENRTPT=["ONGOING"] * 3, MHENDTC=["2020-01-01"] * 2 + [""]),
    },
    "SDTM terminology": {"AE": of_subjects(AESEV=["BAD", "MODE-RATE"])},
    "SDTM tests": {"LB": lb(LBTESTCD=["OWN", "OWN"], LBTEST=["Test of our own", "Test of ours"])},
    "SDTM visits": {"LB": lb(VISITNUM=[1.0, 1.0], VISIT=["DAY 1", "DAY ONE"])},
    "SDTM consent": {"DM": of_subjects(RFICDTC=["2020-01-01", ""])},
    "SDTM supplemental qualifiers": {
        "SUPPAE": of_subjects(
            RDOMAIN=["AE"] * 2, IDVAR=[""] * 2, IDVARVAL=[""] * 2, QNAM=["Q"] * 2, QLABEL=["a", "b"], QVAL=["1"] * 2
        )
    },
    "pairs": {"ADLB": bds(PARAM=["a", "a", "b"])},
    "change": {"ADLB": bds(AVAL=[1.25, 1.14], BASE=[1.0, 1.0], CHG=[0.25, 0.1])},
    "censoring": {"ADTTE": bds(CNSR=[0.0, float("nan")])},
    "times to events": {"ADTTE": bds(STARTDT=[1.0, 1.0], ADT=[5.0, 9.0], AVAL=[5.0, 4.0])},
}
"""Of each check that compares with the whole study, data of which one subject alone does not tell what is wrong."""


@pytest.mark.parametrize("name", COMPARED)
def test_what_no_subject_tells_alone_is_told_of_the_whole(name: str) -> None:
    checks = {name: EVERY[name]}
    make = sdtm_shipment if name.startswith("SDTM") else lambda **data: analysis_shipment(data)
    whole = make(**COMPARED[name])
    subjects = sorted({subject for one in COMPARED[name].values() for subject in one["USUBJID"]})
    parts = cut(whole, subjects[1:])
    told = check_shipment(whole, checks)
    assert check_ranges(parts, checks) == told
    assert gathered(check_range(part(), checks) for part in parts) != told


def test_each_check_that_compares_with_the_study_is_tried() -> None:
    tried = {EVERY[name] for name in COMPARED}
    of_sources = {ANALYSIS_CHECKS["predecessors"], ANALYSIS_CHECKS["traced sources"]}
    assert set(STUDY_SCOPE) == tried | of_sources
