"""The ADaM implementation guide as data: its structures, their variables, and names that are templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from converter.spec.model import Model
from converter.spec.standards.standard import DatasetClass

AnalysisCore = Literal["Req", "Cond", "Perm"]
INDEXES: Mapping[str, str] = {"xx": "0[1-9]|[1-9][0-9]", "zz": "0[1-9]|[1-9][0-9]", "y": "[1-9][0-9]?", "w": "[1-9]"}
"""What may stand for each index of a template: TRTxxP for TRT01P, AGEGRy for AGEGR1, PHwSDT for PH2SDT."""
_INDEX = re.compile("|".join(INDEXES))
_INDEX_WORD = re.compile(rf"\b({_INDEX.pattern})\b")
_FAMILY = "*"


class AnalysisVariable(Model):
    """One variable of a structure; `codelist` is a short name, `values` are the only values the guide allows.

    `is_standard` is false for one that a study adds. `label` is blank where the guide leaves it to the study.
    `template` is the guide's name of it, such as TRTxxP.
    """

    name: str
    label: str = ""
    type: Literal["Char", "Num"]
    core: AnalysisCore = "Perm"
    codelist: str | None = None
    values: tuple[str, ...] = ()
    template: str = ""
    is_standard: bool = True


def _named(variables: Any) -> Any:  # noqa: ANN401 - as YAML has it, validated next
    """Give each variable the name that it stands under."""
    if not isinstance(variables, dict):
        return variables
    return {key: {"name": key, **value} if isinstance(value, dict) else value for key, value in variables.items()}


Variables = Annotated[
    dict[str, AnalysisVariable], BeforeValidator(_named, json_schema_input_type=dict[str, AnalysisVariable])
]


class Structure(Model):
    """One structure, such as BDS: its class, its variables in the guide's order, and how other names of it end."""

    name: str
    label: str
    dataset_class: DatasetClass
    source: str
    is_standard: bool = True
    variables: Variables
    suffixes: dict[str, AnalysisVariable] = {}


class AnalysisStandard(Model):
    """The ADaM implementation guide: its version, its structures by name, and how names end in every structure."""

    name: str
    version: str
    publishing_set: str
    status: Literal["Draft", "Provisional", "Final"] = "Final"
    source: str
    suffixes: Variables = {}
    structures: dict[str, Structure] = {}


def structure_of(standard: AnalysisStandard, dataset_class: DatasetClass) -> Structure:
    """Give the structure of a class such as 'BASIC DATA STRUCTURE'; one without variables where the class is free."""
    for structure in standard.structures.values():
        if structure.dataset_class == dataset_class:
            return structure
    free = Structure(name="", label="", dataset_class=dataset_class, source=standard.source, variables={})
    return free.model_copy(update={"suffixes": standard.suffixes})


def variable_of(structure: Structure, name: str) -> AnalysisVariable | None:
    """Find a variable by name: listed, then as a template filled in, then by how its name ends, the longest first.

    TRT01P is TRTxxP, so its label is 'Planned Treatment for Period 01'. Gives None for a name the guide has not.
    """
    if name in structure.variables and not _is_template(name):
        return _described(structure.variables[name], name, {})
    for template, pattern in _templates(tuple(structure.variables)):
        filled = pattern.fullmatch(name)
        if filled:
            return _described(structure.variables[template], name, filled.groupdict())
    families = {**structure.suffixes, **structure.variables}
    ends = [end for end in families if end.startswith(_FAMILY) and name.endswith(end[1:]) and len(name) >= len(end)]
    return _described(families[max(ends, key=len)], name, {}) if ends else None


@lru_cache
def _templates(names: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """List the templates among names, those with the most fixed letters first, so that the closest is found."""
    templates = [name for name in names if _is_template(name) and not name.startswith(_FAMILY)]
    return tuple((one, _template(one)) for one in sorted(templates, key=lambda name: -len(_INDEX.sub("", name))))


def _is_template(name: str) -> bool:
    return bool(_INDEX.search(name)) or name.startswith(_FAMILY)


def _template(template: str) -> re.Pattern[str]:
    return re.compile(_INDEX.sub(lambda index: f"(?P<{index[0]}>{INDEXES[index[0]]})", template))


def _described(variable: AnalysisVariable, name: str, indexes: Mapping[str, str]) -> AnalysisVariable:
    """Give a variable its own name and label; a label in braces is the study's to write."""
    label = "" if "{" in variable.label else variable.label
    if indexes:
        label = _INDEX_WORD.sub(lambda word: indexes.get(word[0], word[0]), label)
    return variable.model_copy(update={"name": name, "label": label, "template": variable.name})
