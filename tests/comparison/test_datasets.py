"""Differences that are planted between two datasets: each is found, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from converter.comparison.comparison import Comparison, DatasetComparison, Settings
from converter.comparison.datasets import compare_datasets
from converter.compute.numbers.missing import special_missing
from converter.dataset import FoundDataset
from converter.report.answers.comparison import comparison_text
from tests.comparison.beside import found

ADT = 21915.0
"""2020-01-01."""
ROWS: dict[str, list[Any]] = {
    "STUDYID": ["S"] * 5,
    "USUBJID": ["S-1", "S-1", "S-1", "S-2", "S-2"],
    "PARAMCD": ["ALT"] * 5,
    "ADT": [ADT, ADT + 1, ADT + 7, ADT, ADT + 1],
    "AVAL": [10.0, 20.0, np.nan, 40.0, special_missing("A")],
    "AVALC": ["10", "20", "", "40", "A"],
    "ASEQ": [1.0, 2.0, 3.0, 1.0, 2.0],
}
BY = Settings(by={"": ("USUBJID", "ADT")})


def changed(**columns: list[Any]) -> FoundDataset:
    return found("ADLB", {**ROWS, **columns})


def rows(*numbers: int) -> FoundDataset:
    one = changed()
    return replace(one, frame=one.frame.iloc[[*numbers]].reset_index(drop=True))


def put(name: str, row: int, value: Any) -> list[Any]:  # noqa: ANN401 - a value of any type
    return [value if at == row else old for at, old in enumerate(ROWS[name])]


def described(name: str, **said: Any) -> FoundDataset:
    one = changed()
    return replace(one, variables=tuple(replace(v, **said) if v.name == name else v for v in one.variables))


def told(one: DatasetComparison) -> list[str]:
    """Give the lines of the text that tell of the dataset, but how it was matched."""
    text = comparison_text(Comparison("a", "b", (one,), {"base": (), "compare": ()}))
    return [line.strip() for line in text.split("\n\n")[2].splitlines()[1:]] if not one.equal else []


@dataclass(frozen=True)
class Planted:
    title: str
    compare: FoundDataset
    expected: list[str]
    settings: Settings = BY


PLANTED = (
    Planted("nothing", changed(), []),
    Planted(
        "a number",
        changed(AVAL=put("AVAL", 1, 20.5)),
        ["AVAL: 1 of 5 values differ, by 0.5 at most", "USUBJID=S-1 ADT=2020-01-02: 20 | 20.5  (+0.5)"],
    ),
    Planted(
        "the last bit of a number",
        changed(AVAL=put("AVAL", 1, np.nextafter(20, 21))),
        [
            "AVAL: 1 of 5 values differ, by 3.55271e-15 at most",
            "USUBJID=S-1 ADT=2020-01-02: 20 | 20.000000000000004  (+3.55271e-15)",
        ],
    ),
    Planted(
        "a number within the absolute tolerance, and one beyond it",
        changed(AVAL=[10.1, 20.2, *ROWS["AVAL"][2:]]),
        ["AVAL: 1 of 5 values differ, by 0.2 at most", "USUBJID=S-1 ADT=2020-01-02: 20 | 20.2  (+0.2)"],
        replace(BY, absolute=0.15),
    ),
    Planted(
        "a number at the border of the absolute tolerance",
        changed(AVAL=[10.1, 20.1, *ROWS["AVAL"][2:]]),
        [],
        replace(BY, absolute=0.1),
    ),
    Planted(
        "a number just beyond the absolute tolerance",
        changed(AVAL=[10.100001, *ROWS["AVAL"][1:]]),
        ["AVAL: 1 of 5 values differ, by 0.100001 at most", "USUBJID=S-1 ADT=2020-01-01: 10 | 10.100001  (+0.100001)"],
        replace(BY, absolute=0.1),
    ),
    Planted(
        "a number within the relative tolerance, and one beyond it",
        changed(AVAL=[10.1, 20.4, *ROWS["AVAL"][2:]]),
        ["AVAL: 1 of 5 values differ, by 0.4 at most", "USUBJID=S-1 ADT=2020-01-02: 20 | 20.4  (+0.4)"],
        replace(BY, relative=0.015),
    ),
    Planted(
        "a number that is missing",
        changed(AVAL=put("AVAL", 0, np.nan)),
        ["AVAL: 1 of 5 values differ", "USUBJID=S-1 ADT=2020-01-01: 10 | ."],
    ),
    Planted(
        "another special missing value",
        changed(AVAL=put("AVAL", 4, special_missing("B"))),
        ["AVAL: 1 of 5 values differ", "USUBJID=S-2 ADT=2020-01-02: .A | .B"],
    ),
    Planted(
        "a text",
        changed(AVALC=put("AVALC", 3, "41")),
        ["AVALC: 1 of 5 values differ", "USUBJID=S-2 ADT=2020-01-01: 40 | 41"],
    ),
    Planted(
        "the case of a text",
        changed(AVALC=put("AVALC", 4, "a")),
        ["AVALC: 1 of 5 values differ", "USUBJID=S-2 ADT=2020-01-02: A | a"],
    ),
    Planted("blanks at the end of a text are none", changed(AVALC=put("AVALC", 4, "A ")), []),
    Planted(
        "a blank before a text",
        changed(AVALC=put("AVALC", 4, " A")),
        ["AVALC: 1 of 5 values differ", "USUBJID=S-2 ADT=2020-01-02: A | ' A'"],
    ),
    Planted("a record too few", rows(0, 1, 2, 4), ["1 record only in base: USUBJID=S-2 ADT=2020-01-01"]),
    Planted(
        "a date that is a key",
        changed(ADT=put("ADT", 4, ADT + 2)),
        [
            "1 record only in base: USUBJID=S-2 ADT=2020-01-02",
            "1 record only in compare: USUBJID=S-2 ADT=2020-01-03",
        ],
    ),
    Planted(
        "a record twice",
        rows(0, 1, 1, 2, 3, 4),
        [
            "1 record of compare with the key of an earlier one: the second matches the second",
            "1 record only in compare: USUBJID=S-1 ADT=2020-01-02",
        ],
    ),
    Planted("records in another order are no difference", rows(3, 4, 0, 1, 2), []),
    Planted("a label", described("AVAL", label="Value"), ["AVAL label: AVAL | Value"]),
    Planted("a length", described("AVALC", length=20), ["AVALC length: 2 | 20"]),
    Planted("a format", described("ADT", format="DATE10"), ["ADT format: DATE9 | DATE10"]),
    Planted("a format with a point is the same", described("ADT", format="date9."), []),
    Planted("a label that is ignored", described("AVAL", label="V"), [], replace(BY, ignore=frozenset({"label"}))),
    Planted("the label of the dataset", replace(changed(), label="Other"), ["label: Label of ADLB | Other"]),
    Planted(
        "the type of a variable",
        changed(AVAL=["10", "20", "", "40", "A"]),
        [
            "not compared, text on one side and numbers on the other: AVAL",
            "AVAL type: Num | Char",
        ],
    ),
    Planted(
        "a variable too few",
        found("ADLB", {name: values for name, values in ROWS.items() if name != "AVALC"}),
        ["variables only in base: AVALC"],
    ),
    Planted("a variable too many", changed(DTYPE=[""] * 5), ["variables only in compare: DTYPE"]),
    Planted("a variable that is ignored", changed(AVAL=[0.0] * 5), [], replace(BY, ignore=frozenset({"AVAL"}))),
    Planted(
        "the order of variables",
        found("ADLB", {name: ROWS[name] for name in ("STUDYID", "PARAMCD", "USUBJID", *[*ROWS][3:])}),
        ["order: USUBJID PARAMCD | PARAMCD USUBJID"],
    ),
    Planted(
        "no records",
        rows(),
        [
            "5 records only in base: "
            + "; ".join(
                f"USUBJID={u} ADT=2020-01-0{d}" for u, d in (("S-1", 1), ("S-1", 2), ("S-1", 8), ("S-2", 1), ("S-2", 2))
            )
        ],
    ),
)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: one.title)
def test_a_planted_difference_is_found_and_nothing_beside_it(planted: Planted) -> None:
    one = compare_datasets(changed(), planted.compare, planted.settings)
    assert told(one) == planted.expected
    assert one.equal == (not planted.expected)


DAYS: dict[str, list[Any]] = {"USUBJID": ["S-1", "S-2"], "ADT": [ADT, ADT + 1]}


def moments(*seconds: float, attributes: bool = False) -> FoundDataset:
    one = found("ADSL", {**DAYS, "ADT": [*seconds]}, attributes=attributes)
    return replace(one, variables=tuple(replace(v, format="E8601DT") if v.name == "ADT" else v for v in one.variables))


def test_days_that_a_file_without_attributes_has_as_midnights_are_these_days() -> None:
    days, midnights = found("ADSL", DAYS), moments(ADT * 86400, (ADT + 2) * 86400)
    one = compare_datasets(days, midnights, Settings(by={"": ("USUBJID",)}))
    assert told(one) == ["ADT: 1 of 2 values differ, by 1 at most", "USUBJID=S-2: 2020-01-02 | 2020-01-03  (+1)"]
    assert compare_datasets(midnights, midnights, Settings()).equal


def test_moments_within_a_day_and_date_times_of_a_file_with_attributes_are_no_days() -> None:
    for other in (moments(ADT * 86400 + 60, ADT * 86400), moments(ADT * 86400, (ADT + 1) * 86400, attributes=True)):
        one = compare_datasets(found("ADSL", DAYS), other, Settings(by={"": ("USUBJID",)}))
        assert [(values.variable, values.unequal) for values in one.values] == [("ADT", 2)]
        assert "21915 | 1893456" in comparison_text(Comparison("a", "b", (one,), {"base": (), "compare": ()}))
