"""The description of one dataset as it is shipped: what writers write and checks check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.standards.standard import Core, DatasetClass, variable_prefix

QNAM, QVAL = "QNAM", "QVAL"
"""The variables of SUPP-- that name a non-standard variable and hold its value; where they are, each is a record."""
OriginType = Literal["Collected", "Derived", "Assigned", "Protocol", "Predecessor", "Not Available", "Other"]
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


class Reference(Model):
    """A document, and where in it: pages such as '4 5' or '4-5', or a named destination; blank for all of it."""

    document: str
    pages: str = ""


class Origin(Model):
    """Where a value comes from, in the words of Define-XML 2.1.

    `pages` are those of the annotated CRF, `documents` say where in it or in others; `text` describes it.
    """

    type: OriginType
    source: OriginSource | None = None
    predecessor: str = ""
    pages: tuple[int, ...] = ()
    documents: tuple[Reference, ...] = ()
    text: str = ""


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
    """One row of value-level metadata: how `variable` is described where the condition holds.

    A condition on another dataset names it: DM.COUNTRY.
    """

    variable: str
    where: Condition
    format: str = ""
    role: str = ""
    has_data: bool = True
    where_comment: str = ""
    notes: dict[str, str] = {}


class DatasetSpec(Model):
    """One shipped dataset: name, class, structure, keys, variables in order, value-level metadata.

    `qualifies` names the dataset whose non-standard variables it holds, such as AE for SUPPAE.
    """

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
    has_data: bool = True
    comment: str = ""
    variables: tuple[VariableSpec, ...]
    value_level: tuple[ValueLevel, ...] = ()
    value_level_by: tuple[str, ...] = ()
    qualifies: str = ""

    @property
    def prefix(self) -> str:
        """How names of its variables begin: MH in APMH, QS in QSCG."""
        return variable_prefix(self.domain)

    @property
    def by_name(self) -> dict[str, VariableSpec]:
        """The variables by name."""
        return {variable.name: variable for variable in self.variables}


def supplemental_of(specs: Mapping[str, DatasetSpec], name: str) -> str:
    """Name the dataset that holds the non-standard variables of another, such as SUPPAE; blank where there is none."""
    return next((spec.name for spec in specs.values() if spec.qualifies == name), "")


def qualifiers_of(specs: Mapping[str, DatasetSpec], name: str) -> tuple[str, ...]:
    """Name the non-standard variables of a dataset that are described: slices of QVAL of SUPP--, variables of NS--."""
    supplemental = specs.get(supplemental_of(specs, name))
    if supplemental is None:
        return ()
    if QNAM in supplemental.by_name:
        return tuple(str(level.where.eq) for level in supplemental.value_level)
    return tuple(variable.name for variable in supplemental.variables if not variable.is_standard)
