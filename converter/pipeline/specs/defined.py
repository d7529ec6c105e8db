"""A define.xml of what a study describes, without its data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from converter.compute.describing.facts import DatasetFacts
from converter.errors import InputError
from converter.pipeline.documents import documents_of
from converter.pipeline.package import stamp
from converter.plan.analysis import analysis_package
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.domain import VariableChange
from converter.spec.load import StudyFiles
from converter.steps import Plan
from converter.write.define_xml import write_define

MADE = (
    "datasets that rules make are described with their data, which `converter convert` does; name its package by --out"
)
BOTH = "a define.xml describes SDTM or ADaM, and the study both: say --kind sdtm or --kind adam"


def defined_bytes(plan: Plan, kind: Literal["", "sdtm", "adam"], files: StudyFiles) -> bytes:
    """Give the define.xml of the datasets that a study describes only; raises InputError where it makes some itself.

    Each dataset is said to lie in a transport file of its name.
    """
    purpose = {"sdtm": "Tabulation", "adam": "Analysis"}.get(kind)
    if plan.domains or plan.analysis.specs:
        raise InputError(MADE)
    chosen = [one for one in plan.described.values() if purpose in {None, one.purpose}]
    said = {name: one.variables for name, one in files.domains.items()}
    said |= {name: one.variables for name, one in files.analyses.items()}
    specs = [_typed(_as_said(one, said[one.name])) for one in chosen]
    purposes = {one.purpose for one in specs}
    if len(purposes) != 1:
        raise InputError(BOTH if purposes else f"the study describes no datasets of {kind or 'any kind'}")
    whole = analysis_package(plan) if purposes == {"Analysis"} else plan
    facts = {one.name: DatasetFacts(1 if one.has_data else 0, {}, {}) for one in specs}
    transport = {one.name: f"{one.name.lower()}.xpt" for one in specs}
    documents = documents_of(whole, files.folder).names
    with TemporaryDirectory() as made:
        path, *_ = write_define(
            specs, facts, Path(made), plan=whole, created=stamp(plan), files=transport, documents=documents
        )
        return path.read_bytes()


def _as_said(spec: DatasetSpec, said: Mapping[str, VariableChange]) -> DatasetSpec:
    """Leave out codelists of the guide that a description does not name: without data nobody knows what is in use."""
    variables = (one.model_copy(update={"codelists": said[one.name].codelists}) for one in spec.variables)
    return spec.model_copy(update={"variables": tuple(variables)})


def _typed(spec: DatasetSpec) -> DatasetSpec:
    """Give each variable and slice a data type, which define.xml must tell: text, or a number."""
    variables = tuple(one.model_copy(update={"data_type": one.data_type or _type(one)}) for one in spec.variables)
    known = {one.name: one.data_type for one in variables}
    levels = tuple(
        one.model_copy(update={"data_type": one.data_type or known[one.variable]}) for one in spec.value_level
    )
    return spec.model_copy(update={"variables": variables, "value_level": levels})


def _type(variable: VariableSpec) -> Literal["text", "integer", "float"]:
    if variable.type == "Char":
        return "text"
    return "float" if variable.significant_digits else "integer"
