"""Supplemental qualifiers belong to the records that IDVAR and IDVARVAL name (SDTMIG 3.4, 8.4)."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.qualifiers import links, with_qualifiers

EVENTS = pd.DataFrame(
    {
        "USUBJID": ["A", "A", "B", "B"],
        "AESEQ": [1.0, 2.0, 1.0, float("nan")],
        "AESPID": ["E1", " E2", "E1", ""],
        "VISITNUM": [3.0, 3.0, 3.5, 3.5],
    }
).astype({"USUBJID": "str", "AESPID": "str"})


def supp(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["USUBJID", "IDVAR", "IDVARVAL", "QNAM", "QVAL"]).astype("str")


@pytest.mark.parametrize(
    ("idvar", "idvarval", "records"),
    [
        ("AESEQ", "1", [0]),
        ("AESEQ", "1.0", [0]),  # numbers as numbers
        ("AESEQ", " 2 ", [1]),
        ("AESEQ", "01", [0]),
        ("AESEQ", "", []),  # a missing value is named by nothing
        ("AESEQ", "x", []),
        ("AESPID", "E2", [1]),  # text without outer blanks
        ("AESPID", "e2", []),
        ("VISITNUM", "3", [0, 1]),  # what is no key names several records
        ("", "", [0, 1]),  # no IDVAR: every record of the subject
        ("AEGRPID", "1", []),  # a variable that is not there
    ],
)
def test_a_qualifier_names_records_by_the_value_of_a_variable(idvar: str, idvarval: str, records: list[int]) -> None:
    assert links(EVENTS, supp(("A", idvar, idvarval, "Q", "v")))["record"].tolist() == records


def test_qualifiers_become_variables_of_their_records_and_the_first_of_several_counts() -> None:
    found = with_qualifiers(
        EVENTS,
        supp(
            ("A", "AESEQ", "2", "Q", "two"),
            ("B", "AESPID", "E1", "R", "by id"),
            ("A", "VISITNUM", "3", "Q", "both"),
            ("C", "AESEQ", "1", "Q", "nobody"),
        ),
    )
    assert found.values["Q"].tolist() == ["both", "two", "", ""]
    assert found.values["R"].tolist() == ["", "", "by id", ""]
    assert found.several.to_dict() == {1: "Q both"}
    assert found.lost.tolist() == [3]


def test_without_qualifiers_nothing_is_added() -> None:
    found = with_qualifiers(EVENTS, supp())
    assert found.values.shape == (4, 0)
    assert (len(found.several), len(found.lost)) == (0, 0)
