"""The days that an imputed date may have been."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.dates.imputed import possible_days
from converter.compute.dates.sas_date import iso_date, sas_date


@pytest.mark.parametrize(
    ("day", "flag", "first", "last"),
    [
        ("2016-02-15", "", "2016-02-15", "2016-02-15"),
        ("2016-02-15", "D", "2016-02-01", "2016-02-29"),
        ("2016-02-15", "M", "2016-01-01", "2016-12-31"),
        ("2016-02-15", "Y", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_flag_leaves_open_what_was_imputed(day: str, flag: str, first: str, last: str) -> None:
    found = possible_days(sas_date(pd.Series([day])), pd.Series([flag]))
    assert [iso_date(days).tolist() for days in found] == [[first], [last]]


def test_without_flags_a_date_is_itself() -> None:
    found = possible_days(sas_date(pd.Series(["2016-02-15"])), None)
    assert [iso_date(days).tolist() for days in found] == [["2016-02-15"], ["2016-02-15"]]
