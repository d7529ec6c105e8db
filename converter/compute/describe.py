"""Complete the description of datasets from their data: widths, data types, value-level metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from converter.compute.condition import evaluate
from converter.compute.iso8601 import is_complete_date
from converter.compute.numbers import number_text, split_results
from converter.dataset import Dataset
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, DataType, Description, ValueLevel, VariableSpec

FINDINGS = ("FINDINGS", "FINDINGS ABOUT")
RESULTS = ("ORRES", "STRESC", "STRESN")


def describe(datasets: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Complete the spec of every dataset: what the study leaves open is told by the data of all of them.

    Text is as wide as the longest value of the variable in any dataset of the study (SUPP-- each for itself), in bytes;
    data types and digits are those of Define-XML 2.1; findings get value-level metadata by --TESTCD (or the variables
    the study names), SUPP-- by QNAM.
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


def byte_width(values: pd.Series) -> int:
    """Give the longest value in bytes, at least 1."""
    if values.empty:
        return 1
    return max(int(byte_lengths(values).max()), 1)


def byte_lengths(values: pd.Series) -> pd.Series:
    """Give the length of each text in bytes."""
    return values.str.len() if values.str.isascii().all() else values.map(lambda text: len(text.encode()))


def _described(dataset: Dataset, widths: Mapping[str, int]) -> DatasetSpec:
    spec = dataset.spec
    own = spec.name.startswith("SUPP")
    variables = tuple(_variable(v, dataset.frame[v.name], {} if own else widths) for v in spec.variables)
    described = spec.model_copy(update={"variables": variables})
    levels = tuple(_level(level, dataset, described) for level in (*spec.value_level, *_automatic(dataset)))
    return described.model_copy(update={"value_level": levels})


def _variable(variable: VariableSpec, values: pd.Series, widths: Mapping[str, int]) -> VariableSpec:
    found = _facts(variable, values)
    if variable.type == "Char" and variable.length is None:
        found["length"] = widths.get(variable.name) or byte_width(values)
    missing = values == "" if variable.type == "Char" else values.isna()
    return variable.model_copy(update={**found, "has_data": not missing.all()})


def _facts(variable: VariableSpec, values: pd.Series) -> dict[str, object]:
    """Tell data type, length and decimals of values, where the study does not."""
    kind: DataType = variable.data_type or _data_type(variable, values)
    facts: dict[str, object] = {"data_type": kind}
    if kind in {"integer", "float"} and variable.length is None and variable.type == "Num":
        facts |= _digits(values, kind)
    return facts


def _data_type(variable: VariableSpec, values: pd.Series) -> DataType:
    if variable.type == "Num":
        return "integer" if (values.dropna() % 1 == 0).all() else "float"
    if variable.described.startswith("ISO 8601 duration"):
        return "durationDatetime"
    return date_type(values[values != ""]) if variable.described.startswith("ISO 8601 date") else "text"


def date_type(values: pd.Series) -> DataType:
    """Tell the Define-XML data type that holds all of these filled ISO 8601 texts."""
    if values.str.contains("/").any():
        return "intervalDatetime"
    if values.str.contains(r"--|-T|T-|:-").any():
        return "incompleteDatetime"
    if values.str.contains("T").any():
        complete = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*")
        return "datetime" if complete.all() else "partialDatetime"
    return "date" if is_complete_date(values).all() else "partialDate"


def _digits(values: pd.Series, kind: DataType) -> dict[str, int]:
    """Count digits: the longest number without sign and point, and for floats the most decimals."""
    text = number_text(values.dropna().drop_duplicates()).str.lstrip("-")
    decimals = text.str.partition(".")[2].str.len() if len(text) else pd.Series([0])
    length = text.str.replace(".", "", regex=False).str.len() if len(text) else pd.Series([1])
    found = {"length": max(int(length.max()), 1)}
    return found if kind == "integer" else {**found, "significant_digits": int(decimals.max())}


def _automatic(dataset: Dataset) -> Iterator[ValueLevel]:
    """Give the slices that reviewers look for: results by test; those the study describes itself are left out."""
    spec = dataset.spec
    if spec.dataset_class not in FINDINGS:
        return
    by = spec.value_level_by or (f"{spec.domain}TESTCD",)
    said = {(level.variable, level.where) for level in spec.value_level}
    combinations = dataset.frame[list(by)].drop_duplicates().sort_values(list(by), kind="stable")
    for name in (f"{spec.domain}{result}" for result in RESULTS):
        if name in spec.by_name:
            for values in combinations.itertuples(index=False):
                where = _equal(by, values)
                if (name, where) not in said and _has_values(dataset, name, where):
                    yield ValueLevel(variable=name, where=where)


def _equal(by: tuple[str, ...], values: tuple[object, ...]) -> Condition:
    parts = tuple(Condition(variable=name, eq=str(value)) for name, value in zip(by, values, strict=True))
    return parts[0] if len(parts) == 1 else Condition(all_=parts)


def _has_values(dataset: Dataset, name: str, where: Condition) -> bool:
    values = dataset.frame.loc[evaluate(where, dataset.frame), name]
    filled = values.notna() if pd.api.types.is_numeric_dtype(values) else values != ""
    return bool(filled.any())


def _level(level: ValueLevel, dataset: Dataset, spec: DatasetSpec) -> ValueLevel:
    """Complete one slice: what it does not say itself comes from its values, and from its variable."""
    parent = spec.by_name[level.variable]
    values = dataset.frame.loc[evaluate(level.where, dataset.frame), level.variable]
    said = {name: getattr(level, name) for name in level.model_fields_set}
    found = _slice_facts(level, parent, values)
    inherited = {} if level.origin else {"origin": parent.origin, "method": level.method or parent.method}
    return level.model_copy(update={**inherited, **found, **said})


def _slice_facts(level: Description, parent: VariableSpec, values: pd.Series) -> dict[str, object]:
    if parent.type == "Num":
        kind: DataType = _data_type(parent, values)
        return {"data_type": kind, **_digits(values, kind)}
    filled = values[values != ""]
    parts = split_results(filled)
    if len(filled) and parts["number"].notna().all() and (parts["comparator"] == "").all() and level.data_type is None:
        kind = "integer" if (~filled.str.contains(".", regex=False)).all() else "float"
        return {"data_type": kind, **_digits(parts["number"], kind)}
    coded = {} if parts["number"].notna().any() else {"codelists": parent.codelists}
    return {"data_type": "text", "length": byte_width(filled), **coded}
