"""The description of one dataset as it is shipped: what writers write and checks check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.standard import Core, DatasetClass

OriginType = Literal["Collected", "Derived", "Assigned", "Protocol", "Predecessor", "Not Available"]
OriginSource = Literal["Investigator", "Subject", "Sponsor", "Vendor"]
DataType = Literal[
    "text",
    "integer",
    "float",
    "date",
    "time",
    "datetime",
    "partialDate",
    "partialTime",
    "partialDatetime",
    "incompleteDatetime",
    "intervalDatetime",
    "durationDatetime",
]


class Origin(Model):
    """Where a value comes from, in the words of Define-XML 2.1."""

    type: OriginType
    source: OriginSource | None = None
    predecessor: str = ""
    pages: tuple[int, ...] = ()


class Description(Model):
    """What Define-XML says of a variable or of one slice of its values."""

    label: str = ""
    data_type: DataType | None = None
    length: int | None = None
    significant_digits: int | None = None
    codelists: tuple[str, ...] = ()
    dictionary: str = ""
    origin: Origin | None = None
    method: str = ""
    comment: str = ""
    mandatory: bool = False


class VariableSpec(Description):
    """One variable of a shipped dataset: of the standard, overridden by the study, completed from the data.

    `codelists` are short names of codelists (several where the guide names several); `dictionary` names an external
    dictionary such as MedDRA; `format` is a SAS format such as DATE9.; `values` are fixed values of the guide.
    """

    name: str
    type: Literal["Char", "Num"]
    role: str = ""
    core: Core | None = None
    described: str = ""
    values: tuple[str, ...] = ()
    format: str = ""
    is_standard: bool = True
    has_data: bool = True


class ValueLevel(Description):
    """One row of value-level metadata: how `variable` is described where the condition holds."""

    variable: str
    where: Condition


class DatasetSpec(Model):
    """One shipped dataset: name, class, structure, keys, variables in order, value-level metadata."""

    name: str
    domain: str
    label: str
    dataset_class: DatasetClass
    subclass: str = ""
    structure: str
    keys: tuple[str, ...]
    repeating: bool = True
    reference_data: bool = False
    purpose: Literal["Tabulation", "Analysis"] = "Tabulation"
    standard: str = ""
    is_standard: bool = True
    comment: str = ""
    variables: tuple[VariableSpec, ...]
    value_level: tuple[ValueLevel, ...] = ()
    value_level_by: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, VariableSpec]:
        """The variables by name."""
        return {variable.name: variable for variable in self.variables}


def qualifiers_of(specs: Mapping[str, DatasetSpec], name: str) -> tuple[str, ...]:
    """Name the supplemental qualifiers of a dataset that are described: the slices of QVAL of its SUPP--."""
    supplemental = specs.get(f"SUPP{name}")
    return tuple(str(level.where.eq) for level in supplemental.value_level) if supplemental else ()
