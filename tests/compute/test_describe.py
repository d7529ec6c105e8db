"""Describing datasets by their data: widths over the study, data types, slices of values."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.conditions.condition import evaluate
from converter.compute.describing.data_type import byte_width, common_type, date_types, text_types
from converter.compute.describing.describe import describe
from converter.dataset import Dataset
from converter.errors import SpecError
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, ValueLevel, VariableSpec

COLLECTED = Origin(type="Collected", source="Investigator")
DERIVED = Origin(type="Derived", source="Sponsor")


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def numbers(*values: float) -> pd.Series:
    return pd.Series(values, dtype="float64")


def dataset(name: str, columns: dict[str, pd.Series], variables: dict[str, dict[str, Any]] | None = None) -> Dataset:
    specs = tuple(
        VariableSpec.model_validate(
            {
                "name": column,
                "label": column,
                "type": "Num" if pd.api.types.is_numeric_dtype(values) else "Char",
                **(variables or {}).get(column, {}),
            }
        )
        for column, values in columns.items()
    )
    domain = name.removeprefix("SUPP")
    spec = DatasetSpec(
        name=name, domain=domain, label=name, dataset_class="EVENTS", structure="one", keys=(), variables=specs
    )
    return Dataset(spec, pd.DataFrame(columns))


def findings(columns: dict[str, pd.Series], variables: dict[str, dict[str, Any]] | None = None, **said: Any) -> Dataset:
    made = dataset("LB", columns, variables)
    return Dataset(made.spec.model_copy(update={"dataset_class": "FINDINGS", **said}), made.frame)


def described(*datasets: Dataset) -> dict[str, DatasetSpec]:
    return {name: one.spec for name, one in describe({one.name: one for one in datasets}).items()}


def variable(values: pd.Series, **said: object) -> VariableSpec:
    return described(dataset("AE", {"AEX": values}, {"AEX": said}))["AE"].by_name["AEX"]


def slices(made: Dataset) -> list[tuple[str, str, str | None, int | None, int | None]]:
    levels = described(made)[made.name].value_level
    return [(v.variable, v.where.describe(), v.data_type, v.length, v.significant_digits) for v in levels]


def test_text_is_as_wide_as_the_longest_value_in_any_dataset_of_the_study() -> None:
    specs = described(
        dataset("AE", {"EPOCH": text("SCREEN"), "AETERM": text("Pain")}),
        dataset("CM", {"EPOCH": text("FOLLOW-UP")}),
    )
    assert [specs[name].by_name["EPOCH"].length for name in ("AE", "CM")] == [9, 9]
    assert specs["AE"].by_name["AETERM"].length == 4


def test_supplemental_qualifiers_are_as_wide_as_their_own_values() -> None:
    specs = described(
        dataset("DM", {"USUBJID": text("LONGER-1")}),
        dataset("SUPPAE", {"USUBJID": text("S1"), "QVAL": text("abc")}),
        dataset("SUPPCM", {"USUBJID": text("S10"), "QVAL": text("abcdef")}),
    )
    widths = [(specs[n].by_name["USUBJID"].length, specs[n].by_name["QVAL"].length) for n in ("SUPPAE", "SUPPCM")]
    assert widths == [(2, 3), (3, 6)]


def test_a_width_that_the_study_names_is_kept() -> None:
    assert variable(text("abc"), length=40).length == 40


@pytest.mark.parametrize(("values", "width"), [(("é",), 2), (("日本", "abc"), 6), (("",), 1), ((), 1)])
def test_widths_are_bytes_and_at_least_one(values: tuple[str, ...], width: int) -> None:
    assert byte_width(text(*values)) == width


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_no_value_is_wider_than_the_width(values: list[str]) -> None:
    assert byte_width(text(*values)) == max(1, *(len(value.encode()) for value in values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1.0, 20.0, float("nan")), ("integer", 2, None)),
        ((-150.0, 3.0), ("integer", 3, None)),
        ((0.25, 12.5), ("float", 3, 2)),
        ((float("nan"),), ("integer", 1, None)),
        ((), ("integer", 1, None)),
    ],
)
def test_numbers_tell_their_type_and_digits(values: tuple[float, ...], expected: tuple[str, int, int | None]) -> None:
    made = variable(numbers(*values))
    assert (made.data_type, made.length, made.significant_digits) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("2024-01-02", "2024-02-29"), "date"),
        (("2024-01-02", "2024-02"), "partialDate"),
        (("2024-01-02T10:30:00", "2024-01-02T10:30:00"), "datetime"),
        (("2024-01-02T10:30", "2024-01-02T10:30:00"), "partialDatetime"),
        (("2024-01-02T10:30", "2024"), "partialDatetime"),
        (("2024---15", "2024-01-02"), "incompleteDatetime"),
        (("2019-12--T14:00",), "incompleteDatetime"),
        (("2024-01-02/2024-01-04",), "intervalDatetime"),
    ],
)
def test_dates_have_the_type_that_holds_all_of_them(values: tuple[str, ...], expected: str) -> None:
    assert common_type(set(date_types(text(*values))), "date") == expected
    assert variable(text(*values, ""), described="ISO 8601 datetime or interval").data_type == expected


def test_durations_are_known_by_their_domain_of_values() -> None:
    assert variable(text("P1D"), described="ISO 8601 duration").data_type == "durationDatetime"
    assert variable(text("P1D")).data_type == "text"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("7", "-12", "0"), "integer"),
        (("7", "1.50"), "float"),
        (("2024-01-02",), "date"),
        (("2024-01-02T10:30:00",), "datetime"),
        (("2024-01-02", "2024-01-02T10:30:00"), "partialDatetime"),
        (("2024-01-02", "7"), "text"),
        (("<5", "7"), "text"),
        (("007",), "text"),
        (("+5",), "text"),
        (("1,000",), "text"),
        ((".5",), "text"),
        (("1E5",), "text"),
        ((), "text"),
    ],
)
def test_text_is_a_number_or_date_only_where_it_reads_as_one(values: tuple[str, ...], expected: str) -> None:
    assert common_type(set(text_types(text(*values))), "text") == expected


def test_trailing_zeros_of_a_collected_number_count() -> None:
    columns = {"LBTESTCD": text("ALT", "ALT"), "LBORRES": text("1.50", "12"), "LBSTRESN": numbers(1.5, 12)}
    assert slices(findings(columns)) == [
        ("LBORRES", "LBTESTCD = ALT", "float", 3, 2),
        ("LBSTRESN", "LBTESTCD = ALT", "float", 2, 1),
    ]


def test_a_variable_without_values_and_rule_is_not_available() -> None:
    made = variable(text("", ""))
    assert (made.has_data, made.origin) == (False, Origin(type="Not Available", source="Sponsor"))


@pytest.mark.parametrize(
    ("values", "said"), [(text("x"), None), (text(""), COLLECTED)], ids=["values without rule", "rule without values"]
)
def test_an_origin_is_not_made_up(values: pd.Series, said: Origin | None) -> None:
    assert variable(values, origin=said).origin == said


RESULTS = {
    "LBTESTCD": text("ALT", "ALT", "GLUC", ""),
    "LBTEST": text("Alanine", "Alanine", "Glucose", ""),
    "LBORRES": text("7", "12.50", "<5", "3"),
    "LBSTRESC": text("7", "12.5", "", ""),
    "LBSTRESN": numbers(7, 12.5, float("nan"), float("nan")),
}


def test_results_are_sliced_by_test_where_they_have_values() -> None:
    assert slices(findings(RESULTS)) == [
        ("LBORRES", "LBTESTCD = ALT", "float", 4, 2),
        ("LBORRES", "LBTESTCD = GLUC", "text", 2, None),
        ("LBSTRESC", "LBTESTCD = ALT", "float", 3, 1),
        ("LBSTRESN", "LBTESTCD = ALT", "float", 3, 1),
    ]


def test_a_slice_has_the_name_of_its_test_and_the_origin_and_method_of_its_variable() -> None:
    made = findings(RESULTS, {"LBSTRESN": {"origin": DERIVED, "method": "In standard units."}})
    level = described(made)["LB"].value_level[-1]
    assert (level.label, level.origin, level.method) == ("Alanine", DERIVED, "In standard units.")


def test_results_are_sliced_by_the_variables_that_the_study_names() -> None:
    columns = {
        "LBTESTCD": text("ALT", "ALT", "ALT"),
        "LBSPEC": text("SERUM", "BLOOD", ""),
        "VISITNUM": numbers(1, 2.5, 3),
        "LBORRES": text("1", "2", "3"),
    }
    assert [where for _, where, *_ in slices(findings(columns, value_level_by=("LBTESTCD", "LBSPEC")))] == [
        "LBTESTCD = ALT and LBSPEC = BLOOD",
        "LBTESTCD = ALT and LBSPEC = SERUM",
    ]
    by_visit = slices(findings(columns, value_level_by=("VISITNUM",)))
    assert [where for _, where, *_ in by_visit] == ["VISITNUM = 1", "VISITNUM = 2.5", "VISITNUM = 3"]


def test_what_the_study_says_of_a_slice_wins_and_covers_its_records() -> None:
    where = Condition.model_validate({"variable": "LBTESTCD", "in": ["ALT"]})
    said = ValueLevel(variable="LBORRES", where=where, label="Ours", data_type="text", origin=DERIVED, method="Ours.")
    made = findings(RESULTS, {"LBORRES": {"origin": COLLECTED}}, value_level=(said,))
    levels = [level for level in described(made)["LB"].value_level if level.variable == "LBORRES"]
    assert [level.where.describe() for level in levels] == ["LBTESTCD in (ALT)", "LBTESTCD = GLUC"]
    first = levels[0]
    assert (first.label, first.data_type, first.length, first.origin, first.method) == (
        "Ours",
        "text",
        5,
        DERIVED,
        "Ours.",
    )


def test_an_automatic_slice_leaves_out_what_a_slice_of_the_study_describes() -> None:
    columns = {
        "LBTESTCD": text("ALT", "ALT", "ALT", "GLUC"),
        "LBSPEC": text("URINE", "SERUM", "", "URINE"),
        "VISITNUM": numbers(1, 1, 2, 1),
        "LBORRES": text("LOW", "1.5", "2.5", "3"),
    }
    urine = Condition(all_=(Condition(variable="LBTESTCD", eq="ALT"), Condition(variable="LBSPEC", eq="URINE")))
    both = Condition(all_=(*(urine.all_ or ()), Condition(variable="VISITNUM", lt=2)))
    for where, rest in (
        (urine, "LBTESTCD = ALT and LBSPEC is not URINE"),
        (both, "(LBTESTCD = ALT and LBSPEC is not URINE) or (LBTESTCD = ALT and VISITNUM >= 2)"),
    ):
        made = findings(columns, value_level=(ValueLevel(variable="LBORRES", where=where),))
        levels = described(made)["LB"].value_level
        assert [(one.where.describe(), one.data_type) for one in levels] == [
            (where.describe(), "text"),
            (rest, "float"),
            ("LBTESTCD = GLUC", "integer"),
        ]
        hits = [sum(bool(evaluate(level.where, made.frame).iloc[i]) for level in levels) for i in range(4)]
        assert hits == [1, 1, 1, 1]


def test_a_slice_of_the_study_without_values_is_left_out() -> None:
    said = ValueLevel(variable="LBSTRESC", where=Condition(variable="LBTESTCD", eq="GLUC"))
    made = findings(RESULTS, value_level=(said,))
    assert [where for name, where, *_ in slices(made) if name == "LBSTRESC"] == ["LBTESTCD = ALT"]


def test_a_codelist_of_results_belongs_to_the_slices_that_hold_text() -> None:
    columns = {"LBTESTCD": text("ALT", "COLOR"), "LBSTRESC": text("<5", "YELLOW")}
    levels = described(findings(columns, {"LBSTRESC": {"codelists": ("LBSTRESC",)}}))["LB"].value_level
    assert {level.where.describe(): level.codelists for level in levels} == {
        "LBTESTCD = ALT": (),
        "LBTESTCD = COLOR": ("LBSTRESC",),
    }


def test_qualifiers_are_sliced_by_name_with_label_and_origin_of_their_records() -> None:
    made = dataset(
        "SUPPAE",
        {
            "QNAM": text("AEGRP", "AEGRP", "AEDT", "AEMIX", "AEMIX"),
            "QLABEL": text("Group", "Group", "Date", "One", "Other"),
            "QVAL": text("1", "20", "2024-01-02", "x", "y"),
            "QORIG": text("CRF", "CRF", "eDT", "CRF", "ASSIGNED"),
        },
    )
    levels = described(made)["SUPPAE"].value_level
    assert [(v.where.describe(), v.label, v.data_type, v.origin) for v in levels] == [
        ("QNAM = AEDT", "Date", "date", Origin(type="Collected", source="Vendor")),
        ("QNAM = AEGRP", "Group", "integer", COLLECTED),
        ("QNAM = AEMIX", "", "text", None),
    ]


def test_other_classes_have_no_automatic_slices() -> None:
    assert slices(dataset("AE", {"AETESTCD": text("A"), "AEORRES": text("1")})) == []


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C D", ""]), st.sampled_from(["1", "<2", ""]))))
def test_every_result_of_a_named_test_is_in_exactly_one_slice(rows: list[tuple[str, str]]) -> None:
    made = findings({"LBTESTCD": text(*(test for test, _ in rows)), "LBORRES": text(*(value for _, value in rows))})
    levels = described(made)["LB"].value_level
    hits = [sum(bool(evaluate(level.where, made.frame).iloc[i]) for level in levels) for i in range(len(rows))]
    filled = [hit for hit, (test, value) in zip(hits, rows, strict=True) if test and value]
    assert filled == [1] * len(filled)


PARTS = st.sampled_from(
    [
        Condition(variable="LBSPEC", eq="URINE"),
        Condition(variable="LBSPEC", ne="SERUM"),
        Condition.model_validate({"variable": "LBSPEC", "in": ["URINE", "BLOOD"]}),
        Condition(variable="VISITNUM", lt=2),
        Condition(variable="LBTESTCD", eq="A"),
        Condition(variable="LBTESTCD", ne="A"),
    ]
)
RECORDS = st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["URINE", "SERUM", "BLOOD"]), st.sampled_from([1, 2]))


@given(st.lists(RECORDS, min_size=1, max_size=6), st.lists(PARTS, min_size=2, max_size=3, unique=True))
def test_every_result_is_in_exactly_one_slice_beside_one_that_the_study_describes(
    records: list[tuple[str, str, int]], parts: list[Condition]
) -> None:
    tests, specimens, visits = zip(*records, strict=True)
    columns = {"LBTESTCD": text(*tests), "LBSPEC": text(*specimens), "VISITNUM": numbers(*visits)}
    said = ValueLevel(variable="LBORRES", where=Condition(all_=tuple(parts)))
    made = findings({**columns, "LBORRES": text(*["1"] * len(records))}, value_level=(said,))
    levels = described(made)["LB"].value_level
    hits = pd.concat([evaluate(level.where, made.frame) for level in levels], axis="columns").sum(axis="columns")
    assert hits.tolist() == [1] * len(records)


@pytest.mark.parametrize(
    "said",
    [
        {"value_level_by": ("LBTSTCD",)},
        {"value_level": (ValueLevel(variable="LBORRES", where=Condition(variable="LBTSTCD", eq="ALT")),)},
        {"value_level": (ValueLevel(variable="LBTSTCD", where=Condition(variable="LBTESTCD", eq="ALT")),)},
    ],
    ids=["slicing variable", "condition", "sliced variable"],
)
def test_a_slice_by_an_unknown_variable_is_refused_with_the_nearest(said: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=r"LB has no variable 'LBTSTCD' .* \(did you mean 'LBTESTCD'\?\)"):
        described(findings(RESULTS, **said))


def test_a_dataset_without_records_is_described() -> None:
    made = described(findings({"LBTESTCD": text(), "LBORRES": text(), "LBSTRESN": numbers()}))["LB"]
    assert [(v.length, v.has_data) for v in made.variables] == [(1, False)] * 3
    assert made.value_level == ()
