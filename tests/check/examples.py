"""The examples of checks, as shipments: records that a check tells of, beside records that it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from converter.check.catalogue.bind import filled_in
from converter.check.catalogue.context import SDTM
from converter.check.shipment import Shipment
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.plan.descriptions.datasets import found_spec, plain_specs
from converter.plan.descriptions.found import found_analysis_spec
from converter.plan.descriptions.permitted import with_found
from converter.spec.checks.check import WITH, CheckSpec, Row
from converter.spec.library import load_package
from converter.spec.standards.guides import load_analysis_standard, load_standard
from converter.spec.study import Study
from converter.steps import AnalysisPlan, Plan

OF_CLASS = {
    "FINDINGS": "LB",
    "EVENTS": "AE",
    "INTERVENTIONS": "EX",
    "RELATIONSHIP": "SUPPAE",
    "BASIC DATA STRUCTURE": "ADLB",
    "OCCURRENCE DATA STRUCTURE": "ADAE",
    "SUBJECT LEVEL ANALYSIS DATASET": "ADSL",
}
"""The dataset that stands for those of a class."""
STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
        "standards": {"terminology": ()},
    }
)


@cache
def plan(version: str) -> Plan:
    guide = load_analysis_standard("adamig", "1.3")
    packages = (load_package("sdtm-ct-2025-03-28"),)
    return Plan(STUDY, load_standard("sdtmig", version), packages, {}, {}, {}, {}, analysis=AnalysisPlan(guide))


def dataset_of(spec: CheckSpec) -> str:
    """Name the dataset of a check's examples: the one they say, else the first of the scope, else that of its class."""
    scope = spec.of
    if spec.examples.dataset or scope.datasets:
        return spec.examples.dataset or scope.datasets[0]
    return next((OF_CLASS[one] for one in scope.classes if one in OF_CLASS), "AE")


def prefix_of(name: str) -> str:
    return name.removeprefix("SUPP")[:2]


def groups(spec: CheckSpec) -> Iterator[tuple[int, list[Row], list[Row]]]:
    """Give the examples by the row of names that they are about: the number of the row, those that pass, and fail."""
    numbers = dict.fromkeys(row.get(WITH, 1) for row in (*spec.examples.pass_, *spec.examples.fail))
    for number in numbers:
        parts = (
            [row for row in rows if row.get(WITH, 1) == number] for rows in (spec.examples.pass_, spec.examples.fail)
        )
        yield (number, *parts)


def example(spec: CheckSpec, records: Sequence[Row]) -> Shipment:
    """Ship the records of an example, with those that are given beside them and the check alone."""
    name = dataset_of(spec)
    given = {key: [*rows] for key, rows in spec.examples.given.items()}
    own = {key: rows for key, rows in given.items() if not key.startswith(SDTM)}
    datasets = {key: own.get(key, []) for key in own if key != name}
    if not spec.of.tables:
        datasets[name] = [*own.get(name, []), *records]
    found = {key: _found(key, rows, spec) for key, rows in datasets.items()}
    if spec.of.tables and "standard.datasets" not in spec.of.tables:
        found |= described(records)
    beside = {key.removeprefix(SDTM): _frame(rows) for key, rows in given.items() if key.startswith(SDTM)}
    known = plan(spec.of.versions[-1] if spec.of.versions and spec.of.standard == "sdtmig" else "3.4")
    analysis = spec.of.standard == "adamig" or name.startswith("AD")
    standard = with_found(known.standard, found)
    plain = plain_specs(standard)
    specs = {
        key: found_analysis_spec(one, None, known.analysis.standard)
        if analysis and known.analysis.standard
        else found_spec(one, None, plain[key])
        for key, one in found.items()
        if analysis or key in plain
    }
    if analysis and spec.of.classes:
        specs[name] = specs[name].model_copy(update={"dataset_class": spec.of.classes[0]})
    return Shipment(found, specs, replace(known, checks=(spec,)), beside)


def described(records: Sequence[Row]) -> dict[str, FoundDataset]:
    """Ship datasets without records, of which the example says variables."""
    names: dict[str, list[Row]] = {}
    for row in records:
        names.setdefault(str(row["dataset"]), []).append(row)
    return {
        name: FoundDataset(
            name,
            str(rows[0].get("of", name)),
            f"{name.lower()}.xpt",
            pd.DataFrame({str(row["variable"]): pd.Series(dtype="str") for row in rows if "variable" in row}),
            tuple(
                FoundVariable(
                    str(row["variable"]), str(row.get("label", "")), str(row.get("type", "Char")),
                    int(row.get("length", 8)), str(row.get("format", "")),
                )
                for row in rows
                if "variable" in row
            ),
            parts=parts_of(rows),
        )
        for name, rows in names.items()
    }  # fmt: skip


def parts_of(rows: Sequence[Row]) -> tuple[FoundDataset, ...]:
    """Give the parts that rows of a dataset name, each with its variables."""
    parts = [(str(row["part"]), str(row["variable"]), int(row.get("length", 8))) for row in rows if "part" in row]
    return tuple(
        FoundDataset(
            part, "", f"{part.lower()}.xpt", pd.DataFrame(),
            tuple(FoundVariable(name, "", "Char", length, "") for one, name, length in parts if one == part),
        )
        for part in dict.fromkeys(part for part, _, _ in parts)
    )  # fmt: skip


def _found(name: str, rows: Sequence[Row], spec: CheckSpec) -> FoundDataset:
    frame = _frame([_named(row, prefix_of(name)) for row in rows])
    if name == dataset_of(spec):
        frame = _with_read(frame, spec)
    variables = tuple(
        FoundVariable(str(one), "", "Num" if frame[one].dtype == "float64" else "Char", 8, "") for one in frame
    )
    return FoundDataset(name, name, f"{name.lower()}.xpt", frame, variables)


def _named(row: Row, prefix: str) -> Row:
    return {key.replace("--", prefix): value for key, value in row.items() if key != WITH}


def _frame(rows: Sequence[Mapping[str, Any]]) -> Frame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: Sequence[Any]) -> pd.Series:
    if any(isinstance(value, str) for value in values):
        return pd.Series(["" if value is None else str(value) for value in values], dtype="str")
    return pd.Series(values, dtype="float64")


def _with_read(frame: Frame, spec: CheckSpec) -> Frame:
    """Add the variables that the check reads and the example leaves out, as missing."""
    names = spec.with_[0]
    prefix = prefix_of(dataset_of(spec))
    for condition in (spec.when, spec.wrong):
        for variable in condition.variables if condition else ():
            name = filled_in(variable, names).replace("--", prefix)
            if name not in frame and "{" not in name and name not in spec.optional:
                frame = frame.assign(**{name: ""})
    return frame
