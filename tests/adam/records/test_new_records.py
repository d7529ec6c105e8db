"""New records: extremes, summaries, existence, exposure."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.records.exist_flag import derive_param_exist_flag
from converter.adam.records.exposure import derive_param_exposure
from converter.adam.records.extreme_records import derive_extreme_records
from converter.adam.records.grouped import Statistic
from converter.adam.records.summary_records import derive_summary_records
from converter.compute.dates.sas_date import iso_date
from converter.steps import Built
from tests.adam.frames import call, filled, table, told

LB = table(
    "USUBJID PARAMCD AVISIT ADT AVAL",
    ("A", "WBC", "DAY 1", 1, 4.0),
    ("A", "WBC", "DAY 1", 2, 9.0),
    ("A", "WBC", "DAY 8", 8, None),
    ("B", "WBC", "DAY 1", 3, 5.0),
    ("B", "HGB", "DAY 1", 3, 8.0),
)
BY = ["USUBJID", "PARAMCD"]
WORST = {"PARAMCD": "WORST", "DTYPE": "MAXIMUM"}


def behind(made: Built) -> list[tuple[int, str, int]]:
    """List lineage as row, table and record."""
    return [(int(row), str(name), int(label)) for row, name, label in made.lineage.iloc[:, :3].to_numpy()]


def test_the_extreme_record_of_a_group_is_copied_whole_with_its_new_values() -> None:
    made = call(
        derive_extreme_records, LB, dataset="AD", by=BY, order=["AVAL"], mode="last", set_values={"DTYPE": "MAXIMUM"}
    )
    expected = table(
        "USUBJID PARAMCD AVISIT ADT AVAL DTYPE",
        ("A", "WBC", "DAY 1", 2, 9.0, "MAXIMUM"),
        ("B", "WBC", "DAY 1", 3, 5.0, "MAXIMUM"),
        ("B", "HGB", "DAY 1", 3, 8.0, "MAXIMUM"),
    )
    assert made.frame.to_dict("list") == expected.to_dict("list")
    assert behind(made) == [(0, "AD", 1), (1, "AD", 3), (2, "AD", 4)]
    assert not made.findings


def test_a_record_of_another_dataset_brings_the_variables_named() -> None:
    made = call(
        derive_extreme_records,
        LB,
        {"EX": table("USUBJID EXDOSE EXTRT", ("A", 3.0, "CELLS"), ("A", 7.0, "CELLS"))},
        dataset="EX",
        by=["USUBJID"],
        order=["EXDOSE"],
        mode="first",
        rename={"AVAL": "EXDOSE"},
        set_values={"PARAMCD": "FIRST"},
        where={"variable": "EXDOSE", "gt": 5},
    )
    assert made.frame.to_dict("records") == [{"USUBJID": "A", "AVAL": 7.0, "PARAMCD": "FIRST"}]
    assert behind(made) == [(0, "EX", 1)]


@pytest.mark.parametrize(("ties", "findings"), [("report", [("extreme-tie", [1])]), ("by order of records", [])])
def test_a_tie_is_reported_at_the_new_record_unless_declared(ties: str, findings: list[tuple[str, list[int]]]) -> None:
    rows = table("USUBJID ADT AVAL", ("A", 1, 1.0), ("B", 2, 2.0), ("B", 2, 3.0))
    arguments: dict[str, Any] = {"dataset": "AD", "by": ["USUBJID"], "order": ["ADT"], "mode": "first", "ties": ties}
    made = call(derive_extreme_records, rows, set_values={"DTYPE": "X"}, **arguments)
    assert made.frame["AVAL"].tolist() == [1, 2]
    assert told(made.findings) == findings


UNKEYED = table("USUBJID PARAMCD ADT AVAL", ("A", "", 1, 4.0), ("A", "WBC", 2, 5.0))


def test_records_without_their_key_make_no_new_record_and_are_told() -> None:
    extreme = call(derive_extreme_records, UNKEYED, dataset="AD", by=BY, order=["ADT"], mode="first", set_values=WORST)
    summary = call(derive_summary_records, UNKEYED, dataset="AD", by=BY, analysis="sum", set_values=WORST)
    for made in (extreme, summary):
        assert made.frame["AVAL"].tolist() == [5]
        assert told(made.findings) == [("by-missing", [-1])]
        assert made.findings[0].values.tolist() == ["A no PARAMCD"]


VALUES = table("USUBJID AVAL", ("A", 1.0), ("A", 2.0), ("A", None), ("A", 6.0), ("B", 5.0), ("C", None))


@pytest.mark.parametrize(
    ("analysis", "expected"),
    [
        ("count", {"A": 3, "B": 1, "C": 0}),
        ("sum", {"A": 9, "B": 5}),
        ("mean", {"A": 3, "B": 5}),
        ("min", {"A": 1, "B": 5}),
        ("max", {"A": 6, "B": 5}),
        ("median", {"A": 2, "B": 5}),
    ],
)
def test_a_group_is_summed_up_by_its_known_values(analysis: Statistic, expected: dict[str, float]) -> None:
    made = call(
        derive_summary_records, VALUES, dataset="AD", by=["USUBJID"], analysis=analysis, set_values={"DTYPE": "S"}
    )
    assert dict(zip(made.frame["USUBJID"], made.frame["AVAL"], strict=True)) == expected
    assert behind(made) == [(0, "AD", 0), (0, "AD", 1), (0, "AD", 3), (1, "AD", 4)]
    lost = [finding.values.tolist() for finding in made.findings if finding.rule == "summary-no-value"]
    assert lost == ([] if analysis == "count" else [["C"]])


def test_a_summary_keeps_what_its_records_agree_on_and_reports_the_rest() -> None:
    rows = table("USUBJID PARAM ADT AVAL", ("A", "White cells", 1, 1.0), ("A", "White cells", 2, 2.0))
    made = call(
        derive_summary_records,
        rows,
        dataset="AD",
        by=["USUBJID"],
        analysis="mean",
        keep=["PARAM", "ADT"],
        set_values={"DTYPE": "AVERAGE"},
    )
    assert made.frame["PARAM"].tolist() == ["White cells"]
    assert filled(made.frame["ADT"]) == [None]
    assert told(made.findings) == [("keep-several", [0])]


def test_without_records_there_is_no_summary() -> None:
    made = call(derive_summary_records, VALUES.iloc[:0], dataset="AD", by=["USUBJID"], analysis="sum", set_values=WORST)
    assert made.frame.empty


ADSL = table("STUDYID USUBJID SAFFL", ("S", "A", "Y"), ("S", "B", "Y"), ("S", "C", "Y"), ("S", "D", "N"))
AE = table("USUBJID AESER", ("A", "N"), ("A", "Y"), ("B", "N"), ("D", "Y"))


@pytest.mark.parametrize(
    ("arguments", "text", "numbers"),
    [
        ({}, ["Y", "N", "N"], [1, 0, 0]),
        ({"missing_value": ""}, ["Y", "N", ""], [1, 0, None]),
        ({"where": {"variable": "AESER", "eq": "Y"}, "missing_value": ""}, ["Y", "", ""], [1, None, None]),
    ],
)
def test_every_subject_of_the_population_is_told_whether_it_has_such_a_record(
    arguments: dict[str, Any], text: list[str], numbers: list[float | None]
) -> None:
    made = call(
        derive_param_exist_flag,
        LB,
        {"ADSL": ADSL, "AE": AE},
        dataset="AE",
        when={"variable": "AESER", "eq": "Y"},
        population={"variable": "ADSL.SAFFL", "eq": "Y"},
        set_values={"PARAMCD": "SERIOUS"},
        **arguments,
    )
    assert made.frame["AVALC"].tolist() == text
    assert filled(made.frame["AVAL"]) == numbers
    assert behind(made) == [(0, "ADSL", 0), (0, "AE", 1), (1, "ADSL", 1), (2, "ADSL", 2)]


EX = table(
    "USUBJID EXDOSE EXSTDTC EXENDTC",
    ("A", 10.0, "2016-03-01", "2016-03-02"),
    ("A", 30.0, "2016-03-08", ""),
    ("A", None, "2016-03-09", "2016-03-09"),
    ("B", 5.0, "2016-03", "2016-03-10"),
    ("C", None, "2016-04-01", "2016-04-01"),
)


@pytest.mark.parametrize(
    ("analysis", "values"),
    [
        ("sum", [40, 5, None]),
        ("mean", [20, 5, None]),
        ("max", [30, 5, None]),
        ("min", [10, 5, None]),
        ("count", [2, 1, 0]),
    ],
)
def test_doses_are_summed_up_with_their_first_and_last_date(analysis: str, values: list[float | None]) -> None:
    made = call(
        derive_param_exposure,
        LB,
        {"EX": EX},
        dataset="EX",
        value="EXDOSE",
        analysis=analysis,
        start="EXSTDTC",
        end="EXENDTC",
        set_values={"PARAMCD": "DOSE"},
    )
    assert filled(made.frame["AVAL"]) == values
    assert iso_date(made.frame["ASTDT"]).tolist() == ["2016-03-01", "", "2016-04-01"]
    assert iso_date(made.frame["AENDT"]).tolist() == ["2016-03-09", "2016-03-10", "2016-04-01"]
    assert behind(made) == [(0, "EX", 0), (0, "EX", 1), (0, "EX", 2), (1, "EX", 3), (2, "EX", 4)]
    lost = {finding.rule: finding.values.tolist() for finding in made.findings}
    assert lost.pop("exposure-date-partial") == ["B 2016-03"]
    assert lost == ({} if analysis == "count" else {"exposure-no-dose": ["C"]})


def test_a_missing_value_is_no_other_value_to_keep() -> None:
    rows = table("USUBJID PARAM N AVAL", ("A", "", None, 1.0), ("A", "White cells", 7, 2.0), ("B", "", None, 2.0))
    made = call(
        derive_summary_records, rows, dataset="AD", by=["USUBJID"], analysis="mean", keep=["PARAM", "N"], set_values={}
    )
    assert made.frame["PARAM"].tolist() == ["White cells", ""]
    assert filled(made.frame["N"]) == [7, None]
    assert not made.findings


def test_every_subject_of_the_population_has_a_record_that_says_whether_one_was_found() -> None:
    adsl = table("STUDYID USUBJID FASFL", ("S", "A", "Y"), ("S", "B", "Y"), ("S", "C", "Y"), ("S", "D", "N"))
    rs = table("STUDYID USUBJID ADT AVALC", ("S", "A", 50, "PD"), ("S", "A", 20, "PD"), ("S", "B", 9, "SD"))
    made = call(
        derive_extreme_records,
        table("USUBJID"),
        {"ADSL": adsl, "ADRS": rs},
        dataset="ADRS",
        by=["STUDYID", "USUBJID"],
        order=["ADT"],
        mode="first",
        variables=["ADT"],
        where={"variable": "AVALC", "eq": "PD"},
        population={"variable": "ADSL.FASFL", "eq": "Y"},
        exist_flag={"AVALC": ["Y", "N"]},
        set_values={"PARAMCD": "PD"},
    )
    expected = table(
        "STUDYID USUBJID ADT AVALC PARAMCD",
        ("S", "A", 20, "Y", "PD"),
        ("S", "B", None, "N", "PD"),
        ("S", "C", None, "N", "PD"),
    )
    assert made.frame.equals(expected[list(made.frame)])
    assert behind(made) == [(0, "ADRS", 1), (1, "ADSL", 1), (2, "ADSL", 2)]
