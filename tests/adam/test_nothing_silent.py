"""What a step cannot use is told, and what is there is used: dates lost, text among numbers, noise, blanks."""

from __future__ import annotations

import pytest

from converter.adam.dates.dates import derive_var_extreme_date
from converter.adam.events.time_to_event import derive_param_tte
from converter.adam.records.carried import derive_carried_records
from converter.adam.records.extreme_event import derive_extreme_event
from converter.adam.records.summary_records import derive_summary_records
from converter.adam.variables.constant import derive_vars_constant
from converter.adam.variables.merge import (
    derive_var_merged_summary,
    derive_vars_joined,
    derive_vars_merged,
)
from converter.adam.variables.query import derive_vars_lookup
from converter.adam.variables.transposed import derive_vars_transposed
from converter.steps import Finding
from tests.adam.frames import call, filled, table
from tests.adam.verbs import STUDY

NOISY = 0.1 + 0.2
ADSL = table("STUDYID USUBJID TRTSDT DTHFL DTHDT LSTALVDTC", ("S", "A", 10.0, "Y", None, "2024-03"))
NOBODY = table("USUBJID AVAL")


def said(findings: tuple[Finding, ...]) -> list[tuple[str, list[str]]]:
    return [(one.rule, list(one.values)) for one in findings]


def test_the_lost_date_of_an_event_and_the_partial_one_of_a_censoring_are_told() -> None:
    made = call(
        derive_param_tte,
        NOBODY,
        {"ADSL": ADSL},
        events={"dataset": "ADSL", "date": "DTHDT", "where": {"variable": "DTHFL", "eq": "Y"}},
        censors=[{"dataset": "ADSL", "date": "LSTALVDTC"}, {"dataset": "ADSL", "date": "TRTSDT"}],
        set_values={"PARAMCD": "OS"},
    )
    assert made.frame["CNSR"].tolist() == [1.0]
    assert said(made.findings) == [("tte-date-partial", ["A", "A 2024-03"])]


def test_a_numeric_date_that_says_nothing_of_an_event_is_not_told() -> None:
    events = [{"dataset": "ADSL", "date": "DTHDT", "set_values": {"AVALC": "Y"}}]
    made = call(
        derive_extreme_event, NOBODY, {"ADSL": ADSL}, events=events, select="first", set_values={"PARAMCD": "DEATH"}
    )
    assert [one.rule for one in made.findings] == ["event-none"]


def test_blank_text_is_a_value_that_is_expected() -> None:
    rows = table("USUBJID AVISITN AVALC", ("A", 1.0, "LOW"), ("A", 2.0, ""))
    made = call(
        derive_carried_records,
        rows,
        dataset="AD",
        by=["USUBJID"],
        order=["AVISITN"],
        value="AVALC",
        method="locf",
        expected=[{"at": 2}],
    )
    assert made.frame["AVALC"].tolist() == ["LOW"]


def test_blank_text_is_not_counted() -> None:
    rows = table("USUBJID AVALC", ("A", "LOW"), ("A", ""), ("B", ""))
    made = call(
        derive_summary_records,
        rows,
        dataset="AD",
        by=["USUBJID"],
        analysis="count",
        value="AVALC",
        set_values={"PARAMCD": "N"},
    )
    assert made.frame["AVAL"].tolist() == [1.0, 0.0]


@pytest.mark.parametrize("statistic", ["sum", "max"])
def test_text_has_neither_sum_nor_greatest(statistic: str) -> None:
    rows = table("USUBJID TEXT", ("A", "9"), ("A", "10"))
    with pytest.raises(TypeError, match="got text"):
        call(derive_var_merged_summary, rows, dataset="AD", new_var="X", statistic=statistic, variable="TEXT")
    with pytest.raises(TypeError, match="got text"):
        call(
            derive_summary_records,
            rows,
            dataset="AD",
            by=["USUBJID"],
            analysis=statistic,
            value="TEXT",
            set_values={"PARAMCD": "N"},
        )


def test_values_that_are_the_same_are_no_several() -> None:
    others = table("USUBJID KEY DAY AVAL", ("A", "K", 1.0, 0.3), ("A", "K", 1.0, NOISY))
    rows = table("USUBJID ADY", ("A", 1.0))
    merged = call(derive_vars_merged, rows, {"D": others}, dataset="D", variables={"X": "AVAL"}, order=["DAY"])
    joined = call(
        derive_vars_joined, rows, {"D": others}, dataset="D", variables={"X": "AVAL"}, date="ADY", start="DAY"
    )
    transposed = call(
        derive_vars_transposed, rows, {"D": others}, dataset="D", key="KEY", value="AVAL", variables={"X": "K"}
    )
    for made in (merged, joined, transposed):
        assert (filled(made.values["X"]), made.findings) == ([0.3], ())


def test_a_constant_may_depend_on_the_subject() -> None:
    made = call(
        derive_vars_constant,
        table("USUBJID", ("A",), ("B",)),
        {"ADSL": ADSL},
        variables={"DIED": "Y"},
        where={"variable": "ADSL.DTHFL", "eq": "Y"},
    )
    assert made.values["DIED"].tolist() == ["Y", ""]


def test_a_number_is_looked_up_as_the_table_writes_it() -> None:
    study = STUDY.model_copy(update={"lookups": {"visits": {"1": {"name": "Screening"}, "2.1": {"name": "Unplanned"}}}})
    rows = table("USUBJID VISITNUM", ("A", 1.0), ("A", 2.1), ("A", None))
    made = call(derive_vars_lookup, rows, by="VISITNUM", table="visits", variables={"VISIT": "name"}, study=study)
    assert made.values["VISIT"].tolist() == ["Screening", "Unplanned", ""]


def test_the_earliest_of_text_is_no_date() -> None:
    rows = table("USUBJID A B", ("A", "2024-01-05", ""))
    with pytest.raises(TypeError, match="got text"):
        call(derive_var_extreme_date, rows, new_var="X", dates=["A", "B"], mode="earliest")
