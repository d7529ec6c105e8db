"""Ages in years."""

from __future__ import annotations

import pytest

from converter.adam.dates.age import derive_var_age_years
from tests.adam.frames import call, filled, table, told


def test_an_age_is_in_years_whatever_its_unit() -> None:
    rows = table(
        "USUBJID AGE AGEU",
        *(("A", 28.0, "YEARS"), ("B", 240.0, "months"), ("C", 1461.0, "DAYS"), ("D", None, "")),
        *(("E", 5.0, "DECADES"), ("F", 5.0, ""), ("G", 52.0, " WEEKS ")),
    )
    made = call(derive_var_age_years, rows, new_var="AAGE")
    assert filled(made.values["AAGE"]) == [28.0, 20.0, 4.0, None, None, None, pytest.approx(52 * 7 / 365.25)]
    assert told(made.findings) == [("age-unit-unknown", [4, 5])]
