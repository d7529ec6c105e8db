"""The facts of a dataset, from its data: what its description needs to know of them, and no more."""

from __future__ import annotations

from functools import reduce
from operator import add

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.describing.data_type import byte_width, date_types, is_date
from converter.compute.describing.facts import Codes, DatasetFacts, Facts, listed
from converter.compute.describing.measured import each_measured, is_numeric, total
from converter.compute.describing.slice_facts import Records, records_of, slice_facts
from converter.compute.describing.slices import refuse_unknown
from converter.compute.terms.coded import RESULTS
from converter.dataset import Frame, Framed
from converter.spec.dataset import DatasetSpec, DataType, VariableSpec


def facts_of(dataset: Framed) -> DatasetFacts:
    """Give the facts of a dataset, those of its parts added up.

    Raises SpecError for a slice of, or by, a variable that the dataset does not have.
    """
    refuse_unknown(dataset.spec)
    return reduce(add, (_facts(dataset.spec, frame) for frame in dataset.frames()))


def _facts(spec: DatasetSpec, frame: Frame) -> DatasetFacts:
    records = records_of(spec, frame)
    variables = {variable.name: _variable(variable, frame, records.get(variable.name)) for variable in spec.variables}
    slices = {one: facts for part in records.values() for one, facts in slice_facts(part).items()}
    return DatasetFacts(len(frame), variables, slices)


def _variable(variable: VariableSpec, frame: Frame, records: Records | None) -> Facts:
    """Text is measured where it stands, which costs less than to find the distinct values; only codes are listed."""
    values = frame[variable.name]
    filled = int((~is_missing(values)).sum())
    if variable.type == "Num":
        return total(records.values if records else each_measured(pd.Series(values.dropna().unique())), filled)
    kinds = _date_kinds(values) if filled and is_date(variable) else frozenset()
    numeric, codes = _codes(variable, frame) if variable.codelists else (False, {})
    return Facts(filled=filled, width=byte_width(values), kinds=kinds, numeric=numeric, codes=codes)


def _date_kinds(values: pd.Series) -> frozenset[DataType]:
    dates = pd.Series(values.unique())
    return frozenset(date_types(dates[dates != ""]).unique())


def _codes(variable: VariableSpec, frame: Frame) -> tuple[bool, Codes]:
    """List the codes of a variable, each with the name beside it: --TESTCD with --TEST, TSPARMCD with TSPARM.

    The codelist of a result that holds numbers belongs to the slices that hold text.
    """
    name, label = variable.name, variable.name.removesuffix("CD")
    named = label != name and label in frame and not pd.api.types.is_numeric_dtype(frame[label])
    codes = frame[name][~frame[name].duplicated()]
    codes = codes[~is_missing(codes)]
    if name.endswith(RESULTS) and is_numeric(codes).any():
        return True, None
    return False, listed(dict(zip(codes, frame[label][codes.index] if named else [""] * len(codes), strict=True)))
