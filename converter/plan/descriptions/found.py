"""Datasets that were found: those of analysis described as the study says it, else as the guide knows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from converter.compute.sas_format import written_format
from converter.dataset import Dataset, FoundDataset
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.standards.analysis_standard import AnalysisVariable, structure_of, variable_of

if TYPE_CHECKING:
    from converter.dataset import FoundVariable
    from converter.spec.standards.analysis_standard import AnalysisStandard
    from converter.spec.standards.standard import DatasetClass

_NAME = re.compile(r"AD[A-Z0-9_]{1,6}")
KEYS = ("STUDYID", "USUBJID")
DATES = "ISO 8601 datetime or interval"
"""What holds a --DTC of SDTM, copied into an analysis dataset under its name."""


def is_analysis(name: str, described: Collection[str], tabulations: Collection[str]) -> bool:
    """Tell whether a dataset is one of analysis: the study describes it so, or its name begins with AD, such as ADVS.

    `described` are the analysis datasets of the study, `tabulations` the names that SDTM knows.
    """
    return name in described or (name not in tabulations and bool(_NAME.fullmatch(name)))


def found_analysis_spec(found: FoundDataset, said: DatasetSpec | None, standard: AnalysisStandard) -> DatasetSpec:
    """Describe an analysis dataset that was found, in the order of its variables.

    What the study says (`said`) goes first; without it the class is guessed: ADSL by its name, BDS by PARAMCD, else
    OCCDS. Types are those of the file; where it has none, those that the guide knows. A variable that neither the study
    nor the guide knows is left out where the study describes the dataset, else taken as the file has it.
    """
    spec = said or _guessed(found)
    structure = structure_of(standard, spec.dataset_class)
    known = {one.name: variable_of(structure, one.name) for one in found.variables}
    described = spec.by_name
    variables = tuple(
        _variable(found, one, described.get(one.name), known[one.name])
        for one in found.variables
        if one.name in described or known[one.name] or said is None
    )
    return spec.model_copy(update={"variables": variables, "standard": f"{standard.name} {standard.version}"})


def _variable(
    dataset: FoundDataset, found: FoundVariable, said: VariableSpec | None, known: AnalysisVariable | None
) -> VariableSpec:
    of_file: Literal["Char", "Num"] = "Num" if found.type == "Num" else "Char"
    kind = known.type if known and not dataset.attributes else of_file
    shown = written_format(found.format)
    if said is not None:
        return said.model_copy(update={"type": kind, "format": shown or said.format})
    required = bool(known and known.core == "Req")
    is_date = kind == "Char" and found.name.endswith("DTC")
    return VariableSpec(
        name=found.name,
        type=kind,
        format=shown,
        label=found.label or (known.label if known else ""),
        core="Req" if required else "Perm",
        described=DATES if is_date else "",
        codelists=(known.codelist,) if known and known.codelist else (),
        mandatory=required,
        is_standard=known is not None and known.is_standard,
    )


def _guessed(found: FoundDataset) -> DatasetSpec:
    """Guess what a dataset is that the study does not describe; its label is the file's, its key only that of ADSL."""
    subject_level = found.name == "ADSL"
    by_parameter = "PARAMCD" in found.frame
    kind: DatasetClass = "BASIC DATA STRUCTURE" if by_parameter else "OCCURRENCE DATA STRUCTURE"
    return DatasetSpec(
        name=found.name,
        domain="",
        label=found.label,
        dataset_class="SUBJECT LEVEL ANALYSIS DATASET" if subject_level else kind,
        structure="One record per subject" if subject_level else "One record per subject per observation",
        keys=KEYS if subject_level else (),
        repeating=not subject_level,
        purpose="Analysis",
        variables=(),
    )


def as_datasets(
    found: Mapping[str, FoundDataset], specs: Mapping[str, DatasetSpec], *, in_file_order: bool = False
) -> dict[str, Dataset]:
    """Take found datasets that are described as datasets, with the variables that they have and that are known.

    The variables stand in the order of the spec, or in that of the file, which is what define.xml must tell. Slices of
    values by a variable that the file lacks are left out.
    """
    return {name: _as_dataset(found[name], spec, in_file_order=in_file_order) for name, spec in specs.items()}


def _as_dataset(found: FoundDataset, spec: DatasetSpec, *, in_file_order: bool) -> Dataset:
    known = spec.by_name
    names = [str(name) for name in found.frame.columns] if in_file_order else list(known)
    variables = tuple(_as_found(known[n], found.frame[n]) for n in names if n in known and n in found.frame)
    keys = tuple(key for key in spec.keys if key in found.frame)
    lacking = {name for name in known if name not in found.frame}
    levels = tuple(one for one in spec.value_level if lacking.isdisjoint((one.variable, *one.where.variables)))
    by = tuple(name for name in spec.value_level_by if name not in lacking)
    said = {"variables": variables, "keys": keys, "value_level": levels, "value_level_by": by}
    narrow = spec.model_copy(update=said)
    return Dataset(narrow, found.frame[[variable.name for variable in variables]])


def _as_found(variable: VariableSpec, values: pd.Series) -> VariableSpec:
    """Describe a variable whose type is another one than described as the file has it."""
    found: Literal["Char", "Num"] = "Num" if pd.api.types.is_numeric_dtype(values) else "Char"
    if found == variable.type:
        return variable
    return variable.model_copy(update={"type": found, "data_type": None, "length": None, "codelists": ()})
