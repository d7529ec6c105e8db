"""SAS dates as ISO 8601 text: the whole calendar of SAS, and nothing beyond it."""

from __future__ import annotations

from math import nan

import pandas as pd

from converter.compute.dates.sas_date import iso_date

DAYS = {
    -138_062.0: "-138062",
    -138_061.0: "1582-01-01",
    0.0: "1960-01-01",
    23_445.5: "2024-03-10",
    745_154.0: "4000-03-01",
    2_936_547.0: "9999-12-31",
    2_936_548.0: "2936548",
    nan: "",
}


def test_each_day_of_the_calendar_of_sas_is_written_and_another_number_stays_one() -> None:
    assert iso_date(pd.Series(list(DAYS))).tolist() == list(DAYS.values())
    assert iso_date(pd.Series([], dtype="float64")).tolist() == []
