"""Records of the dataset itself behind its rows and values: named by their numbers once it is finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from converter.adam.build import Adam, build_adam
from converter.adam.findings.baseline import derive_var_base
from converter.adam.records.extreme_records import derive_extreme_records
from converter.adam.records.records import records
from converter.adam.records.summary_records import derive_summary_records
from converter.adam.unusable import told
from converter.adam.variables.extreme_flag import derive_var_extreme_flag
from converter.dataset import AnyDataset, Dataset, Frame
from converter.spec.analysis import Analysis
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, VariableSpec
from converter.spec.domain import Domain
from converter.spec.standards.guides import load_standard
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule, Built, Derived, Plan
from tests.adam.frames import table
from tests.adam.records.test_computed import STUDY

VS = table("USUBJID VSDTC VSSTRESN", ("B", "2016-03-02", 7.0), ("A", "2016-03-09", 5.0), ("A", "2016-03-02", 4.0))
NAMES = ("USUBJID", "DTYPE", "ADTC", "AVAL", "ABLFL", "BASE")
COPY = {"dataset": "VS", "variables": ("USUBJID",), "rename": {"ADTC": "VSDTC", "AVAL": "VSSTRESN"}}
FLAG = {"by": ("USUBJID",), "order": ("ADTC",), "mode": "first", "new_var": "ABLFL"}
MEAN = {"dataset": "ADVS", "by": ("USUBJID",), "analysis": "mean", "set_values": {"DTYPE": "AVERAGE"}}
WORST = {
    "dataset": "ADVS",
    "by": ("USUBJID",),
    "order": ("AVAL",),
    "mode": "last",
    "set_values": {"DTYPE": "MAXIMUM"},
    "where": Condition(variable="DTYPE", missing=True),
}


def described(name: str, *variables: str) -> DatasetSpec:
    """Describe a dataset by the names of its variables."""
    known = tuple(VariableSpec(name=variable, label=variable, type="Char") for variable in variables)
    return DatasetSpec(
        name=name,
        domain=name,
        label=name,
        dataset_class="BASIC DATA STRUCTURE",
        structure="One record",
        keys=("USUBJID", "DTYPE", "ADTC"),
        variables=known,
    )


def step(function: Callable[..., Built | Derived], arguments: dict[str, Any]) -> AnalysisStep:
    """Bind a rule to its arguments."""
    rule = BoundRule(function.__name__, function, arguments, "", Origin(type="Derived"), "adam/advs.yaml:1")
    return AnalysisStep("ADVS", rule, (), makes_rows=False, predecessors={})


def made(*steps: AnalysisStep) -> Adam:
    """Run steps of ADVS on VS."""
    analysis = Analysis.model_validate(
        {
            "dataset": "ADVS",
            "label": "Vital Signs",
            "class": "BASIC DATA STRUCTURE",
            "structure": "One record",
            "keys": ["USUBJID"],
            "steps": [{"records": {}}],
        }
    )
    plan = Plan(
        study=STUDY,
        standard=load_standard("sdtmig", "3.4"),
        packages=(),
        codelists={},
        sources={},
        domains={"VS": Domain(domain="VS")},
        specs={},
        analysis=AnalysisPlan(None, {"ADVS": analysis}, {"ADVS": described("ADVS", *NAMES)}, steps),
    )
    return build_adam({"VS": Dataset(described("VS", *VS), VS)}, plan)


@pytest.fixture
def advs() -> AnyDataset:
    steps = (
        step(records, COPY),
        step(derive_var_extreme_flag, FLAG),
        step(derive_var_base, {"by": ("USUBJID",)}),
        step(derive_summary_records, MEAN),
        step(derive_extreme_records, WORST),
    )
    return made(*steps).datasets["ADVS"]


def test_new_records_stand_among_the_others_in_the_order_of_the_keys(advs: AnyDataset) -> None:
    expected = table(
        "USUBJID DTYPE ADTC AVAL ABLFL",
        ("A", "", "2016-03-02", 4.0, "Y"),
        ("A", "", "2016-03-09", 5.0, ""),
        ("A", "AVERAGE", "", 4.5, ""),
        ("A", "MAXIMUM", "2016-03-09", 5.0, ""),
        ("B", "", "2016-03-02", 7.0, "Y"),
        ("B", "AVERAGE", "", 7.0, ""),
        ("B", "MAXIMUM", "2016-03-02", 7.0, "Y"),
    )
    assert advs.frame[list(expected)].to_dict("list") == expected.to_dict("list")


@pytest.mark.parametrize(
    ("row", "item", "behind"),
    [
        (0, "", [("VS", 3)]),
        (1, "ABLFL", []),
        (0, "ABLFL", [("ADVS", 1), ("ADVS", 2)]),  # both competed
        (1, "BASE", [("ADVS", 1)]),
        (2, "", [("ADVS", 1), ("ADVS", 2)]),
        (3, "", [("ADVS", 2)]),
        (6, "", [("ADVS", 5)]),
    ],
)
def test_the_records_behind_a_value_are_named_by_their_final_numbers(
    advs: AnyDataset, row: int, item: str, behind: list[tuple[str, int]]
) -> None:
    lineage = advs.lineage[(advs.lineage["row"] == row) & (advs.lineage["item"] == item)]
    assert list(zip(lineage["table"], lineage["source_row"], strict=True)) == behind


@pytest.mark.parametrize(("value", "subjects"), [("A 2016-03", ("A",)), ("VGPR", ())])
def test_a_finding_without_a_record_is_about_the_subject_that_it_begins_with_if_there_is_such_a_one(
    value: str, subjects: tuple[str, ...]
) -> None:
    def tells(rows: Frame, datasets: Mapping[str, Frame]) -> Derived:
        del datasets
        found = told("odd", "error", pd.Series([value]), "is odd")
        return Derived(rows[[]], findings=found)

    (issue,) = made(step(records, COPY), step(tells, {})).issues
    assert (issue.subjects, issue.value) == (subjects, value)
