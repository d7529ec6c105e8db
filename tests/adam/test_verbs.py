"""Verbs of ADaM: dates with their imputation flags, merges, populations with reasons, queries."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.adam.dates.dates import derive_vars_dt, derive_vars_dtm, derive_vars_duration, derive_vars_dy
from converter.adam.records.records import records
from converter.adam.variables.crit_flag import derive_vars_crit_flag
from converter.adam.variables.merge import (
    derive_var_merged_exist_flag,
    derive_var_merged_summary,
    derive_vars_joined,
    derive_vars_merged,
)
from converter.adam.variables.population import Exclusion, derive_var_flag, derive_var_population_flag
from converter.adam.variables.query import derive_var_query
from converter.compute.dates.sas_date import iso_date, sas_date
from converter.spec.condition import Condition
from tests.adam.frames import call, filled, table

DATES = pd.DataFrame({"USUBJID": list("AAAAA"), "DTC": ["2016-06-06T11:34", "2016-02", "2016", "", "2015-12"]})
LB = pd.DataFrame(
    {
        "USUBJID": ["A", "A", "B"],
        "LBTESTCD": ["WBC", "WBC", "WBC"],
        "LBSTRESN": [4.0, 5.0, 7.0],
        "DAY": [1.0, 9.0, 1.0],
    }
)
ADSL = pd.DataFrame({"USUBJID": ["A", "B", "C"], "TRTSDT": [20000.0, 20001.0, float("nan")]})


@pytest.mark.parametrize(
    ("impute", "dates", "flags"),
    [
        ("none", ["2016-06-06", "", "", "", ""], ["", "", "", "", ""]),
        ("first", ["2016-06-06", "2016-02-01", "2016-01-01", "", "2015-12-01"], ["", "D", "M", "", "D"]),
        ("last", ["2016-06-06", "2016-02-29", "2016-12-31", "", "2015-12-31"], ["", "D", "M", "", "D"]),
    ],
)
def test_a_partial_date_is_imputed_as_the_first_or_last_it_can_be_and_flagged(
    impute: str, dates: list[str], flags: list[str]
) -> None:
    made = derive_vars_dt(DATES, {}, dtc="DTC", new_var="ADT", flag_var="ADTF", impute=impute).values  # type: ignore[arg-type]
    assert iso_date(made["ADT"]).tolist() == dates
    assert made["ADTF"].tolist() == flags


@pytest.mark.parametrize(
    ("collected", "impute", "made", "flag"),
    [
        ("2024-03-10/2024-03-20", "none", "", ""),
        ("2024-03-10/2024-03-20", "first", "2024-03-10", "D"),
        ("2024-03-10/2024-03-20", "last", "2024-03-20", "D"),
        ("2024-03-10/2024-03-20", "middle", "2024-03-15", "D"),
        ("2024-02-20/2024-03-10", "first", "2024-02-20", "M"),
        ("2023-12-20/2024-01-10", "last", "2024-01-10", "Y"),
        ("2024-03-10T08:00/2024-03-10T09:00", "none", "2024-03-10", ""),
        ("2003---15", "first", "2003-01-15", "M"),
        ("2003---15", "middle", "2003-07-15", "M"),
        ("2003---31", "last", "2003-12-31", "M"),
        ("20240311", "first", "", ""),
        ("NA", "first", "", ""),
        ("2024-02-30", "last", "", ""),
        ("--03-11", "first", "", ""),
    ],
)
def test_only_iso_dates_give_a_date_and_what_had_to_be_guessed_is_flagged(
    collected: str, impute: str, made: str, flag: str
) -> None:
    rows = pd.DataFrame({"USUBJID": ["A"], "DTC": [collected]})
    answer = derive_vars_dt(rows, {}, dtc="DTC", new_var="ADT", flag_var="ADTF", impute=impute).values  # type: ignore[arg-type]
    assert (iso_date(answer["ADT"])[0], answer["ADTF"][0]) == (made, flag)


def test_times_that_name_their_zone_are_in_utc_so_that_an_end_is_not_before_its_start() -> None:
    rows = pd.DataFrame({"USUBJID": ["A"], "START": ["2024-03-12T10:00:00+01:00"], "END": ["2024-03-12T09:30Z"]})
    begin, end = (derive_vars_dtm(rows, {}, dtc=name, new_var="ADTM").values["ADTM"][0] for name in ("START", "END"))
    assert end - begin == 30 * 60


def test_decimals_of_seconds_stay_so_that_an_order_in_time_is_kept() -> None:
    rows = pd.DataFrame({"USUBJID": ["A", "A"], "DTC": ["1960-01-01T00:00:01.25", "1960-01-01T00:00:01.5"]})
    assert derive_vars_dtm(rows, {}, dtc="DTC", new_var="ADTM").values["ADTM"].tolist() == [1.25, 1.5]


def test_an_imputed_date_is_moved_to_a_limit_only_within_its_possible_days() -> None:
    rows = DATES.assign(START=pd.Series([20491.0] * 5))  # 2016-02-07
    made = derive_vars_dt(rows, {}, dtc="DTC", new_var="ADT", impute="first", not_before=("START",)).values
    assert iso_date(made["ADT"]).tolist() == ["2016-06-06", "2016-02-07", "2016-02-07", "", "2015-12-01"]


@pytest.mark.parametrize(("limit", "made"), [("2016-02-07", "2016-01-15"), ("2016-03-15", "2016-03-15")])
def test_a_day_that_is_known_stays_though_the_month_is_not(limit: str, made: str) -> None:
    rows = pd.DataFrame({"USUBJID": ["A"], "DTC": ["2016---15"], "START": sas_date(pd.Series([limit]))})
    answer = derive_vars_dt(rows, {}, dtc="DTC", new_var="ADT", impute="first", not_before=("START",)).values
    assert iso_date(answer["ADT"]).tolist() == [made]


def test_a_missing_time_is_imputed_and_flagged_only_when_asked() -> None:
    rows = pd.DataFrame({"USUBJID": ["A", "A"], "DTC": ["1960-01-02T01:00", "1960-01-02"]})
    none = derive_vars_dtm(rows, {}, dtc="DTC", new_var="ADTM").values
    assert none["ADTM"].fillna(-1).tolist() == [90000, -1]
    last = derive_vars_dtm(rows, {}, dtc="DTC", new_var="ADTM", flag_var="ATMF", impute="last").values
    assert last["ADTM"].tolist() == [90000, 172799]
    assert last["ATMF"].tolist() == ["", "H"]


def test_the_reference_day_is_day_1_or_day_0_as_the_trial_counts() -> None:
    rows = pd.DataFrame({"USUBJID": ["A", "A"], "ADT": [20000.0, 19999.0]})
    for day_zero, days in ((False, [1, -1]), (True, [0, -1])):
        made = derive_vars_dy(
            rows, {"ADSL": ADSL}, variables={"ADY": "ADT"}, reference="ADSL.TRTSDT", day_zero=day_zero
        )
        assert made.values["ADY"].tolist() == days


def test_a_duration_counts_both_days_in_its_unit() -> None:
    rows = pd.DataFrame({"USUBJID": ["A"], "S": [0.0], "E": [13.0]})
    made = derive_vars_duration(rows, {}, new_var="AVAL", start="S", end="E", unit="weeks")
    assert made.values["AVAL"].tolist() == [2]


def test_a_merge_takes_the_first_or_last_record_and_names_it_as_source() -> None:
    made = derive_vars_merged(
        ADSL, {"LB": LB}, dataset="LB", variables={"WBC": "LBSTRESN"}, order=("DAY",), mode="last"
    )
    assert made.values["WBC"].fillna(-1).tolist() == [5, 7, -1]
    assert made.sources[["row", "source_row"]].to_numpy().tolist() == [[0, 1], [1, 2]]


def test_flags_and_summaries_rest_on_every_record_that_counts() -> None:
    high = Condition(variable="LBSTRESN", gt=4)
    flag = derive_var_merged_exist_flag(ADSL, {"LB": LB}, dataset="LB", new_var="HIGHFL", where=high)
    assert flag.values["HIGHFL"].tolist() == ["Y", "Y", "N"]
    count = derive_var_merged_summary(
        ADSL, {"LB": LB}, dataset="LB", new_var="N", statistic="count", variable="LBSTRESN", none=0
    )
    assert count.values["N"].tolist() == [2, 1, 0]
    assert count.sources["source_row"].tolist() == [0, 1, 2]


def test_a_key_may_stand_in_the_order_too() -> None:
    made = derive_vars_merged(ADSL, {"LB": LB}, dataset="LB", variables={"RES": "LBSTRESN"}, order=("USUBJID", "DAY"))
    alone = derive_vars_merged(ADSL, {"LB": LB}, dataset="LB", variables={"RES": "LBSTRESN"}, order=("DAY",))
    pd.testing.assert_frame_equal(made.values, alone.values)


def test_a_date_falls_into_the_period_that_holds_it() -> None:
    periods = pd.DataFrame({"USUBJID": ["A", "A"], "S": [1.0, 5.0], "E": [4.0, float("nan")], "EPOCH": ["TRT", "FU"]})
    rows = pd.DataFrame({"USUBJID": ["A", "A", "A"], "ADT": [0.0, 4.0, 9.0]})
    made = derive_vars_joined(
        rows, {"SE": periods}, dataset="SE", variables={"APHASE": "EPOCH"}, date="ADT", start="S", end="E"
    )
    assert made.values["APHASE"].tolist() == ["", "TRT", "FU"]


@pytest.mark.parametrize(
    ("starts", "phases", "told"),
    [
        ([1.0, 1.0], ["TRT", "FU"], ["A"]),
        ([1.0, 1.0], ["TRT", "TRT"], []),  # they agree in what is taken
        ([1.0, 2.0], ["TRT", "FU"], []),
        ([9.0, 9.0], ["TRT", "FU"], []),  # neither holds the date
    ],
)
def test_of_periods_that_start_on_one_day_the_one_taken_is_told(
    starts: list[float], phases: list[str], told: list[str]
) -> None:
    periods = pd.DataFrame({"USUBJID": ["A", "A"], "S": starts, "EPOCH": phases})
    rows = pd.DataFrame({"USUBJID": ["A"], "ADT": [4.0]})
    made = derive_vars_joined(rows, {"SE": periods}, dataset="SE", variables={"APHASE": "EPOCH"}, date="ADT", start="S")
    assert [value for one in made.findings for value in one.values] == told


def test_every_subject_outside_a_population_has_a_reason_or_is_reported() -> None:
    rows = pd.DataFrame({"USUBJID": ["A", "B", "C"], "INFUSED": ["Y", "N", "N"], "WHY": ["", "PROGRESSION", ""]})
    made = derive_var_population_flag(
        rows,
        {},
        new_var="SAFFL",
        when=Condition(variable="INFUSED", eq="Y"),
        reason_var="SAFRS",
        reasons=(Exclusion(when=Condition(variable="WHY", eq="PROGRESSION"), reason="NOT INFUSED: PROGRESSION"),),
    )
    assert made.values["SAFFL"].tolist() == ["Y", "N", "N"]
    assert made.values["SAFRS"].tolist() == ["", "NOT INFUSED: PROGRESSION", ""]
    assert [list(finding.rows) for finding in made.findings] == [[2]]


def test_a_query_names_its_terms_in_any_letter_case() -> None:
    rows = pd.DataFrame({"USUBJID": ["A", "A"], "AEDECOD": ["Tremor", "Nausea"]})
    made = derive_var_query(rows, {}, new_var="CQ01NAM", name="NEUROTOXICITY", terms={"AEDECOD": ("TREMOR",)})
    assert made.values["CQ01NAM"].tolist() == ["NEUROTOXICITY", ""]


def test_records_keep_the_record_they_come_from() -> None:
    made = records(
        pd.DataFrame(),
        {"LB": LB},
        dataset="LB",
        variables=("USUBJID",),
        rename={"AVAL": "LBSTRESN"},
        set_values={"PARAMCD": "WBC"},
        where=Condition(variable="DAY", gt=1),
    )
    assert made.frame.to_dict("records") == [{"USUBJID": "A", "AVAL": 5.0, "PARAMCD": "WBC"}]
    assert made.lineage[["table", "source_row"]].to_numpy().tolist() == [["LB", 1]]


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ({}, [0]),
        ({"order": ("DAY",)}, []),
        ({"where": Condition(variable="LBSTRESN", gt=4)}, []),
        ({"variables": {"TEST": "LBTESTCD"}}, []),
    ],
)
def test_a_merge_from_several_records_that_nothing_tells_apart_is_told(
    arguments: dict[str, object], rows: list[int]
) -> None:
    made = derive_vars_merged(ADSL, {"LB": LB}, **{"dataset": "LB", "variables": {"FIRST": "LBSTRESN"}, **arguments})  # type: ignore[arg-type]
    assert [(one.rule, list(one.rows)) for one in made.findings] == ([("merge-several", rows)] if rows else [])


@pytest.mark.parametrize(("add_one", "lengths"), [(True, [-1.0, 1.0, 2.0, None]), (False, [-1.0, 0.0, 1.0, None])])
def test_a_duration_counts_both_days_and_none_twice_where_it_runs_back(
    add_one: bool, lengths: list[float | None]
) -> None:
    rows = pd.DataFrame({"USUBJID": list("ABCD"), "TO": [9.0, 10.0, 11.0, float("nan")]}).assign(FROM=10.0)
    made = derive_vars_duration(rows, {}, new_var="DUR", start="FROM", end="TO", add_one=add_one)
    assert [None if pd.isna(length) else length for length in made.values["DUR"]] == lengths


def test_a_record_without_a_date_is_merged_only_where_no_other_is_there() -> None:
    rows = table("USUBJID", ("1",), ("2",))
    records = table("USUBJID DTC SEQ", ("1", "", 1), ("1", "2020-02-01", 2), ("1", "2020-01-01", 3), ("2", " ", 4))
    for mode, expected in (("first", [3, 4]), ("last", [2, 4])):
        made = call(
            derive_vars_merged, rows, {"LB": records}, dataset="LB", variables={"SEQ": "SEQ"}, order=["DTC"], mode=mode
        )
        assert made.values["SEQ"].tolist() == expected, mode


def test_a_missing_key_matches_nothing() -> None:
    rows = table("USUBJID VISIT N", ("1", "", None), ("1", "V1", 1))
    records = table("USUBJID VISIT N AVAL", ("1", "", None, 5), ("1", "V1", 1, 7))
    others = {"LB": records}
    for by in (["USUBJID", "VISIT"], ["USUBJID", "N"]):
        merged = call(derive_vars_merged, rows, others, dataset="LB", variables={"AVAL": "AVAL"}, by=by)
        assert filled(merged.values["AVAL"]) == [None, 7]
        flag = call(derive_var_merged_exist_flag, rows, others, dataset="LB", new_var="FL", by=by)
        assert flag.values["FL"].tolist() == ["N", "Y"]
        total = call(
            derive_var_merged_summary, rows, others, dataset="LB", new_var="T", statistic="sum", variable="AVAL", by=by
        )
        assert filled(total.values["T"]) == [None, 7]


def test_distinct_values_that_are_the_same_number_count_once() -> None:
    records = table("USUBJID AVAL", ("1", 0.3), ("1", 0.1 + 0.2), ("1", 0.4))
    arguments = {"dataset": "LB", "new_var": "N", "statistic": "count distinct", "variable": "AVAL"}
    made = call(derive_var_merged_summary, table("USUBJID", ("1",)), {"LB": records}, **arguments)
    assert made.values["N"].tolist() == [2]


@pytest.mark.parametrize(
    ("when", "flags"),
    [
        ({"variable": "AVAL", "ne": 1}, ["", "Y", ""]),
        ({"not": {"variable": "AVAL", "gt": 1}}, ["Y", "", ""]),
        ({"variable": "AVAL", "missing": True}, ["", "", "Y"]),
    ],
)
def test_a_flag_is_blank_where_a_missing_value_leaves_it_open(when: dict[str, object], flags: list[str]) -> None:
    rows = table("USUBJID AVAL", ("1", 1), ("2", 2), ("3", None))
    assert call(derive_var_flag, rows, new_var="FL", when=when).values["FL"].tolist() == flags
    known = [flag or "N" for flag in flags]
    if "missing" not in when:
        known[2] = ""
    criterion = call(derive_vars_crit_flag, rows, criterion="C", when=when, values_yn=True).values
    assert criterion["CRIT1FL"].tolist() == known
    assert criterion["CRIT1"].tolist() == ["C" if flag else "" for flag in known]
    no = call(derive_var_flag, rows, new_var="FL", when=when, false_value="N").values
    assert no["FL"].tolist() == known


def test_nobody_is_in_a_population_or_a_query_for_want_of_a_value() -> None:
    rows = table("USUBJID ARM TERM", ("1", "A", "x "), ("2", "SCREEN FAILURE", "X"), ("3", "", "x"))
    when = {"variable": "ARM", "ne": "SCREEN FAILURE"}
    assert call(derive_var_population_flag, rows, new_var="FL", when=when).values["FL"].tolist() == ["Y", "N", "N"]
    named = call(derive_var_query, rows, new_var="CQ01NAM", name="Q", terms={"TERM": ["X", ""]}, where=when)
    assert named.values["CQ01NAM"].tolist() == ["Q", "", ""]
