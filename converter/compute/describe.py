"""Complete the description of datasets from their data: widths, data types, value-level metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from converter.compute.condition import is_missing
from converter.compute.data_type import byte_width, date_type, digits, number_type
from converter.compute.value_level import value_levels
from converter.dataset import Dataset
from converter.spec.dataset import DatasetSpec, DataType, Origin, VariableSpec

NOT_AVAILABLE = Origin(type="Not Available", source="Sponsor")


def describe(datasets: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Complete the spec of every dataset: what the study leaves open is told by the data of all of them.

    Text is as wide as the longest value of the variable in any dataset of the study (SUPP-- each for itself), in bytes;
    data types and digits are those of Define-XML 2.1; a variable without values and without a rule has the origin
    Not Available; findings get value-level metadata by --TESTCD (or the variables the study names), SUPP-- by QNAM.
    Raises SpecError for value-level metadata of variables that are not there.
    """
    widths = _widths(datasets)
    return {name: replace(dataset, spec=_described(dataset, widths)) for name, dataset in datasets.items()}


def _widths(datasets: Mapping[str, Dataset]) -> dict[str, int]:
    """Find the longest value of each text variable over all datasets but SUPP--, in bytes."""
    widths: dict[str, int] = {}
    for dataset in datasets.values():
        if not dataset.name.startswith("SUPP"):
            for variable in dataset.spec.variables:
                if variable.type == "Char":
                    width = byte_width(dataset.frame[variable.name])
                    widths[variable.name] = max(width, widths.get(variable.name, 1))
    return widths


def _described(dataset: Dataset, widths: Mapping[str, int]) -> DatasetSpec:
    spec = dataset.spec
    own = spec.name.startswith("SUPP")
    variables = tuple(_variable(v, dataset.frame[v.name], {} if own else widths) for v in spec.variables)
    described = spec.model_copy(update={"variables": variables})
    return described.model_copy(update={"value_level": value_levels(replace(dataset, spec=described))})


def _variable(variable: VariableSpec, values: pd.Series, widths: Mapping[str, int]) -> VariableSpec:
    found = _facts(variable, values)
    if variable.type == "Char" and variable.length is None:
        found["length"] = widths.get(variable.name) or byte_width(values)
    has_data = not is_missing(values).all()
    origin = variable.origin if variable.origin or has_data else NOT_AVAILABLE
    return variable.model_copy(update={**found, "has_data": has_data, "origin": origin})


def _facts(variable: VariableSpec, values: pd.Series) -> dict[str, object]:
    """Tell data type, length and decimals of values, where the study does not."""
    kind: DataType = variable.data_type or _data_type(variable, values)
    facts: dict[str, object] = {"data_type": kind}
    if kind in {"integer", "float"} and variable.length is None and variable.type == "Num":
        facts |= digits(values, kind)
    return facts


def _data_type(variable: VariableSpec, values: pd.Series) -> DataType:
    if variable.type == "Num":
        return number_type(values)
    if variable.described.startswith("ISO 8601 duration"):
        return "durationDatetime"
    return date_type(values[values != ""]) if variable.described.startswith("ISO 8601 date") else "text"
