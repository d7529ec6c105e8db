"""What a record takes of those before and after it: of one of them, or summed up over all."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.variables.joined import derive_vars_joined_summary, derive_vars_looked
from tests.adam.frames import behind, call, filled, table

ROWS = table(
    "USUBJID PARAMCD ADT AVAL NOTE",
    *(("A", "SUM", 1.0, 50.0, "x"), ("A", "SUM", 20.0, 30.0, ""), ("A", "SUM", 40.0, None, "y")),
    *(
        ("A", "SUM", 60.0, 40.0, "z"),
        ("B", "SUM", 5.0, 9.0, "w"),
        ("A", "SUM", None, 1.0, "v"),
        ("A", "", 70.0, 2.0, "u"),
    ),
)
ASKED: dict[str, Any] = {"dataset": "AD", "by": ["USUBJID", "PARAMCD"], "order": ["ADT"]}


def test_the_nadir_is_the_lowest_value_before_a_record() -> None:
    made = call(
        derive_vars_joined_summary,
        ROWS,
        **ASKED,
        look={"toward": "earlier"},
        summaries=[{"new_var": "NADIR", "statistic": "min"}],
    )
    # a record without a value, a date or a key is no nadir, and has none without a date or a key
    assert filled(made.values["NADIR"]) == [None, 50.0, 30.0, 30.0, None, None, None]
    assert behind(made, "NADIR") == {1: [0], 2: [0, 1], 3: [0, 1, 2]}


def test_statistics_of_what_a_look_sees_up_to_its_end() -> None:
    made = call(
        derive_vars_joined_summary,
        ROWS,
        **ASKED,
        look={"toward": "later", "until": {"variable": "AWAY", "ge": 30}},
        summaries=[
            {"new_var": "N", "statistic": "count", "variable": "NOTE"},
            {"new_var": "TOTAL", "statistic": "sum"},
            {"new_var": "MEAN", "statistic": "mean"},
            {"new_var": "MOST", "statistic": "max"},
        ],
    )
    assert filled(made.values["N"]) == [1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert filled(made.values["TOTAL"]) == [30.0, 40.0, 40.0, None, None, None, None]
    assert filled(made.values["MEAN"]) == [30.0, 40.0, 40.0, None, None, None, None]
    assert filled(made.values["MOST"]) == [30.0, 40.0, 40.0, None, None, None, None]


def test_text_is_counted_and_not_summed_up() -> None:
    with pytest.raises(TypeError, match="got text"):
        call(
            derive_vars_joined_summary,
            ROWS,
            **ASKED,
            look={},
            summaries=[{"new_var": "X", "statistic": "sum", "variable": "NOTE"}],
        )


def test_variables_of_the_end_of_a_look_and_whether_there_is_one() -> None:
    made = call(
        derive_vars_looked,
        ROWS,
        **ASKED,
        look={"toward": "earlier", "until": {"variable": "AVAL", "ge": {"variable": "THIS.AVAL"}}},
        variables={"LASTDT": "ADT", "LASTNOTE": "NOTE"},
        exist_flag="LASTFL",
    )
    assert filled(made.values["LASTDT"]) == [None, 1.0, None, 1.0, None, None, None]
    assert made.values["LASTNOTE"].tolist() == ["", "x", "", "x", "", "", ""]
    assert made.values["LASTFL"].tolist() == ["", "Y", "", "Y", "", "", ""]


def test_no_rows_see_nothing() -> None:
    made = call(derive_vars_looked, ROWS.iloc[:0], **ASKED, look={}, variables={"X": "NOTE"})
    assert (list(made.values), len(made.values)) == (["X"], 0)
