"""Complete the description of datasets from facts of their data: widths, data types, value-level metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from converter.compute.describing.beside import with_beside
from converter.compute.describing.data_type import NUMBERS, common_type, is_date
from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.facts import DatasetFacts, Facts
from converter.compute.describing.value_level import digits, value_levels
from converter.dataset import AnyDataset
from converter.spec.dataset import QVAL, DatasetSpec, DataType, Origin, VariableSpec

D = TypeVar("D", bound=AnyDataset)
NOT_AVAILABLE = Origin(type="Not Available", source="Sponsor")


def describe(datasets: Mapping[str, D], facts: Mapping[str, DatasetFacts] | None = None) -> dict[str, D]:
    """Complete the spec of every dataset from its data, of which `facts` may be known already.

    Raises SpecError for value-level metadata of variables that are not there.
    """
    known = facts or {name: facts_of(dataset) for name, dataset in datasets.items()}
    specs = described({name: dataset.spec for name, dataset in datasets.items()}, known)
    return {name: dataset.with_spec(specs[name]) for name, dataset in datasets.items()}


def described(specs: Mapping[str, DatasetSpec], facts: Mapping[str, DatasetFacts]) -> dict[str, DatasetSpec]:
    """Complete every spec: what the study leaves open is told by the facts of all datasets.

    Text is as wide as the longest value of the variable in any dataset of the study (SUPP-- each for itself), in bytes;
    data types and digits are those of Define-XML 2.1; a variable without values and without a rule has the origin
    Not Available; findings get value-level metadata by --TESTCD (or the variables the study names), SUPP-- by QNAM.
    """
    widths = _widths(specs, facts)
    found = {name: _described(spec, facts[name], widths) for name, spec in specs.items()}
    return with_beside(found, specs)


def _widths(specs: Mapping[str, DatasetSpec], facts: Mapping[str, DatasetFacts]) -> dict[str, int]:
    """Find the longest value of each text variable over all datasets but SUPP--, in bytes."""
    widths: dict[str, int] = {}
    for name, spec in specs.items():
        if not _is_supplemental(spec):
            for variable in spec.variables:
                if variable.type == "Char":
                    width = facts[name].variables.get(variable.name, Facts()).width
                    widths[variable.name] = max(width, widths.get(variable.name, 1))
    return widths


def _is_supplemental(spec: DatasetSpec) -> bool:
    return QVAL in spec.by_name


def _described(spec: DatasetSpec, facts: DatasetFacts, widths: Mapping[str, int]) -> DatasetSpec:
    shared = {} if _is_supplemental(spec) else widths
    variables = tuple(_variable(one, facts.variables.get(one.name, Facts()), shared) for one in spec.variables)
    described = spec.model_copy(update={"variables": variables})
    return described.model_copy(update={"value_level": value_levels(described, facts)})


def _variable(variable: VariableSpec, facts: Facts, widths: Mapping[str, int]) -> VariableSpec:
    has_data = facts.filled > 0
    origin = variable.origin if variable.origin or has_data else NOT_AVAILABLE
    found = {**_type(variable, facts, widths), "has_data": has_data, "origin": origin}
    return variable.model_copy(update=found)


def _type(variable: VariableSpec, facts: Facts, widths: Mapping[str, int]) -> dict[str, object]:
    """Tell data type, length and decimals of values, where the study does not."""
    kind = variable.data_type or _data_type(variable, facts)
    if variable.length is not None:
        return {"data_type": kind}
    if variable.type == "Char":
        return {"data_type": kind, "length": widths.get(variable.name) or max(facts.width, 1)}
    return {"data_type": kind, **(digits(facts, kind) if kind in NUMBERS else {})}


def _data_type(variable: VariableSpec, facts: Facts) -> DataType:
    if variable.type == "Num":
        return common_type(facts.kinds, "integer")
    if variable.described.startswith("ISO 8601 duration"):
        return "durationDatetime"
    return common_type(facts.kinds, "date") if is_date(variable) else "text"
