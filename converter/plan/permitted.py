"""Datasets that the guide permits under names of the sponsor's: parts of a domain (QSCG), associated persons (APMH)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.plan.datasets import standard_variable
from converter.spec.dataset import DatasetSpec, VariableSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.dataset import FoundDataset
    from converter.spec.standard import Standard

SUPPLEMENTAL, PERSONS, LONGEST = "SUPP", "AP", 4
"""How the names of such datasets begin, and how long the name of a part of a domain may be."""


def permitted_spec(found: FoundDataset, standard: Standard, plain: Mapping[str, DatasetSpec]) -> DatasetSpec | None:
    """Describe a dataset that `plain` does not know by its name as what it is a part of, or as that of persons.

    DOMAIN (of supplemental qualifiers RDOMAIN) tells what a part belongs to. Gives nothing for any other dataset.
    """
    name = found.name.removeprefix(SUPPLEMENTAL)
    supplemental = SUPPLEMENTAL if name != found.name else ""
    whole = _whole(found, name, "RDOMAIN" if supplemental else "DOMAIN")
    said = {"name": found.name, "label": found.label}
    if len(name) == LONGEST and name.startswith(PERSONS) and name[2:] in plain:
        spec = plain[f"{supplemental}{name[2:]}"]
        persons = {} if supplemental else _of_persons(spec, standard)
        return spec.model_copy(update={**said, "domain": name, **persons})
    part_of = plain.get(f"{supplemental}{whole}") if whole else None
    return part_of.model_copy(update=said) if part_of else None


def _whole(found: FoundDataset, name: str, column: str) -> str:
    """Name the domain of which all records are, where the dataset is named after it; blank where it is not."""
    codes = {str(code) for code in found.frame[column]} if column in found.frame else set()
    code = next(iter(codes)) if len(codes) == 1 else ""
    return code if code and name.startswith(code) and len(code) < len(name) <= LONGEST else ""


def _of_persons(spec: DatasetSpec, standard: Standard) -> dict[str, object]:
    """Give variables and keys of a domain of associated persons: who they are, and how related to the subject."""
    described = [standard_variable(name, known) for name, known in standard.associated_persons.items()]
    person, related = described[0], described[1:]
    identifiers = max(number for number, variable in enumerate(spec.variables) if variable.role == "Identifier")

    def variables() -> Iterator[VariableSpec]:
        for number, variable in enumerate(spec.variables):
            yield person if variable.name == "USUBJID" else variable.model_copy(update=_code(variable))
            yield from related if number == identifiers else ()

    keys = tuple(person.name if key == "USUBJID" else key for key in spec.keys)
    return {"variables": tuple(variables()), "keys": keys}


def _code(variable: VariableSpec) -> dict[str, object]:
    """Write the code of such a domain: that of the domain after AP, such as APMH."""
    return {"values": tuple(f"{PERSONS}{value}" for value in variable.values)} if variable.name == "DOMAIN" else {}
