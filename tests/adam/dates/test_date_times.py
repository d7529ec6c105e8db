"""Date-times: imputed, and parted into date and time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from converter.adam.dates.dates import derive_vars_dtm, derive_vars_dtm_to_dt, derive_vars_dtm_to_tm
from converter.compute.dates.sas_date import sas_day
from tests.adam.frames import call, filled, table

DAY = 86400


def at(day: str, hour: float) -> float:
    return float(sas_day(date.fromisoformat(day)) * DAY + hour * 3600)


@pytest.mark.parametrize(
    ("dtc", "arguments", "value", "flags"),
    [
        ("2024-05-10T08:30", {}, at("2024-05-10", 8.5), ("", "")),
        ("2024-05-10", {"impute": "first"}, at("2024-05-10", 0), ("", "H")),
        ("2024-05", {"impute": "first"}, None, ("", "")),
        ("2024-05", {"impute": "first", "date_impute": "first"}, at("2024-05-01", 0), ("D", "H")),
        ("2024-05", {"impute": "last", "date_impute": "last"}, at("2024-05-31", 24) - 1, ("D", "H")),
        ("2024", {"impute": "first", "date_impute": "middle"}, at("2024-07-01", 0), ("M", "H")),
        ("2024-05", {"date_impute": "first"}, None, ("", "")),  # the time stays unknown
        ("", {"impute": "first", "date_impute": "first"}, None, ("", "")),
    ],
)
def test_a_partial_date_is_imputed_only_where_it_is_asked_for_and_flagged(
    dtc: str, arguments: dict[str, Any], value: float | None, flags: tuple[str, str]
) -> None:
    rows = table("USUBJID DTC", ("A", dtc))
    made = call(
        derive_vars_dtm, rows, dtc="DTC", new_var="ASTDTM", flag_var="ASTTMF", date_flag_var="ASTDTF", **arguments
    )
    assert filled(made.values["ASTDTM"]) == [value]
    assert (made.values["ASTDTF"].iloc[0], made.values["ASTTMF"].iloc[0]) == flags


@pytest.mark.parametrize(
    ("dtc", "value"),
    [
        ("2024-05", at("2024-05-10", 9)),  # treatment started on one of its possible days
        ("2024-05-10", at("2024-05-10", 9)),
        ("2024-05-10T07", at("2024-05-10", 7)),  # the hour is known
        ("2024-06", at("2024-06-01", 0)),
        ("2024-04", at("2024-04-01", 0)),
    ],
)
def test_an_imputed_hour_is_moved_to_a_limit_that_lies_on_a_possible_day(dtc: str, value: float) -> None:
    rows = table("USUBJID DTC TRTSDTM", ("A", dtc, at("2024-05-10", 9)))
    made = call(
        derive_vars_dtm, rows, dtc="DTC", new_var="D", impute="first", date_impute="first", not_before=["TRTSDTM"]
    )
    assert filled(made.values["D"]) == [value]


def test_a_limit_after_it_moves_an_imputed_end_back() -> None:
    rows = table("USUBJID DTC DTHDTM", ("A", "2024-05", at("2024-05-10", 9)))
    made = call(derive_vars_dtm, rows, dtc="DTC", new_var="D", impute="last", date_impute="last", not_after=["DTHDTM"])
    assert filled(made.values["D"]) == [at("2024-05-10", 9)]


def test_a_date_time_has_a_date_and_a_time_of_day_before_1960_too() -> None:
    rows = table("USUBJID DTM", ("A", at("2024-05-10", 8.5)), ("B", at("1959-12-31", 6)), ("C", None))
    assert filled(call(derive_vars_dtm_to_dt, rows, variables={"DT": "DTM"}).values["DT"]) == [
        sas_day(date(2024, 5, 10)),
        -1,
        None,
    ]
    assert filled(call(derive_vars_dtm_to_tm, rows, variables={"TM": "DTM"}).values["TM"]) == [30600, 21600, None]
