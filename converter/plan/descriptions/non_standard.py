"""Describe the dataset that holds the non-standard variables of another: SUPP--, or whatever the guide ships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from converter.spec.condition import Condition
from converter.spec.dataset import QNAM, DatasetSpec, Origin, ValueLevel, VariableSpec

if TYPE_CHECKING:
    from converter.spec.domain import Supplemental
    from converter.spec.standards.standard import Standard, StandardVariable
    from converter.steps import BoundRule

Rules = Mapping[str, "Sequence[BoundRule]"]
SUBJECT = "USUBJID"
IDENTIFIERS = ("STUDYID", "DOMAIN", SUBJECT, "APID")
ORIGINS: Mapping[str, Origin] = {
    "STUDYID": Origin(type="Protocol", source="Sponsor"),
    "DOMAIN": Origin(type="Assigned", source="Sponsor"),
    "USUBJID": Origin(type="Assigned", source="Sponsor"),
    "RSUBJID": Origin(type="Assigned", source="Sponsor"),
}
ASSIGNED = Origin(type="Assigned", source="Sponsor")
NON_STANDARD = "Non-Standard"
"""The role of a non-standard variable."""


def supplemental_spec(
    parent: DatasetSpec, standard: Standard, qualifiers: Mapping[str, Supplemental], rules: Rules
) -> DatasetSpec:
    """Describe the dataset beside another that holds its non-standard variables, in the shape that the guide ships.

    `rules` has the rules of each variable that the study maps or derives.
    """
    said = standard.non_standard
    make = _records if said.shape == "records" else _variables
    spec = make(parent, standard, qualifiers, rules)
    shown = {"name": said.name_of(parent.name), "label": said.label.format(dataset=parent.name)}
    return spec.model_copy(update={**shown, "domain": parent.domain, "qualifies": parent.name})


def _records(
    parent: DatasetSpec, standard: Standard, qualifiers: Mapping[str, Supplemental], rules: Rules
) -> DatasetSpec:
    """Describe one record for each value; each qualifier of the study is a slice of QVAL."""
    known = standard.datasets[standard.non_standard.dataset]
    person = next((one for one in parent.variables if one.name == "APID"), None)
    variables = [_supplemental_variable(name, variable) for name, variable in known.variables.items()]
    keys = known.keys
    if person:  # associated persons stand in place of the subject
        variables = [person if one.name == SUBJECT else one for one in variables]
        keys = tuple(person.name if key == SUBJECT else key for key in keys)
    return DatasetSpec(
        name=parent.name,
        domain=parent.domain,
        label="",
        dataset_class=known.dataset_class,
        structure=known.structure,
        keys=keys,
        standard=f"{standard.name} {standard.version}",
        variables=tuple(variables),
        value_level=tuple(_qualifier(name, said, rules.get(name, ())) for name, said in qualifiers.items()),
    )


def _variables(
    parent: DatasetSpec, standard: Standard, qualifiers: Mapping[str, Supplemental], rules: Rules
) -> DatasetSpec:
    """Describe one record for each record of the dataset that has any: what identifies it, then the variables."""
    identifying = {*IDENTIFIERS, *own_links(parent)}
    named = tuple(variable for variable in parent.variables if variable.name in identifying)
    own = tuple(_non_standard(name, said, rules.get(name, ())) for name, said in qualifiers.items())
    return DatasetSpec(
        name=parent.name,
        domain=parent.domain,
        label="",
        dataset_class=parent.dataset_class,
        structure=f"One record for each record of {parent.name} with a non-standard variable",
        keys=tuple(variable.name for variable in named if variable.name != "DOMAIN"),
        standard=f"{standard.name} {standard.version}",
        variables=(*named, *own),
    )


def own_links(parent: DatasetSpec) -> tuple[str, ...]:
    """Name the variables that tell the records of a subject apart: --SEQ where there is one, else the keys."""
    sequence = f"{parent.prefix}SEQ"
    return (sequence,) if sequence in parent.by_name else parent.keys


def _non_standard(name: str, said: Supplemental, rules: Sequence[BoundRule]) -> VariableSpec:
    origin, method = origin_and_method(rules)
    return VariableSpec(
        name=name,
        type="Char",
        label=said.label,
        role=NON_STANDARD,
        core="Perm",
        codelists=said.codelists,
        origin=origin,
        method=method,
        comment=said.comment,
        is_standard=False,
    )


def _qualifier(name: str, said: Supplemental, rules: Sequence[BoundRule]) -> ValueLevel:
    origin, method = origin_and_method(rules)
    return ValueLevel(
        variable="QVAL",
        where=Condition(variable=QNAM, eq=name),
        label=said.label,
        origin=origin,
        method=method,
        codelists=said.codelists,
        comment=said.comment,
    )


def _supplemental_variable(name: str, known: StandardVariable) -> VariableSpec:
    origin = ORIGINS.get(name, ASSIGNED)
    return standard_variable(name, known).model_copy(update={"origin": None if name == "QVAL" else origin})


def origin_and_method(rules: Sequence[BoundRule]) -> tuple[Origin | None, str]:
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
