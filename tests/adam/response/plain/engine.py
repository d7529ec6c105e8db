"""The engine asked about the same subjects as the plain reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from converter.adam.response.best import derive_param_best_response
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.timepoint import derive_param_response
from converter.dataset import Frame
from tests.adam.response.plain.assessment import Record
from tests.adam.response.plain.confirmation import Subject
from tests.adam.response.plain.reading import Value
from tests.adam.response.tables import DEATH, RESPONSES, components, confirmation, criteria
from tests.adam.timelines import DAY_0, bound

Settings = Mapping[str, str | float]
PARTIAL = "2014-11"
START = date(2014, 10, 4)
"""DAY_0 as a date."""
RECORD = ("USUBJID", "TEST", "ITEM", "VALUE", "UNIT", "DTC")


def written(day: int | None) -> str:
    """Write the date of a day from the start, or one that is not complete."""
    return PARTIAL if day is None else (START + timedelta(days=day)).isoformat()


def adsl_of(subjects: Sequence[str]) -> Frame:
    """Make ADSL of subjects that start on the same day."""
    return pd.DataFrame({"STUDYID": "S", "USUBJID": pd.Series(subjects, dtype="str"), "TRTSDT": DAY_0})


def names(number: int) -> list[str]:
    """Name subjects so that they keep their order."""
    return [f"{one:05d}" for one in range(number)]


def assessed(name: str, subjects: Sequence[Sequence[Record]], settings: Settings | None = None) -> Frame:
    """Give USUBJID, day, response, rule and kind of every assessment of every subject."""
    rows = [
        (subject, one.component, one.item, one.value, "", written(one.day))
        for subject, records in zip(names(len(subjects)), subjects, strict=True)
        for one in records
    ]
    built = bound(
        derive_param_response,
        {"ADSL": adsl_of(names(len(subjects))), "M": pd.DataFrame(rows, columns=list(RECORD), dtype="str")},
        criteria=criteria(name, **(settings or {})),
        components=components(name),
        set_values={},
    )
    return built.frame.assign(DAY=built.frame["ADT"] - DAY_0)[["USUBJID", "DAY", "AVALC", "RSPRULE", "PDKIND"]]


def frames_of(subjects: Sequence[Subject]) -> dict[str, Frame]:
    """Make ADSL, the responses and the events of subjects."""
    return {"ADSL": adsl_of(names(len(subjects))), **_given(subjects)}


def confirmed(
    name: str, subjects: Sequence[Subject], settings: Settings | None = None, **plan: Value
) -> tuple[Frame, Frame]:
    """Give USUBJID, day, response and rule of what stands at every assessment, and of every subject's best."""
    stands, best = built(name, frames_of(subjects), settings, **plan)
    return _shown(stands), _shown(best)


def built(
    name: str, frames: Mapping[str, Frame], settings: Settings | None = None, **plan: Value
) -> tuple[Frame, Frame]:
    """Give the rows of what stands and of the best."""
    asked = confirmation(name, **(settings or {}))
    best_until = {"best_until": plan.pop("best_until")} if "best_until" in plan else {}
    given = {**RESPONSES, "criteria": asked, "set_values": {}, **plan}
    stands = bound(derive_param_confirmed_response, dict(frames), death=DEATH, **given).frame
    best = bound(
        derive_param_best_response,
        {**frames, "COVR": stands},
        **{**given, "responses": {"dataset": "COVR"}},
        **best_until,
    ).frame
    return stands, best


def _shown(frame: Frame) -> Frame:
    return frame.assign(DAY=frame["ADT"] - DAY_0)[["USUBJID", "DAY", "AVALC", "RSPRULE", "AVAL"]]


def _given(subjects: Sequence[Subject]) -> dict[str, Frame]:
    responses, events = [], []
    for name, one in zip(names(len(subjects)), subjects, strict=True):
        responses += [(name, written(said.day), said.response, said.kind) for said in one.responses]
        for day, word in ((one.therapy, "THERAPY"), (one.death, "DEATH")):
            events += [(name, written(day), word)] if day is not None else []
    return {
        "ADRS": pd.DataFrame(responses, columns=["USUBJID", "DTC", "AVALC", "KIND"], dtype="str"),
        "EV": pd.DataFrame(events, columns=["USUBJID", "DTC", "AVALC"], dtype="str"),
    }
