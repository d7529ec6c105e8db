"""Keys: given, or those by which the fewest records differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from converter.comparison.comparison import Settings
from converter.comparison.datasets import compare_datasets
from converter.errors import InputError
from tests.comparison.beside import found

AE: dict[str, list[Any]] = {
    "USUBJID": ["S-1", "S-1", "S-1"],
    "AESEQ": [1.0, 2.0, 3.0],
    "AETERM": ["Headache", "Nausea", "Rash"],
    "AESTDTC": ["2020-01-01", "2020-01-02", "2020-01-03"],
}
WITHOUT_FIRST: dict[str, list[Any]] = {
    "USUBJID": ["S-1", "S-1"],
    "AESEQ": [1.0, 2.0],
    "AETERM": ["Nausea", "Rash"],
    "AESTDTC": ["2020-01-02", "2020-01-03"],
}
GUIDE = ("USUBJID", "AETERM", "AESTDTC")


def test_a_number_within_the_subject_that_moved_is_no_key_where_others_match_better() -> None:
    one = compare_datasets(found("AE", AE), found("AE", WITHOUT_FIRST), Settings(), GUIDE)
    assert (one.keys, one.chosen) == (GUIDE, "of the guide")
    assert one.left["base"] == ("AETERM=Headache AESTDTC=2020-01-01",)
    assert [(values.variable, values.unequal) for values in one.values] == [("AESEQ", 2)]


def test_the_number_within_the_subject_is_the_key_where_a_natural_key_differs() -> None:
    corrected = {**AE, "AETERM": ["Headache", "Nausea NOS", "Rash"]}
    one = compare_datasets(found("AE", AE), found("AE", corrected), Settings(), GUIDE)
    assert one.keys == ("USUBJID", "AESEQ")
    assert [(values.variable, values.first[0].base, values.first[0].compare) for values in one.values] == [
        ("AETERM", "Nausea", "Nausea NOS")
    ]


def test_a_record_of_which_several_values_changed_is_the_same_record_where_its_natural_key_tells_it_apart() -> None:
    guide = ("USUBJID", "AESTDTC", "AESEQ")
    changed = {**AE, "AESEQ": [3.0, 2.0, 1.0], "AETERM": ["A", "B", "C"], "AESEV": ["MILD", "MILD", "MILD"]}
    base = {**AE, "AESEV": ["SEVERE", "SEVERE", "SEVERE"]}
    one = compare_datasets(found("AE", base), found("AE", changed), Settings(), guide)
    assert one.keys == ("USUBJID", "AESTDTC")
    assert {values.variable: values.unequal for values in one.values} == {"AESEQ": 2, "AETERM": 3, "AESEV": 3}


def test_keys_that_the_file_names_come_first() -> None:
    base = replace(found("AE", AE), keys=("USUBJID", "AESTDTC"))
    one = compare_datasets(base, found("AE", AE), Settings(), GUIDE)
    assert (one.keys, one.chosen) == (("USUBJID", "AESTDTC"), "of the file")


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ({"": ("AETERM",)}, ("AETERM",)),
        ({"": ("AETERM",), "AE": ("AESEQ",)}, ("AESEQ",)),
        ({"": ("PARAMCD",)}, ("USUBJID", "AESEQ")),
        ({"LB": ("AETERM",)}, ("USUBJID", "AESEQ")),
    ],
    ids=["of all", "of one before all", "of all, not in this dataset", "of another dataset"],
)
def test_given_keys_are_taken(by: dict[str, tuple[str, ...]], keys: tuple[str, ...]) -> None:
    assert compare_datasets(found("AE", AE), found("AE", AE), Settings(by=by)).keys == keys


def test_without_keys_the_nth_record_matches_the_nth() -> None:
    base, other = found("XX", {"A": ["a", "b", "c"]}), found("XX", {"A": ["a", "x"]})
    one = compare_datasets(base, other, Settings())
    assert one.chosen == "no keys known: the n-th record with the n-th"
    assert (one.left["base"], one.values[0].first[0].key) == (("record 3",), "record 2")


def test_given_keys_that_are_not_there_are_refused() -> None:
    with pytest.raises(InputError, match=r"the keys AESPID are not in both datasets as one type; both have: USUBJID"):
        compare_datasets(found("AE", AE), found("AE", AE), Settings(by={"AE": ("USUBJID", "AESPID")}))
