"""SDTM that others made and the line begins with: described as the standard knows them, else as their files do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.compute.sas_format import written_format
from converter.plan.descriptions.datasets import dataset_spec, found_spec, plain_spec
from converter.plan.descriptions.non_standard import IDENTIFIERS, own_links, supplemental_spec
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.domain import Domain, Supplemental

if TYPE_CHECKING:
    from converter.dataset import FoundDataset, FoundVariable
    from converter.spec.standards.standard import Standard
    from converter.spec.standards.terminology import Codelist


@dataclass(frozen=True)
class Received:
    """The datasets that a study begins with: descriptions of those of SDTM or of analysis, and the file of each.

    `codelists` are those of a define.xml beside them.
    """

    tabulations: Mapping[str, DatasetSpec] = field(default_factory=dict)
    analyses: Mapping[str, DatasetSpec] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    codelists: Mapping[str, Codelist] = field(default_factory=dict)


def received_spec(found: FoundDataset, standard: Standard, domains: Mapping[str, Domain]) -> DatasetSpec:
    """Describe an SDTM dataset that others made, with the variables it has.

    What the study says of its domain goes first, then what the standard knows, then what the file has. Of supplemental
    qualifiers each QNAM is described.
    """
    parent = standard.non_standard.parent_of(found.name)
    said = domains.get(parent or found.name, Domain(domain=parent or found.name))
    if parent and found.name not in standard.datasets and {"QNAM", "QVAL"} <= set(found.frame):
        known = _parent(parent, standard)
        return supplemental_spec(known, standard, {**_qualifiers(found), **said.supplemental}, {})
    if parent in standard.datasets and standard.non_standard.shape == "variables":
        return _beside(found, standard, said)
    if found.name not in standard.datasets:
        return _as_found(found)
    described = dataset_spec(said, standard, dict.fromkeys(said.variables, ()), "")
    spec = found_spec(found, described, plain_spec(found.name, standard))
    return _with_own(found, spec)


def _parent(name: str, standard: Standard) -> DatasetSpec:
    """Describe the dataset that qualifiers are of, also one that no guide knows."""
    return plain_spec(name, standard) if name in standard.datasets else _named(name, name, ())


def _beside(found: FoundDataset, standard: Standard, said: Domain) -> DatasetSpec:
    """Describe a dataset of non-standard variables: each that does not identify its record is one."""
    parent = plain_spec(said.domain, standard)
    identifying = {*IDENTIFIERS, *own_links(parent)}
    others = {one.name: one.label or one.name for one in found.variables if one.name not in identifying}
    qualifiers = {name: Supplemental(label=label) for name, label in others.items()}
    return supplemental_spec(parent, standard, {**qualifiers, **said.supplemental}, {})


def _with_own(found: FoundDataset, spec: DatasetSpec) -> DatasetSpec:
    """Leave out the variables that the file lacks, and describe those that only the file knows as it has them."""
    here = tuple(variable for variable in spec.variables if variable.name in found.frame)
    others = tuple(_variable(one) for one in found.variables if one.name not in spec.by_name)
    return spec.model_copy(update={"variables": (*here, *others)})


def _qualifiers(found: FoundDataset) -> dict[str, Supplemental]:
    labels = found.frame["QLABEL"] if "QLABEL" in found.frame else found.frame["QNAM"]
    pairs = dict(zip(found.frame["QNAM"], labels, strict=True))
    return {str(name): Supplemental(label=str(label) or str(name)) for name, label in pairs.items() if name}


def _as_found(found: FoundDataset) -> DatasetSpec:
    """Describe a dataset that no guide knows: a domain of a sponsor's own."""
    return _named(found.name, found.label or found.name, tuple(_variable(one) for one in found.variables))


def _named(name: str, label: str, variables: tuple[VariableSpec, ...]) -> DatasetSpec:
    return DatasetSpec(
        name=name,
        domain=name,
        label=label,
        dataset_class="SPECIAL PURPOSE",
        structure="As received",
        keys=(),
        is_standard=False,
        variables=variables,
    )


def _variable(found: FoundVariable) -> VariableSpec:
    label, kind = found.label or found.name, "Num" if found.type == "Num" else "Char"
    return VariableSpec(name=found.name, label=label, type=kind, format=written_format(found.format), is_standard=False)
