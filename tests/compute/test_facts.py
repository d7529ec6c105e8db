"""Facts of values: those of two ranges of records add up to those of both, and describe a dataset as its frame does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import described
from converter.compute.describing.facts import MOST_CODES, DatasetFacts, Facts, Slice, from_json, to_json
from converter.dataset import Dataset
from converter.errors import SpecError
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, DataType, ValueLevel, VariableSpec

few = settings(max_examples=40)
TEXTS = ["", " ", "1", "1.50", "007", "<5", "é", "LOW", "2024-01-02", "2024-01", "2024-01-02T10:30", "2024/2025"]
NUMBERS = [float("nan"), 0.0, -0.0, 12.0, -2.5, 1e20, 0.1 + 0.2]
BOTH: frozenset[DataType] = frozenset({"integer", "float"})
CODED = ("LBTESTCD", "LBORRES", "LBNRIND")
SAID = [
    {"variable": "LBORRES", "where": {"variable": "LBTESTCD", "in": ["ALT"]}},
    {"variable": "LBORRES", "where": {"variable": "LBSPEC", "ne": "URINE"}, "codelists": ["NY"]},
    {"variable": "LBDTC", "where": {"any": [{"variable": "VISITNUM", "lt": 2}, {"variable": "LBSPEC", "eq": "URINE"}]}},
]
COLUMNS = {
    "LBTESTCD": st.sampled_from(["ALT", "GLUC", "ALT ", ""]),
    "LBTEST": st.sampled_from(["Alanine", "Glucose", ""]),
    "LBSPEC": st.sampled_from(["SERUM", "URINE", ""]),
    "LBORRES": st.sampled_from(TEXTS),
    "LBSTRESN": st.sampled_from(NUMBERS),
    "LBNRIND": st.sampled_from(["LOW", "HIGH", ""]),
    "VISITNUM": st.sampled_from([1.0, 2.5, float("nan")]),
    "LBDTC": st.sampled_from(TEXTS),
    "QORIG": st.sampled_from(["CRF", "eDT"]),
}


def dataset(columns: dict[str, list[Any]], name: str = "LB", **said: Any) -> Dataset:
    """Make findings, or what `said` says; columns of numbers are numeric, the CODED ones have a codelist."""
    types = {column: "Num" if column in {"LBSTRESN", "VISITNUM"} else "Char" for column in columns}
    variables = tuple(
        VariableSpec.model_validate(
            {
                "name": column,
                "type": types[column],
                "codelists": ("LIST",) if column in CODED else (),
                "described": "ISO 8601 datetime or interval" if column.endswith("DTC") else "",
            }
        )
        for column in columns
    )
    spec = {"domain": name, "label": name, "dataset_class": "FINDINGS", "structure": "", "keys": (), **said}
    dtypes = {"Num": "float64", "Char": "str"}
    frame = {column: pd.Series(values, dtype=dtypes[types[column]]) for column, values in columns.items()}
    return Dataset(DatasetSpec.model_validate({"name": name, "variables": variables, **spec}), pd.DataFrame(frame))


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    count = draw(st.integers(0, 7))
    columns = {name: draw(st.lists(values, min_size=count, max_size=count)) for name, values in COLUMNS.items()}
    said = [one for one in SAID if draw(st.booleans())]
    by = draw(st.sampled_from([(), ("LBTESTCD", "LBSPEC"), ("VISITNUM",)]))
    return dataset(columns, value_level=said, value_level_by=by)


def part(whole: Dataset, start: int, stop: int) -> DatasetFacts:
    return facts_of(replace(whole, frame=whole.frame.iloc[start:stop].reset_index(drop=True)))


FACTS = st.builds(
    Facts,
    filled=st.integers(0, 9),
    width=st.integers(0, 9),
    digits=st.integers(0, 9),
    decimals=st.integers(0, 9),
    kinds=st.frozensets(st.sampled_from(["text", "integer", "float", "date"])),
    numeric=st.booleans(),
    codes=st.none() | st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["", "a", "b"])),
    labels=st.lists(st.sampled_from("xyz"), unique=True, max_size=2).map(tuple),
    origins=st.lists(st.sampled_from("xyz"), unique=True, max_size=2).map(tuple),
)


@few
@given(datasets(), st.integers(0, 7))
def test_the_facts_of_two_ranges_add_up_to_those_of_the_whole(whole: Dataset, cut: int) -> None:
    facts = facts_of(whole)
    assert part(whole, 0, cut) + part(whole, cut, 7) == facts
    both = {"LB": part(whole, 0, cut) + part(whole, cut, 7)}
    assert described({"LB": whole.spec}, both) == described({"LB": whole.spec}, {"LB": facts})


@given(FACTS, FACTS, FACTS)
def test_sums_of_facts_may_be_made_in_any_grouping_and_no_values_add_nothing(a: Facts, b: Facts, c: Facts) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + Facts() == a == Facts() + a


@few
@given(datasets())
def test_the_facts_of_no_records_add_nothing_and_json_keeps_all_facts(whole: Dataset) -> None:
    facts = facts_of(whole)
    assert facts + DatasetFacts() == facts == DatasetFacts() + facts
    assert facts + part(whole, 0, 0) == facts == part(whole, 0, 0) + facts
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


@few
@given(st.lists(st.tuples(st.sampled_from(["ALT", "GLUC", ""]), st.sampled_from(TEXTS[:7])), max_size=6))
def test_a_slice_is_described_as_each_of_its_values_read_one_by_one_says(rows: list[tuple[str, str]]) -> None:
    made = dataset({"LBTESTCD": [test for test, _ in rows], "LBORRES": [value for _, value in rows]})
    levels = described({"LB": made.spec}, {"LB": facts_of(made)})["LB"].value_level
    expected = []
    for test in sorted({test for test, value in rows if test and value.strip()}):
        values = [value for one, value in rows if one == test and value.strip()]
        if all(value in {"1", "1.50"} for value in values):
            kind = "float" if "1.50" in values else "integer"
            length = max(sum(letter.isdigit() for letter in value) for value in values)
            expected.append((test, kind, length, 2 if kind == "float" else None))
        else:
            expected.append((test, "text", max(len(value.encode()) for value in values), None))
    assert [(one.where.eq, one.data_type, one.length, one.significant_digits) for one in levels] == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("LBCAT", ["Ab", "", "é日", " "], Facts(filled=2, width=5)),
        ("LBCAT", [], Facts(width=1)),
        ("VISITNUM", [2.0, -150.0, float("nan"), 0.25], Facts(3, 4, 3, 2, BOTH, numeric=True)),
        ("LBDTC", ["2024-01-02", "2024-02", ""], Facts(2, 10, kinds=frozenset({"date", "partialDate"}))),
        ("LBNRIND", ["LOW", "HIGH", "LOW", " "], Facts(3, 4, codes={"LOW": "", "HIGH": ""})),
        ("LBORRES", ["LOW", "HIGH"], Facts(2, 4, codes={"LOW": "", "HIGH": ""})),
        ("LBORRES", ["LOW", "<5"], Facts(2, 3, numeric=True, codes=None)),
    ],
)
def test_of_each_variable_is_known_what_describes_it(name: str, values: list[Any], expected: Facts) -> None:
    assert facts_of(dataset({name: values})).variables[name] == expected


def test_of_each_slice_is_known_what_describes_it() -> None:
    columns = {
        "LBTESTCD": ["ALT", "ALT", "ALT", "COLOR", "COLOR", ""],
        "LBTEST": ["Alanine", "Alanine", "Alanine", "Color", "Colour", ""],
        "LBORRES": ["7", "7", "12.50", "YELLOW", "RED", "3"],
    }
    made = facts_of(dataset(columns)).slices
    assert {one.where.describe(): facts for one, facts in made.items()} == {
        "LBTESTCD = ALT": Facts(3, 5, 4, 2, BOTH, numeric=True, codes=None, labels=("Alanine",)),
        "LBTESTCD = COLOR": Facts(
            2, 6, kinds=frozenset({"text"}), codes={"YELLOW": "", "RED": ""}, labels=("Color", "Colour")
        ),
    }


def test_a_code_has_the_name_that_first_stands_beside_it_in_whichever_range() -> None:
    first = facts_of(dataset({"LBTESTCD": ["ALT", "ALT"], "LBTEST": ["Alanine", "Other"]}))
    second = facts_of(dataset({"LBTESTCD": ["GLUC", "ALT"], "LBTEST": ["Glucose", "Alanin"]}))
    assert (first + second).variables["LBTESTCD"].codes == {"ALT": "Alanine", "GLUC": "Glucose"}
    assert (second + first).variables["LBTESTCD"].codes == {"ALT": "Alanin", "GLUC": "Glucose"}


def test_codes_are_listed_up_to_a_bound_also_where_ranges_pass_it_only_together() -> None:
    many = [f"C{number}" for number in range(MOST_CODES)]
    most = facts_of(dataset({"LBNRIND": many}))
    assert len(most.variables["LBNRIND"].codes or ()) == MOST_CODES
    assert (most + most) == replace(
        most, rows=2 * MOST_CODES, variables={"LBNRIND": replace(most.variables["LBNRIND"], filled=2 * MOST_CODES)}
    )
    for more in (facts_of(dataset({"LBNRIND": [*many, "ONE"]})), most + facts_of(dataset({"LBNRIND": ["ONE"]}))):
        assert more.variables["LBNRIND"].codes is None
        assert more.variables["LBNRIND"].filled == MOST_CODES + 1


def test_a_described_dataset_has_the_facts_of_its_slices_under_the_same_conditions() -> None:
    said = ValueLevel(variable="LBORRES", where=Condition(variable="LBSPEC", eq="URINE"))
    columns = {"LBTESTCD": ["ALT", "ALT"], "LBSPEC": ["URINE", "SERUM"], "LBORRES": ["1", "LOW"]}
    made = dataset(columns, value_level=(said,))
    facts = facts_of(made)
    spec = described({"LB": made.spec}, {"LB": facts})["LB"]
    assert [facts.slices[Slice(one.variable, one.where)].width for one in spec.value_level] == [1, 3]
    again = facts_of(replace(made, spec=spec))
    assert {one: facts.filled for one, facts in again.slices.items()} == {
        one: facts.filled for one, facts in facts.slices.items()
    }


def test_a_slice_by_a_variable_that_is_not_there_is_refused() -> None:
    with pytest.raises(SpecError, match=r"LB has no variable 'LBSPEC' to describe values by"):
        facts_of(dataset({"LBTESTCD": ["ALT"], "LBORRES": ["1"]}, value_level_by=("LBTESTCD", "LBSPEC")))
