"""SE: the elements a subject went through, in the order of its own arm; epochs of dates in part."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from converter.dataset import Frame
from converter.sdtm.made.subject_elements import subject_elements
from converter.sdtm.timing.epoch import epoch
from converter.spec.condition import Condition
from converter.spec.study import Study
from converter.steps import Built

STARTS = {"SCRN": "DM.RFICDTC", "A": "EX.EXSTDTC", "B": "EX.EXSTDTC"}
WHERE = {code: Condition(variable="EX.EXTRT", eq=code) for code in ("A", "B")}


def study(**arms: tuple[str, ...]) -> Study:
    return Study.model_validate(
        {
            "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
            "standards": {"terminology": ()},
            "elements": {code: {"name": code, "epoch": f"EPOCH {code}", "start_rule": "x"} for code in STARTS},
            "arms": {code: {"name": code, "elements": elements} for code, elements in arms.items()},
        }
    )


def text(**columns: list[str]) -> Frame:
    return pd.DataFrame(columns, dtype="str")


def built(arm: str, design: Study, first: str = "2020-02-01", second: str = "2020-03-01") -> Built:
    dm = text(USUBJID=["1"], ARMCD=[arm], RFICDTC=["2020-01-01"], RFENDTC=["2020-05-01"])
    ex = text(USUBJID=["1", "1"], EXTRT=["B", "A"], EXSTDTC=[first, second])
    return subject_elements({"DM": dm, "EX": ex}, starts=STARTS, start_where=WHERE, end="DM.RFENDTC", study=design)


def test_a_crossover_subject_has_its_elements_in_the_order_of_its_arm() -> None:
    answer = built("BA", study(AB=("SCRN", "A", "B"), BA=("SCRN", "B", "A")))
    assert answer.frame[["ETCD", "TAETORD", "SESTDTC", "SEENDTC"]].to_numpy().tolist() == [
        ["SCRN", 1.0, "2020-01-01", "2020-02-01"],
        ["B", 2.0, "2020-02-01", "2020-03-01"],
        ["A", 3.0, "2020-03-01", "2020-05-01"],
    ]
    assert answer.findings == ()


def test_elements_that_start_against_the_plan_are_reported() -> None:
    (finding,) = built("AB", study(AB=("SCRN", "A", "B"))).findings
    assert (finding.rule, finding.values.tolist()) == ("element-order", ["A 2020-03-01"])


def test_a_partial_start_that_may_follow_the_plan_is_not_reported() -> None:
    assert built("BA", study(BA=("SCRN", "B", "A")), first="2020-02-20", second="2020-02").findings == ()


def test_of_a_repeated_element_the_first_pass_is_built_and_the_rest_reported() -> None:
    answer = built("R", study(R=("SCRN", "B", "A", "B")))
    assert answer.frame[["ETCD", "TAETORD"]].to_numpy().tolist() == [["SCRN", 1.0], ["B", 2.0], ["A", 3.0]]
    (finding,) = answer.findings
    assert (finding.rule, finding.severity, finding.values.tolist()) == ("element-repeated", "error", ["B"])


SE = text(USUBJID=["1", "1"], SESTDTC=["2019-11-20", "2020-03-10"], EPOCH=["SCREENING", "TREATMENT"])
DAYS = [date(2019, 6, 1) + timedelta(n) for n in range(500)]


@given(st.sampled_from(DAYS), st.sampled_from(["{y}", "{y}-{m}", "{y}---{d}", "--{m}-{d}", "{y}-{m}-{d}"]))
def test_a_partial_date_has_an_epoch_only_if_every_day_it_could_be_has_it(day: date, form: str) -> None:
    def written(one: date) -> str:
        return form.format(y=f"{one:%Y}", m=f"{one:%m}", d=f"{one:%d}")

    possible = [one.isoformat() for one in DAYS if written(one) == written(day)]
    asked = text(USUBJID=["1"] * (len(possible) + 1), D=[written(day), *possible])
    partial, *full = epoch(asked, {"SE": SE}, date="D").values.tolist()
    assert partial in {"", *full}
    assert partial == "" or set(full) == {partial}
