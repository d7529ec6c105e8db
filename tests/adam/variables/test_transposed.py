"""Records of a dataset as variables."""

from __future__ import annotations

from converter.adam.variables.transposed import derive_vars_transposed
from tests.adam.frames import call, filled, table, told

CM = table("USUBJID", ("A",), ("B",), ("C",))
LONG = table(
    "USUBJID LEVEL CODE",
    ("A", "1", "N02"),
    ("A", "2", "N02B"),
    ("B", "1", "C01"),
    ("B", "1", "C07"),
    ("B", "2", "C01A"),
    ("B", "2", "C01A"),
)
ASKED = {"dataset": "FACM", "key": "LEVEL", "value": "CODE", "variables": {"ATC1CD": "1", "ATC2CD": "2"}}


def test_each_value_of_the_key_is_a_variable() -> None:
    made = call(derive_vars_transposed, CM, {"FACM": LONG}, **ASKED)
    assert made.values["ATC1CD"].tolist() == ["N02", "", ""]
    assert made.values["ATC2CD"].tolist() == ["N02B", "C01A", ""]


def test_of_several_records_that_differ_none_is_taken_and_it_is_told() -> None:
    made = call(derive_vars_transposed, CM, {"FACM": LONG}, **ASKED)
    assert told(made.findings) == [("merge-several", [1])]
    assert made.findings[0].message == "several records have LEVEL 1 and differ in CODE, so none is taken"


def test_the_key_may_be_a_number_and_the_value_too_as_of_periods() -> None:
    periods = table("USUBJID APERIOD APERSDT", ("A", 1, 20000), ("A", 2, 20050))
    asked = {"key": "APERIOD", "value": "APERSDT", "variables": {"AP01SDT": 1, "AP02SDT": 2}}
    made = call(derive_vars_transposed, CM, {"ADPER": periods}, dataset="ADPER", **asked)
    assert filled(made.values["AP01SDT"]) == [20000, None, None]
    assert filled(made.values["AP02SDT"]) == [20050, None, None]
