"""Variables of other datasets: keys of other names, who has no record, and lists of values."""

from __future__ import annotations

import pytest

from converter.adam.variables.merge import (
    derive_var_merged_exist_flag,
    derive_var_merged_summary,
    derive_vars_merged,
    merged_unchanged,
)
from tests.adam.frames import call, filled, table, told

ROWS = table("USUBJID TULNKID", ("A", "T1"), ("A", "T2"), ("B", "T1"), ("B", ""))
TR = table(
    "USUBJID TRLNKID TRLOC DIAM",
    *(("A", "T1", "LUNG", 10.0), ("A", "T2", "LIVER", 9.0), ("B", "T3", "SKIN", 2.0), ("B", "", "BONE", 3.0)),
)


def test_keys_may_have_another_name_there_and_who_matches_none_gets_what_is_said() -> None:
    made = call(
        derive_vars_merged,
        ROWS,
        {"TR": TR},
        dataset="TR",
        keys={"TULNKID": "TRLNKID"},
        variables={"LOC": "TRLOC", "DIAM": "DIAM"},
        exist_flag="MEASFL",
        missing_values={"LOC": "NOT MEASURED"},
    )
    assert made.values["LOC"].tolist() == ["LUNG", "LIVER", "NOT MEASURED", "NOT MEASURED"]
    assert filled(made.values["DIAM"]) == [10.0, 9.0, None, None]
    assert made.values["MEASFL"].tolist() == ["Y", "Y", "", ""]
    assert made.findings == ()


def test_records_of_one_key_that_differ_are_told_under_the_name_of_the_rows_too() -> None:
    twice = table("USUBJID TRLNKID TRLOC", ("A", "T1", "LUNG"), ("A", "T1", "LIVER"))
    made = call(
        derive_vars_merged, ROWS, {"TR": twice}, dataset="TR", keys={"TULNKID": "TRLNKID"}, variables={"LOC": "TRLOC"}
    )
    assert told(made.findings) == [("merge-several", [0])]


def test_a_dataset_is_in_order_of_its_own_variable_where_a_key_has_its_name() -> None:
    there = table("USUBJID TRLNKID TULNKID DIAM", ("A", "T1", "2", 5.0), ("A", "T1", "1", 7.0))
    asked = {"dataset": "TR", "keys": {"TULNKID": "TRLNKID"}, "variables": {"DIAM": "DIAM"}}
    made = call(derive_vars_merged, ROWS, {"TR": there}, order=["TULNKID"], **asked)
    assert filled(made.values["DIAM"]) == [7.0, None, None, None]


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"LOCC": "X"}, "missing_values: LOCC is none of variables: LOC, DIAM"),
        ({"DIAM": "X"}, "missing_values: DIAM is a number, got 'X'"),
        ({"LOC": 0}, "missing_values: LOC is text, got 0"),
    ],
)
def test_what_stands_for_no_record_is_of_a_variable_that_is_taken_and_of_its_type(
    missing: dict[str, str | float], message: str
) -> None:
    asked = {"dataset": "TR", "keys": {"TULNKID": "TRLNKID"}, "variables": {"LOC": "TRLOC", "DIAM": "DIAM"}}
    with pytest.raises(TypeError, match=message):
        call(derive_vars_merged, ROWS, {"TR": TR}, missing_values=missing, **asked)


def test_a_variable_that_is_also_set_is_no_predecessor() -> None:
    said = {"dataset": "TR", "variables": {"LOC": "TRLOC"}, "where": None, "order": ()}
    assert merged_unchanged(**said) == {"LOC": "TR.TRLOC"}  # type: ignore[arg-type]
    assert merged_unchanged(**said, missing_values={"LOC": "X"}) == {}  # type: ignore[arg-type]


def test_without_any_record_a_flag_may_be_another_than_without_one_that_meets_the_condition() -> None:
    rows = table("USUBJID", ("A",), ("B",), ("C",))
    lab = table("USUBJID AVAL", ("A", 5.0), ("B", 1.0))
    asked = {"dataset": "LB", "new_var": "HIGHFL", "where": {"variable": "AVAL", "gt": 3}}
    made = call(derive_var_merged_exist_flag, rows, {"LB": lab}, missing_value="M", **asked)
    assert made.values["HIGHFL"].tolist() == ["Y", "N", "M"]
    usual = call(derive_var_merged_exist_flag, rows, {"LB": lab}, **asked)
    assert usual.values["HIGHFL"].tolist() == ["Y", "N", "N"]


def test_a_list_has_every_value_once_numbers_by_size_and_none_that_is_missing() -> None:
    rows = table("USUBJID", ("A",), ("B",), ("C",))
    parts = table(
        "USUBJID LOC SIZE", ("A", "LUNG", 10.0), ("A", "BONE", 9.0), ("A", "LUNG", None), ("B", "", 0.1 + 0.2)
    )
    words = call(
        derive_var_merged_summary, rows, {"TU": parts}, dataset="TU", new_var="X", statistic="list", variable="LOC"
    )
    sizes = call(
        derive_var_merged_summary, rows, {"TU": parts}, dataset="TU", new_var="X", statistic="list", variable="SIZE"
    )
    assert words.values["X"].tolist() == ["BONE, LUNG", "", ""]
    assert sizes.values["X"].tolist() == ["9, 10", "0.3", ""]
