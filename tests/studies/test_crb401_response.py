"""CRB-401: response computed from SDTM by the criteria is what the generator of the raw files meant it to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from converter.adam.response.best import derive_param_best_response, derive_param_responder
from converter.adam.response.concordance import derive_param_concordance
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.timepoint import derive_param_response
from converter.dataset import Frame
from converter.report.report import Report
from examples.crb401.generator.course import DISAGREEMENTS, course
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.trial import Subject, infused
from tests.adam.response.tables import confirmation, criteria
from tests.adam.timelines import bound

Package = Callable[[str], tuple[Report, Path]]
INFUSED = infused(subjects())
COMMON = {"population": {"variable": "SAFFL", "eq": "Y"}, "start": "ADSL.CARTDT", "set_values": {}}
IMWG = confirmation("imwg-2016-confirmation")


def laboratory(code: str) -> dict[str, Any]:
    return {
        "dataset": "LB",
        "where": {"variable": "LBTESTCD", "eq": code},
        "value": "LBSTRESN",
        "date": "LBDTC",
        "unit": "LBSTRESU",
        "zero_where": {"variable": "LBSTRESC", "eq": "NOT DETECTED"},
    }


def fixation(specimen: str) -> dict[str, Any]:
    return {
        "dataset": "LB",
        "where": {"all": [{"variable": "LBTESTCD", "eq": "MPIGISO"}, {"variable": "LBSPEC", "eq": specimen}]},
        "value": "LBSTRESC",
        "date": "LBDTC",
        "recode": {"NOT DETECTED": "NEGATIVE"},
        "otherwise": "POSITIVE",
    }


def lesion(code: str) -> dict[str, Any]:
    return {
        "dataset": "TR",
        "where": {"variable": "TRTESTCD", "eq": code},
        "value": "TRSTRESN",
        "date": "TRDTC",
        "unit": "TRSTRESU",
        "item": "TRLNKID",
    }


COMPONENTS = {
    "SPIKE": laboratory("MCPROT"),
    "URINE": laboratory("MPROTEXR"),
    "SIFE": fixation("SERUM"),
    "UIFE": fixation("URINE"),
    "KAPPA": laboratory("KLCFR"),
    "LAMBDA": laboratory("LLCFR"),
    "MARROW": laboratory("PLSTCECE"),
    "CLONAL": {
        "dataset": "MI",
        "where": {"variable": "MITESTCD", "eq": "PCCLON"},
        "value": "MISTRESC",
        "date": "MIDTC",
        "recode": {"NO CLONAL PLASMA CELLS": "NEGATIVE"},
        "otherwise": "POSITIVE",
    },
    "LONG": lesion("LDIAM"),
    "SHORT": lesion("LPERP"),
    "NEW": {
        "dataset": "TU",
        "where": {
            "all": [
                {"variable": "TUTESTCD", "eq": "TUMIDENT"},
                {"variable": "TUSTRESC", "in": ["NEW", "NEW BONE LESION"]},
            ]
        },
        "date": "TUDTC",
        "otherwise": "Y",
    },
}
RECORDED = {
    "dataset": "RS",
    "where": {"variable": "RSTESTCD", "eq": "OVRLRESP"},
    "value": "RSSTRESC",
    "date": "RSDTC",
    "recode": {"NOT DONE": ""},
}


def meant(subject: Subject) -> list[tuple[float, str]]:
    """Give day and response of each assessment as the generator meant it."""
    done = [one for one in course(subject) if one.response != "NOT DONE"]
    return [(sas(subject.day(one.day)), one.response) for one in done]


def sas(day: date) -> float:
    return float((day - date(1960, 1, 1)).days)


@pytest.fixture(scope="module")
def datasets(package: Package) -> dict[str, Frame]:
    """Give the datasets of the example, with the responses computed as ADRS and the confirmed ones as COVR."""
    frames = {name: one.frame for name, one in package("crb401")[0].datasets.items()}
    computed = bound(
        derive_param_response,
        frames,
        **COMMON,
        criteria=criteria("imwg-2016", serum_measurable=0.5),
        components=COMPONENTS,
        baseline_until="ADSL.LDSDT",
    )
    frames["ADRS"] = computed.frame
    stands = bound(
        derive_param_confirmed_response,
        frames,
        **COMMON,
        criteria=IMWG,
        responses={"dataset": "ADRS", "kind": "PDKIND"},
        new_therapy={"dataset": "ADSL", "date": "NACTDT"},
    )
    return {**frames, "COVR": stands.frame}


def test_each_assessment_has_the_response_that_was_meant(datasets: dict[str, Frame]) -> None:
    found = datasets["ADRS"][datasets["ADRS"]["AVALC"] != "NE"]
    rows = set(zip(found["USUBJID"], found["ADT"], found["AVALC"], strict=True))
    wanted = {(f"CRB-401-{one.key}", *step) for one in INFUSED for step in meant(one) if step[1] != "NE"}
    assert rows == wanted
    assert len(wanted) > len(INFUSED)


def test_the_confirmed_best_response_and_its_day_are_those_meant(datasets: dict[str, Frame]) -> None:
    built = bound(
        derive_param_best_response,
        datasets,
        **COMMON,
        criteria=IMWG,
        responses={"dataset": "COVR"},
        new_therapy={"dataset": "ADSL", "date": "NACTDT"},
    )
    rows = {row.USUBJID: (row.AVALC, row.ADT) for row in built.frame.itertuples()}
    wanted = {
        f"CRB-401-{one.key}": (one.bor, next(day for day, response in meant(one) if response == one.bor))
        for one in INFUSED
    }
    assert (len(wanted), rows) == (33, wanted)


def test_28_of_33_respond_on_the_day_that_was_meant(datasets: dict[str, Frame]) -> None:
    built = bound(
        derive_param_responder,
        datasets,
        **COMMON,
        criteria=IMWG,
        responses={"dataset": "COVR"},
        at_least="PR",
        new_therapy={"dataset": "ADSL", "date": "NACTDT"},
    )
    found = built.frame[built.frame["AVALC"] == "Y"]
    days = dict(zip(found["USUBJID"], found["ADT"], strict=True))
    wanted = {f"CRB-401-{one.key}": sas(one.day(one.ttr - 1)) for one in INFUSED if one.ttr}
    assert (len(wanted), days) == (28, wanted)


def test_the_investigator_disagrees_exactly_where_it_was_planted(datasets: dict[str, Frame]) -> None:
    built = bound(
        derive_param_concordance,
        datasets,
        **COMMON,
        computed={"dataset": "ADRS", "rule": "RSPRULE", "inputs": "RSPINP"},
        recorded_by=RECORDED,
    )
    wrong = built.frame[built.frame["AVALC"] == "DISAGREED"]
    planted = {
        (f"CRB-401-{one.key}", sas(one.day(step.day)))
        for one in INFUSED
        for step in course(one)
        if (one.number, step.folder) in DISAGREEMENTS and step.response != "NOT DONE"
    }
    assert len(planted) == len(DISAGREEMENTS)
    assert set(zip(wrong["USUBJID"], wrong["ADT"], strict=True)) == planted
    others = built.frame[~built.frame["AVALC"].isin(["AGREED", "DISAGREED"])]
    assert set(others["RSPREAS"]) == {"recorded NE; nothing computed"}
