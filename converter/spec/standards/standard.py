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
    "DEVICE LEVEL ANALYSIS DATASET",
    "MEDICAL DEVICE BASIC DATA STRUCTURE",
    "MEDICAL DEVICE OCCURRENCE DATA STRUCTURE",
    "REFERENCE DATA STRUCTURE",
    "ADAM OTHER",
]
"""The classes of datasets, in the order in which define.xml lists them (SDTM Metadata Submission Guidelines 2.0)."""
Core = Literal["Req", "Exp", "Perm"]
CODE, PART, PERSONS = 2, 4, "AP"
"""Letters of a domain's code, letters at most of a part of it, and how those of associated persons begin."""


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

    `keys` are the first variables of any domain, `topics` those that say what a record of a class is about,
    `qualifiers` those of each class; the first of `associated_persons` stands in place of USUBJID.
    """

    source: str
    keys: dict[str, StandardVariable] = {}
    topics: dict[DatasetClass, dict[str, StandardVariable]] = {}
    identifiers: dict[str, StandardVariable]
    qualifiers: dict[DatasetClass, dict[str, StandardVariable]] = {}
    associated_persons: dict[str, StandardVariable] = {}
    timing: dict[str, StandardVariable]


class StandardDataset(Model):
    """One dataset of an implementation guide, or (not `is_standard`) of a study; `variables` are in its order.

    `domain` is the value of DOMAIN where it is not the name of the dataset, such as QS in QSCG.
    """

    dataset: str
    domain: str = ""
    label: str
    dataset_class: DatasetClass
    structure: str
    keys: tuple[str, ...]
    repeating: bool = True
    reference_data: bool = False
    is_standard: bool = True
    source: str
    variables: dict[str, StandardVariable]


def variable_prefix(dataset: str) -> str:
    """Tell how names of variables of a domain begin: QS in QSCG, a part of QS, and MH in APMH, associated persons.

    Of a part of those, such as APFAMH of APFA, as in the whole: FA.
    """
    whole = dataset.removeprefix(PERSONS) if is_of_persons(dataset) else dataset
    return whole[:CODE] if CODE < len(whole) <= PART else whole


def is_of_persons(dataset: str) -> bool:
    """Tell by its name whether a dataset is of associated persons, such as APMH, or a part of one, such as APFAMH."""
    return dataset.startswith(PERSONS) and len(dataset) in {PART, CODE + PART}


class NonStandard(Model):
    """How a guide ships variables that a dataset has not.

    `records`: a dataset beside it with one record for each value (QNAM, QVAL), described as `dataset` of the guide,
    such as SUPPQUAL. `variables`: one with a record for each record that has any, and a variable for each. Its name is
    that of the dataset after `prefix`, of associated persons after `persons`.
    """

    shape: Literal["records", "variables"]
    prefix: str
    persons: str = ""
    dataset: str = ""
    label: str
    source: str

    def name_of(self, dataset: str) -> str:
        """Name the dataset that holds the non-standard variables of another."""
        return f"{self.persons if is_of_persons(dataset) and self.persons else self.prefix}{dataset}"

    def parent_of(self, name: str) -> str:
        """Name the dataset whose non-standard variables one with this name holds; blank for any other."""
        for prefix in dict.fromkeys((self.persons or self.prefix, self.prefix)):
            parent = name.removeprefix(prefix)
            if parent not in {name, self.dataset.removeprefix(prefix)} and self.name_of(parent) == name:
                return parent if len(parent) >= CODE else ""
        return ""


class Standard(Model):
    """One implementation guide: SDTMIG or ADaMIG, its version, and its datasets by name."""

    name: str
    version: str
    publishing_set: str
    status: Literal["Draft", "Provisional", "Final"] = "Final"
    source: str
    datasets: dict[str, StandardDataset]
    model: ModelVariables
    non_standard: NonStandard
