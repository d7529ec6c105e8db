"""PFS and DOR of CRB-401 by the engine equal those that the example's own reading of the raw files gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from converter.adam.events.censoring import derive_param_censored_tte
from converter.dataset import Frame
from converter.spec.endpoints.censoring import CensoringCriteria
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from examples.crb401.figures.imwg import NE, PLANNED, WINDOW, Outcome, responses
from examples.crb401.figures.raw import Raw
from tests.adam.timelines import bound

RAW = Path(__file__).parents[2] / "examples" / "crb401" / "raw"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return responses(Raw(RAW))


def sas(dates: list[date | None]) -> pd.Series:
    epoch = date(1960, 1, 1)
    return pd.Series([float("nan") if one is None else float((one - epoch).days) for one in dates])


def datasets(outcomes: dict[str, Outcome]) -> dict[str, Frame]:
    """Make ADSL and ADRS of what the reading says: evaluable time points, confirmed progression, death, therapy."""
    found = list(outcomes.values())
    subjects = pd.DataFrame({"STUDYID": "CRB-401", "USUBJID": list(outcomes)}).assign(
        CARTDT=sas([one.infusion for one in found]),
        RSPDT=sas([one.response for one in found]),
        PDDT=sas([one.progression for one in found]),
        DTHDT=sas([one.death for one in found]),
        NACTDT=sas([one.therapy for one in found]),
    )
    points = [(subject, point.date) for subject, one in outcomes.items() for point in one.points if point.rank != NE]
    assessed = pd.DataFrame({"USUBJID": [subject for subject, _ in points], "ADT": sas([when for _, when in points])})
    return {"ADSL": subjects, "ADRS": assessed}


ARGUMENTS = {
    "criteria": load_criteria(CriteriaCall(name="fda-2018-a"), CensoringCriteria),
    "progression": {"dataset": "ADSL", "date": "PDDT"},
    "death": {"dataset": "ADSL", "date": "DTHDT"},
    "assessments": {"dataset": "ADRS", "date": "ADT"},
    "new_therapy": {"dataset": "ADSL", "date": "NACTDT"},
    "planned_from": "ADSL.CARTDT",
    "planned": PLANNED,
    "window": WINDOW,
}


def test_progression_free_survival_is_that_of_the_raw_files(outcomes: dict[str, Outcome]) -> None:
    built = bound(
        derive_param_censored_tte,
        datasets(outcomes),
        **ARGUMENTS,
        start="ADSL.CARTDT",
        set_values={"PARAMCD": "PFS"},
    )
    answers = built.frame.set_index("USUBJID")
    assert answers["AVAL"].to_dict() == {subject: one.pfs for subject, one in outcomes.items()}
    assert (answers["CNSR"] > 0).to_dict() == {subject: one.censored for subject, one in outcomes.items()}
    assert (answers["CNSR"] == 0).sum() == 18


def test_duration_of_response_is_that_of_the_raw_files(outcomes: dict[str, Outcome]) -> None:
    built = bound(
        derive_param_censored_tte,
        datasets(outcomes),
        **ARGUMENTS,
        start="ADSL.RSPDT",
        population={"variable": "ADSL.RSPDT", "missing": False},
        set_values={"PARAMCD": "DOR"},
    )
    answers = built.frame.set_index("USUBJID")["AVAL"].to_dict()
    assert answers == {subject: one.dor for subject, one in outcomes.items() if one.dor is not None}
    assert len(answers) == 28
