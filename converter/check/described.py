"""Data against what a specification says of them: datasets and variables that one has alone, lengths, blank values."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.compute.conditions.condition import is_missing
from converter.dataset import FoundDataset
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec, VariableSpec


def check_described(shipment: Shipment) -> Iterator[Issue]:
    """Report where data and a description of them (`status: described`, a workbook, a define.xml) differ.

    Datasets and variables that only one of them has, text longer than its length, mandatory variables without a value,
    numbers with a fraction where whole ones are described. What the guide asks is told by the other checks.
    """
    described = _of_kind(shipment)
    if not described:
        return
    for name, spec in described.items():
        if name not in shipment.found and spec.has_data:
            message = "the specification describes the dataset, and there is none"
            yield _issue("described-dataset", "warning", name, "", message)
    for dataset in shipment.own():
        if dataset.name in described:
            yield from _variables(dataset, described[dataset.name])
        elif dataset.name in shipment.specs:
            yield _issue("described-dataset", "warning", dataset.name, "", "the specification does not describe it")


def _of_kind(shipment: Shipment) -> dict[str, DatasetSpec]:
    """Give the described datasets that could be among those found: of SDTM, or of analysis."""
    purposes = {spec.purpose for spec in shipment.specs.values()}
    return {name: spec for name, spec in shipment.plan.described.items() if spec.purpose in purposes}


def _variables(dataset: FoundDataset, spec: DatasetSpec) -> Iterator[Issue]:
    found = {variable.name for variable in dataset.variables}
    for variable in spec.variables:
        if variable.name not in found and variable.has_data:
            message = "the specification describes the variable, and the data have none"
            yield _issue("described-variable", "warning", dataset.name, variable.name, message)
        elif variable.name in dataset.frame:
            yield from _values(dataset, variable)
    for one in dataset.variables:
        if one.name not in spec.by_name:
            message = "the specification does not describe the variable"
            yield _issue("described-variable", "warning", dataset.name, one.name, message)


def _values(dataset: FoundDataset, variable: VariableSpec) -> Iterator[Issue]:
    values = dataset.frame[variable.name]
    numeric = pd.api.types.is_numeric_dtype(values)
    if variable.mandatory and variable.core != "Req":
        message = "the specification says that it is mandatory, and it has no value"
        yield from offending(
            dataset,
            is_missing(values),
            rule="described-mandatory",
            severity="warning",
            message=message,
            variable=variable.name,
        )
    if variable.length and not numeric:
        long = [text for text in values.unique() if len(str(text).encode()) > (variable.length or 0)]
        message = f"longer than the {variable.length} bytes that the specification says"
        yield from offending(
            dataset,
            values.isin(long),
            rule="described-length",
            severity="error",
            message=message,
            variable=variable.name,
        )
    if numeric and variable.data_type == "integer":
        wrong = values.notna() & (values % 1 != 0)
        message = "the specification says whole numbers"
        yield from offending(
            dataset, wrong, rule="described-type", severity="error", message=message, variable=variable.name
        )


def _issue(rule: str, severity: Severity, place: str, variable: str, message: str) -> Issue:
    return Issue(rule=rule, severity=severity, place=place, variable=variable, message=message)
