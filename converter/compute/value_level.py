"""Value-level metadata: results by test and qualifiers by name, each described by its values."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from functools import reduce

import pandas as pd

from converter.compute.condition import evaluate, is_missing
from converter.compute.data_type import byte_width, digits, number_type, text_type
from converter.compute.numbers import split_results
from converter.compute.remainder import without
from converter.dataset import Dataset
from converter.errors import Problem, SpecError, nearest
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, ValueLevel, VariableSpec

FINDINGS = ("FINDINGS", "FINDINGS ABOUT")
RESULTS = ("ORRES", "STRESC", "STRESN")
PARAMETERS, ANALYSIS_VALUES = "BASIC DATA STRUCTURE", ("AVAL", "AVALC")
QUALIFIER_ORIGINS: Mapping[str, Origin] = {
    "CRF": Origin(type="Collected", source="Investigator"),
    "COLLECTED": Origin(type="Collected", source="Investigator"),
    "EDT": Origin(type="Collected", source="Vendor"),
    "ASSIGNED": Origin(type="Assigned", source="Sponsor"),
    "DERIVED": Origin(type="Derived", source="Sponsor"),
    "PROTOCOL": Origin(type="Protocol", source="Sponsor"),
}
"""What QORIG says, in the words of Define-XML 2.1."""


def value_levels(dataset: Dataset) -> tuple[ValueLevel, ...]:
    """Give the slices of a dataset's variables, completed from its data.

    Those that the study describes come first and keep what it says; the rest are the ones reviewers look for: --ORRES,
    --STRESC and --STRESN by --TESTCD, AVAL and AVALC by PARAMCD (or the variables in `value_level_by`), QVAL by QNAM.
    A slice without values is left out. Raises SpecError for a slice by a variable that the dataset does not have.
    """
    _refuse_unknown(dataset)
    said = ((level, dataset.frame[_rows(level, dataset)]) for level in dataset.spec.value_level)
    filled = [(level, rows) for level, rows in said if len(rows)]
    return tuple(_completed(level, dataset, rows) for level, rows in (*filled, *_automatic(dataset)))


def _refuse_unknown(dataset: Dataset) -> None:
    spec = dataset.spec
    named = [name for level in spec.value_level for name in (level.variable, *level.where.variables)]
    message = f"{spec.name} has no variable '{{}}' to describe values by"
    problems = [
        Problem("", 0, "value_level", message.format(name), nearest(name, spec.by_name))
        for name in (*named, *spec.value_level_by)
        if name not in spec.by_name
    ]
    if problems:
        raise SpecError(problems)


def _rows(level: ValueLevel, dataset: Dataset) -> pd.Series:
    """Tell which rows have a value in a slice."""
    return evaluate(level.where, dataset.frame) & ~is_missing(dataset.frame[level.variable])


def _automatic(dataset: Dataset) -> Iterator[tuple[ValueLevel, pd.DataFrame]]:
    """Slice the values that no slice of the study covers; a record that does not say its test is in no slice.

    The condition of a slice leaves out what a slice of the study describes, so that no record is in two of them.
    """
    for name, by in _sliced(dataset.spec):
        said = [level for level in dataset.spec.value_level if level.variable == name]
        blank = (is_missing(dataset.frame[column]) for column in (name, *by))
        left = dataset.frame[~reduce(operator.or_, (*(_rows(level, dataset) for level in said), *blank))]
        for values, rows in left.groupby(list(by), sort=True):
            where = without(_equal(by, values), by, rows.head(1), [level.where for level in said])
            yield ValueLevel(variable=name, where=where, **_qualifier_origin(rows)), rows


def _sliced(spec: DatasetSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name each variable that is sliced, and the variables it is sliced by."""
    known = spec.by_name
    if {"QNAM", "QVAL"} <= set(known):
        yield "QVAL", ("QNAM",)
    if spec.dataset_class in FINDINGS:
        results, usual = tuple(f"{spec.domain}{result}" for result in RESULTS), f"{spec.domain}TESTCD"
    elif spec.dataset_class == PARAMETERS:
        results, usual = ANALYSIS_VALUES, "PARAMCD"
    else:
        return
    by = spec.value_level_by or (usual,)
    yield from ((name, by) for name in results if name in known and set(by) <= set(known))


def _equal(by: tuple[str, ...], values: tuple[object, ...]) -> Condition:
    parts = tuple(Condition(variable=name, eq=_plain(value)) for name, value in zip(by, values, strict=True))
    return parts[0] if len(parts) == 1 else Condition(all_=parts)


def _plain(value: object) -> str | int | float:
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    return str(value)


def _qualifier_origin(rows: pd.DataFrame) -> dict[str, object]:
    """Give the origin of a qualifier, where all its records have the same."""
    return {"origin": QUALIFIER_ORIGINS.get(_only(rows["QORIG"]).upper())} if "QORIG" in rows else {}


def _only(values: pd.Series) -> str:
    """Give the one text that all rows have, or nothing."""
    distinct = values.unique()
    return str(distinct[0]) if len(distinct) == 1 else ""


def _completed(level: ValueLevel, dataset: Dataset, rows: pd.DataFrame) -> ValueLevel:
    """Complete one slice: what it does not say itself comes from its values, and from its variable."""
    parent = dataset.spec.by_name[level.variable]
    found = _facts(level, parent, rows[level.variable].drop_duplicates())
    labels = [name for name in ("QLABEL", "PARAM", f"{dataset.spec.domain}TEST") if name in rows]
    label = _only(rows[labels[0]]) if labels else ""
    said = {name: getattr(level, name) for name in level.model_fields_set}
    inherited = {} if level.origin else {"origin": parent.origin, "method": level.method or parent.method}
    return level.model_copy(update={"label": label, **found, **said, **inherited})


def _facts(level: ValueLevel, parent: VariableSpec, values: pd.Series) -> dict[str, object]:
    kind = level.data_type or (number_type(values) if parent.type == "Num" else text_type(values))
    if kind in {"integer", "float"}:
        return {"data_type": kind, **digits(values, kind)}
    if kind != "text":
        return {"data_type": kind}
    coded = {} if split_results(values)["number"].notna().any() else {"codelists": parent.codelists}
    return {"data_type": kind, "length": byte_width(values), **coded}
