"""A missing value of what groups records: they stand in no group and are told, or it is a group of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from converter.adam.findings.baseline import derive_var_base
from converter.adam.records.computed import derive_param_computed
from converter.adam.records.exposure import derive_param_exposure
from converter.adam.records.extreme_records import derive_extreme_records
from converter.adam.records.summary_records import derive_summary_records
from converter.adam.variables.extreme_flag import derive_var_extreme_flag
from converter.adam.variables.obs_number import derive_var_obs_number
from converter.dataset import Frame
from converter.steps import Built
from tests.adam.frames import call, filled, table
from tests.adam.records.test_computed import STUDY

ROWS = table(
    "USUBJID BASETYPE PARAMCD AVAL ADT ABLFL",
    ("A", "", "X", 1, 1, "Y"),
    ("A", "", "X", 2, 2, ""),
    ("A", "LAST", "X", 3, 3, "Y"),
)
BY: dict[str, Any] = {"by": ["USUBJID", "BASETYPE"]}
LATER = {"variable": "ADT", "ge": 2}
NEW: dict[str, Any] = {**BY, "dataset": "AD", "set_values": {"DTYPE": "NEW"}}


@pytest.mark.parametrize(
    ("rule", "arguments", "variable", "without", "grouped"),
    [
        (derive_var_base, BY, "BASE", [None, None, 3], [1, 1, 3]),
        (derive_var_obs_number, {**BY, "order": ["ADT"]}, "ASEQ", [None, None, 1], [1, 2, 1]),
        (
            derive_var_extreme_flag,
            {**BY, "order": ["ADT"], "new_var": "LASTFL", "mode": "last"},
            "LASTFL",
            ["", "", "Y"],
            ["", "Y", "Y"],
        ),
        (derive_extreme_records, {**NEW, "order": ["ADT"], "mode": "last"}, "AVAL", [3], [2, 3]),
        (derive_summary_records, {**NEW, "analysis": "mean"}, "AVAL", [3], [1.5, 3]),
        (
            derive_param_exposure,
            {**NEW, "value": "AVAL", "analysis": "sum", "start": "ADT", "end": "ADT", "new_var": "DOSE"},
            "DOSE",
            [3],
            [3, 3],
        ),
        (
            derive_param_computed,
            {
                **BY,
                "formula": "X",
                "set_values": {"PARAMCD": "Y"},
                "study": STUDY,
                "where": {"variable": "ADT", "ge": 2},
            },
            "AVAL",
            [3],
            [2, 3],
        ),
    ],
)
def test_a_missing_value_is_a_group_of_its_own_where_it_is_said(
    rule: Callable[..., Any], arguments: dict[str, Any], variable: str, without: list[object], grouped: list[object]
) -> None:
    usual = call(rule, ROWS, **arguments)
    values = usual.values if hasattr(usual, "values") else usual.frame
    assert filled(values[variable]) == without
    assert [one.rule for one in usual.findings] == ["by-missing"]
    own = call(rule, ROWS, **arguments, by_missing="own group")
    values = own.values if hasattr(own, "values") else own.frame
    assert sorted(filled(values[variable]), key=str) == sorted(grouped, key=str)
    assert own.findings == ()


VS = table(
    "USUBJID AVISIT PARAMCD AVAL",
    ("A", "SCREENING", "HEIGHT", 1.8),
    ("A", "DAY 1", "WEIGHT", 81),
    ("A", "DAY 8", "WEIGHT", 84.24),
    ("B", "DAY 1", "WEIGHT", 70),
)
BMI = {"text": "WEIGHT / HEIGHT ** 2", "components": {"HEIGHT": {"by": ["USUBJID"]}}}


def bmi(rows: Frame, formula: object = BMI) -> Built:
    by = ["USUBJID", "AVISIT"]
    return call(
        derive_param_computed, rows, formula=formula, by=by, set_values={"PARAMCD": "BMI"}, digits=1, study=STUDY
    )


def test_what_is_measured_once_of_a_subject_counts_in_all_groups() -> None:
    made = bmi(VS)
    assert made.frame[["USUBJID", "AVISIT", "AVAL"]].to_numpy().tolist() == [["A", "DAY 1", 25.0], ["A", "DAY 8", 26.0]]
    assert made.lineage[["row", "source_row"]].sort_values(["row", "source_row"]).to_numpy().tolist() == [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 2],
    ]
    assert [(one.rule, one.values.tolist()) for one in made.findings] == [("computed-incomplete", ["B no HEIGHT"])]


def test_a_constant_that_is_measured_twice_counts_nowhere() -> None:
    again = table("USUBJID AVISIT PARAMCD AVAL", *VS.itertuples(index=False), ("A", "DAY 8", "HEIGHT", 1.9))
    assert [one.rule for one in bmi(again).findings] == ["computed-several", "computed-incomplete"]


def test_a_formula_of_nothing_but_constants_makes_no_groups() -> None:
    every = {"text": "HEIGHT * 100", "components": {"HEIGHT": {"by": ["USUBJID"]}}}
    with pytest.raises(ValueError, match="nothing makes groups"):
        bmi(VS, every)
