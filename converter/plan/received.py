"""SDTM that others made and the line begins with: described as the standard knows them, else as their files do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.plan.datasets import dataset_spec, found_spec, plain_spec, plain_specs, supplemental_spec
from converter.plan.permitted import permitted_spec
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.domain import Domain, Supplemental

if TYPE_CHECKING:
    from converter.dataset import FoundDataset, FoundVariable
    from converter.spec.standard import Standard
    from converter.spec.terminology import Codelist

SUPPLEMENTAL = "SUPP"


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
    domain = found.name.removeprefix(SUPPLEMENTAL)
    said = domains.get(domain, Domain(domain=domain))
    if found.name != domain and {"QNAM", "QVAL"} <= set(found.frame):
        return supplemental_spec(domain, standard, {**_qualifiers(found), **said.supplemental}, {})
    known = standard.datasets.get(found.name)
    if known is None:
        permitted = permitted_spec(found, standard, plain_specs(standard))
        return _with_own(found, found_spec(found, None, permitted)) if permitted else _as_found(found)
    described = dataset_spec(said, standard, dict.fromkeys(said.variables, ()), "")
    spec = found_spec(found, described, plain_spec(found.name, standard))
    return _with_own(found, spec)


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
    return DatasetSpec(
        name=found.name,
        domain=found.name,
        label=found.label or found.name,
        dataset_class="SPECIAL PURPOSE",
        structure="As received",
        keys=(),
        is_standard=False,
        variables=tuple(_variable(one) for one in found.variables),
    )


def _variable(found: FoundVariable) -> VariableSpec:
    shown = f"{found.format}." if found.format else ""
    label, kind = found.label or found.name, "Num" if found.type == "Num" else "Char"
    return VariableSpec(name=found.name, label=label, type=kind, format=shown, is_standard=False)
