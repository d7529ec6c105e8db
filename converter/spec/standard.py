"""An implementation guide as data: its datasets and their variables."""

from __future__ import annotations

from typing import Literal

from converter.spec.model import Model

DatasetClass = Literal[
    "TRIAL DESIGN",
    "SPECIAL PURPOSE",
    "INTERVENTIONS",
    "EVENTS",
    "FINDINGS",
    "FINDINGS ABOUT",
    "RELATIONSHIP",
    "STUDY REFERENCE",
    "SUBJECT LEVEL ANALYSIS DATASET",
    "BASIC DATA STRUCTURE",
    "OCCURRENCE DATA STRUCTURE",
    "ADAM OTHER",
]
"""The classes of datasets, in the order in which define.xml lists them (SDTM Metadata Submission Guidelines 2.0)."""
Core = Literal["Req", "Exp", "Perm"]


class StandardVariable(Model):
    """One variable of an implementation guide; `codelists` are short names, `described` names a value domain.

    `in_guide` is false for a variable of the model that the guide does not list for the dataset but permits,
    `is_standard` for one that a study adds.
    """

    label: str
    type: Literal["Char", "Num"]
    role: str = ""
    core: Core = "Perm"
    codelists: tuple[str, ...] = ()
    described: str = ""
    values: tuple[str, ...] = ()
    in_guide: bool = True
    is_standard: bool = True


class ModelVariables(Model):
    """Variables of the model that may be added to any domain of a general observation class; '--' is the domain.

    `qualifiers` are those of each class; the first of `associated_persons` stands in place of USUBJID.
    """

    source: str
    identifiers: dict[str, StandardVariable]
    qualifiers: dict[DatasetClass, dict[str, StandardVariable]] = {}
    associated_persons: dict[str, StandardVariable] = {}
    timing: dict[str, StandardVariable]


class StandardDataset(Model):
    """One dataset of an implementation guide, or (not `is_standard`) of a study; `variables` are in its order."""

    dataset: str
    label: str
    dataset_class: DatasetClass
    structure: str
    keys: tuple[str, ...]
    repeating: bool = True
    reference_data: bool = False
    is_standard: bool = True
    source: str
    variables: dict[str, StandardVariable]


class Standard(Model):
    """One implementation guide: SDTMIG or ADaMIG, its version, and its datasets by name."""

    name: str
    version: str
    publishing_set: str
    status: Literal["Draft", "Provisional", "Final"] = "Final"
    source: str
    datasets: dict[str, StandardDataset]
    associated_persons: dict[str, StandardVariable] = {}
