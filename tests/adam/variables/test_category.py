"""Categories and criteria."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from converter.adam.variables.category import derive_vars_cat
from converter.adam.variables.crit_flag import derive_vars_crit_flag
from tests.adam.frames import call, filled, table, told

AGES = [
    {"when": {"variable": "AGE", "lt": 65}, "set_values": {"AGEGR1": "<65", "AGEGR1N": 1}},
    {"when": {"variable": "AGE", "le": 80}, "set_values": {"AGEGR1": "65-80", "AGEGR1N": 2}},
]
ROWS = table(
    "USUBJID AGE AGEGR1 AGEGR1N",
    ("A", 64.9, "<65", 1.0),
    ("B", 65.0, "65-80", 2.0),
    ("C", 80.0, "65-80", 2.0),
    ("D", 81.0, "", None),
    ("E", None, "", None),
)


@pytest.mark.parametrize(("unmatched", "findings"), [({}, [("category-none", [3])]), ({"unmatched": "blank"}, [])])
def test_the_first_category_that_holds_is_taken_and_a_known_value_in_none_is_reported(
    unmatched: dict[str, Any], findings: list[tuple[str, list[int]]]
) -> None:
    made = call(derive_vars_cat, ROWS[["USUBJID", "AGE"]], categories=AGES, **unmatched)
    assert made.values["AGEGR1"].tolist() == ROWS["AGEGR1"].tolist()
    assert filled(made.values["AGEGR1N"]) == filled(ROWS["AGEGR1N"])
    assert told(made.findings) == findings
    assert [finding.values.tolist() for finding in made.findings] == [["81"]] * len(findings)


def test_a_category_without_a_condition_takes_all_others_missing_ones_too() -> None:
    made = call(derive_vars_cat, ROWS[["AGE"]], categories=[AGES[0], {"set_values": {"AGEGR1": "other"}}])
    assert made.values["AGEGR1"].tolist() == ["<65", "other", "other", "other", "other"]
    assert filled(made.values["AGEGR1N"]) == [1, None, None, None, None]
    assert not made.findings


def test_categories_read_the_subjects_values_and_stay_within_where() -> None:
    rows = table("USUBJID PARAMCD AVAL", ("A", "BCMA", 60.0), ("A", "WBC", 60.0), ("B", "BCMA", 40.0))
    adsl = table("USUBJID SAFFL", ("A", "Y"), ("B", "N"))
    treated = {"all": [{"variable": "ADSL.SAFFL", "eq": "Y"}, {"variable": "AVAL", "ge": 50}]}
    made = call(
        derive_vars_cat,
        rows,
        {"ADSL": adsl},
        categories=[{"when": treated, "set_values": {"AVALCAT1": "HIGH"}}],
        where={"variable": "PARAMCD", "eq": "BCMA"},
    )
    assert made.values["AVALCAT1"].tolist() == ["HIGH", "", ""]
    assert told(made.findings) == [("category-none", [2])]


def test_a_variable_is_text_in_every_category_or_a_number_in_every_one() -> None:
    mixed = [AGES[0], {"set_values": {"AGEGR1": 2}}]
    with pytest.raises(ValidationError, match="AGEGR1: some entries set text, others numbers"):
        call(derive_vars_cat, ROWS, categories=mixed)
    with pytest.raises(ValidationError, match="the list is empty"):
        call(derive_vars_cat, ROWS, categories=[])


CRITERIA = table(
    "PARAMCD AVAL ANRHI alone yn number",
    ("ALT", 121, 40, "Y", "Y", 1.0),
    ("ALT", 41, 40, "", "N", 0.0),
    ("ALT", None, 40, "", "", None),
    ("ALT", 121, None, "", "", None),
    ("WBC", 121, 4, "", "", None),
)
HIGH = {"all": [{"variable": "AVAL", "gt": 120}, {"variable": "AVAL", "gt": {"variable": "ANRHI"}}]}


@pytest.mark.parametrize(("values_yn", "column"), [(False, "alone"), (True, "yn")])
def test_a_criterion_stands_where_it_has_a_flag_and_no_flag_where_it_cannot_be_judged(
    values_yn: bool, column: str
) -> None:
    made = call(
        derive_vars_crit_flag,
        CRITERIA,
        criterion="ALT > 3 x ULN",
        when=HIGH,
        values_yn=values_yn,
        numeric_var="CRIT1FN",
        where={"variable": "PARAMCD", "eq": "ALT"},
    )
    flags = CRITERIA[column].tolist()
    assert made.values["CRIT1FL"].tolist() == flags
    assert made.values["CRIT1"].tolist() == ["ALT > 3 x ULN" if flag else "" for flag in flags]
    assert filled(made.values["CRIT1FN"]) == [{"Y": 1, "N": 0, "": None}[flag] for flag in flags]
