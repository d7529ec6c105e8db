"""Describe each dataset to be shipped: the standard's variables, what the study says of them, how they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.compute.continued import continuations, continued_variable
from converter.plan.descriptions.non_standard import ORIGINS, origin_and_method, standard_variable, supplemental_spec
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.domain import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from converter.dataset import FoundDataset
    from converter.spec.domain import VariableChange
    from converter.spec.standards.standard import Standard, StandardDataset, StandardVariable
    from converter.steps import BoundRule

IDENTIFIERS = ("STUDYID", "DOMAIN", "USUBJID")


def dataset_spec(
    domain: Domain, standard: Standard, rules: Mapping[str, Sequence[BoundRule]], usubjid: str
) -> DatasetSpec:
    """Describe one domain: its standard variables in the guide's order, each with origin and method of its rules.

    `rules` has the rules of each variable that the study maps or derives; a domain that a build rule makes, or that
    the study only describes, has all variables of the standard (those without data are dropped later).
    """
    known = standard.datasets[domain.domain]
    made = set(rules) - set(domain.supplemental)
    described_only = not (domain.records or domain.derive)
    names = [
        name
        for name, variable in known.variables.items()
        if described_only or name in made or name in IDENTIFIERS or variable.core in {"Req", "Exp"}
    ]
    variables = [_variable(name, known.variables[name], domain, rules.get(name, ()), usubjid) for name in names]
    return DatasetSpec(
        name=domain.domain,
        domain=known.domain or domain.domain,
        label=known.label,
        dataset_class=known.dataset_class,
        structure=domain.structure or known.structure,
        keys=domain.keys or tuple(key for key in known.keys if key in names),
        repeating=known.repeating,
        reference_data=known.reference_data,
        standard=f"{standard.name} {standard.version}",
        is_standard=known.is_standard,
        comment=domain.comment,
        variables=tuple(variables),
        value_level=domain.value_level,
        value_level_by=domain.value_level_by,
    )


def plain_spec(name: str, standard: Standard) -> DatasetSpec:
    """Describe a dataset as the standard does, for data that the study says nothing of."""
    return dataset_spec(Domain(domain=name), standard, {}, "")


def plain_specs(standard: Standard) -> dict[str, DatasetSpec]:
    """Describe each dataset that a standard knows, and its non-standard variables, as the standard does."""
    plain = {name: plain_spec(name, standard) for name in standard.datasets}
    beside = [supplemental_spec(spec, standard, {}, {}) for spec in plain.values()]
    return {**plain, **{spec.name: spec for spec in beside}}


def found_spec(found: FoundDataset, said: DatasetSpec | None, plain: DatasetSpec) -> DatasetSpec:
    """Describe a dataset that was found: as the study says it, the rest as the standard does (`plain`).

    Permissible variables that it lacks are left out.
    """
    names = set(found.frame.columns)
    spec = said or plain
    known = (spec.by_name.get(variable.name, variable) for variable in plain.variables)
    kept = [variable for variable in known if variable.name in names or variable.core in {"Req", "Exp"}]
    return spec.model_copy(update={"variables": tuple(_with_continuations(kept, plain, map(str, names)))})


def _with_continuations(
    variables: Iterable[VariableSpec], plain: DatasetSpec, names: Iterable[str]
) -> Iterator[VariableSpec]:
    """Give each variable, followed by those that continue its text, such as TSVAL1."""
    found = list(names)
    for variable in variables:
        yield variable
        yield from (continued_variable(name, plain.by_name) for name in continuations(variable.name, found))


def _variable(
    name: str, known: StandardVariable, domain: Domain, rules: Sequence[BoundRule], usubjid: str
) -> VariableSpec:
    variable = standard_variable(name, known)
    origin, method = origin_and_method(rules)
    origin = origin or ORIGINS.get(name)
    comment = f"Made of the subject identifier of the source as {usubjid}." if name == "USUBJID" else ""
    variable = variable.model_copy(update={"origin": origin, "method": method, "comment": comment})
    change = domain.variables.get(name)
    return variable if change is None else _changed(variable, change)


def _changed(variable: VariableSpec, change: VariableChange) -> VariableSpec:
    said = {name: getattr(change, name) for name in change.model_fields_set}
    return variable.model_copy(update=said)


def unknown_variables(names: Iterable[str], known: StandardDataset, domain: Domain) -> list[str]:
    """List names that are neither variables of the standard dataset nor declared supplemental."""
    return [name for name in names if name not in known.variables and name not in domain.supplemental]
