"""Describe each dataset to be shipped: the standard's variables, what the study says of them, how they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.compute.continued import continuations, continued_variable
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, ValueLevel, VariableSpec
from converter.spec.domain import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from converter.dataset import FoundDataset
    from converter.spec.domain import Supplemental, VariableChange
    from converter.spec.standard import Standard, StandardDataset, StandardVariable
    from converter.steps import BoundRule

IDENTIFIERS = ("STUDYID", "DOMAIN", "USUBJID")
ORIGINS: Mapping[str, Origin] = {
    "STUDYID": Origin(type="Protocol", source="Sponsor"),
    "DOMAIN": Origin(type="Assigned", source="Sponsor"),
    "USUBJID": Origin(type="Assigned", source="Sponsor"),
}


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
        domain=domain.domain,
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
    """Describe each dataset that a standard knows, and its supplemental qualifiers, as the standard does."""
    plain = {name: plain_spec(name, standard) for name in standard.datasets}
    return {**plain, **{f"SUPP{name}": supplemental_spec(name, standard, {}, {}) for name in plain}}


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


def supplemental_spec(
    domain: str, standard: Standard, qualifiers: Mapping[str, Supplemental], rules: Mapping[str, Sequence[BoundRule]]
) -> DatasetSpec:
    """Describe SUPP-- of a domain; each qualifier of the study is a slice of QVAL, with origin and method of its rules.

    `rules` has the rules of each variable that the study maps or derives.
    """
    known = standard.datasets["SUPPQUAL"]
    return DatasetSpec(
        name=f"SUPP{domain}",
        domain=domain,
        label=f"Supplemental Qualifiers for {domain}",
        dataset_class=known.dataset_class,
        structure=known.structure,
        keys=known.keys,
        standard=f"{standard.name} {standard.version}",
        variables=tuple(_supplemental_variable(name, variable) for name, variable in known.variables.items()),
        value_level=tuple(_qualifier(name, said, rules.get(name, ())) for name, said in qualifiers.items()),
    )


def _qualifier(name: str, said: Supplemental, rules: Sequence[BoundRule]) -> ValueLevel:
    origin, method = _origin_and_method(rules)
    return ValueLevel(
        variable="QVAL",
        where=Condition(variable="QNAM", eq=name),
        label=said.label,
        origin=origin,
        method=method,
        codelists=said.codelists,
        comment=said.comment,
    )


def _supplemental_variable(name: str, known: StandardVariable) -> VariableSpec:
    origin = ORIGINS.get(name, Origin(type="Assigned", source="Sponsor"))
    return standard_variable(name, known).model_copy(update={"origin": None if name == "QVAL" else origin})


def _variable(
    name: str, known: StandardVariable, domain: Domain, rules: Sequence[BoundRule], usubjid: str
) -> VariableSpec:
    variable = standard_variable(name, known)
    origin, method = _origin_and_method(rules)
    origin = origin or ORIGINS.get(name)
    comment = f"Made of the subject identifier of the source as {usubjid}." if name == "USUBJID" else ""
    variable = variable.model_copy(update={"origin": origin, "method": method, "comment": comment})
    change = domain.variables.get(name)
    return variable if change is None else _changed(variable, change)


def _origin_and_method(rules: Sequence[BoundRule]) -> tuple[Origin | None, str]:
    """Give the origin of what rules make, and their method where it is derived."""
    origin = rules[0].origin if rules else None
    derived = origin is not None and origin.type == "Derived"
    method = " ".join(dict.fromkeys(rule.method for rule in rules if rule.method)) if derived else ""
    return origin, method


def standard_variable(name: str, known: StandardVariable) -> VariableSpec:
    """Describe a variable as the standard does."""
    return VariableSpec(
        name=name,
        label=known.label,
        type=known.type,
        role=known.role,
        core=known.core,
        codelists=known.codelists,
        described=known.described,
        values=known.values,
        mandatory=known.core == "Req",
        is_standard=known.is_standard,
    )


def _changed(variable: VariableSpec, change: VariableChange) -> VariableSpec:
    said = {name: getattr(change, name) for name in change.model_fields_set}
    return variable.model_copy(update=said)


def unknown_variables(names: Iterable[str], known: StandardDataset, domain: Domain) -> list[str]:
    """List names that are neither variables of the standard dataset nor declared supplemental."""
    return [name for name in names if name not in known.variables and name not in domain.supplemental]
