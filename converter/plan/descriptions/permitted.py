"""Datasets that the guide permits under names of the sponsor's: parts of a domain (QSCG), associated persons (APMH)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.spec.standards.model_variables import GENERAL, domain_of_class
from converter.spec.standards.standard import CODE, PART, Standard, StandardDataset, is_of_persons, variable_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.dataset import FoundDataset
    from converter.spec.domain import Domain
    from converter.spec.standards.standard import StandardVariable

SUBJECT = "USUBJID"


def permitted_dataset(name: str, standard: Standard) -> StandardDataset | None:
    """Describe a dataset that the standard does not know by its name as what it is a part of, or as that of persons.

    Gives nothing for any other name, and for parts of what is of no general observation class.
    """
    whole = standard.datasets.get(variable_prefix(name))
    if name in standard.datasets or whole is None or len(name) <= CODE:
        return None
    if is_of_persons(name):
        is_whole = len(name) == PART
        known = whole.dataset_class in GENERAL or (whole.dataset == "DM" and is_whole)
        return _of_persons(name, whole, standard) if known else None
    is_part = whole.dataset_class in GENERAL and len(name) <= PART
    return whole.model_copy(update={"dataset": name, "domain": whole.dataset}) if is_part else None


def with_permitted(standard: Standard, domains: Mapping[str, Domain]) -> Standard:
    """Add what a study describes and the guide has not: parts of domains, associated persons, domains of a class."""
    added: dict[str, StandardDataset] = {}
    for name, domain in domains.items():
        known = permitted_dataset(name, standard)
        if known is not None and domain.class_ is None:
            added[name] = known.model_copy(update={"label": domain.label or known.label})
        elif name not in standard.datasets and domain.class_:
            added[name] = domain_of_class(name, domain.label or name, domain.class_, standard.model)
    return standard.model_copy(update={"datasets": {**standard.datasets, **added}})


def with_named(standard: Standard, names: Iterable[str]) -> Standard:
    """Add what the guide permits under these names, or for the non-standard variables of what is named so.

    LB1 and LB2 are one dataset that was cut for its size.
    """
    named = (name for name in names if name.rstrip("0123456789") not in standard.datasets)
    whole = (standard.non_standard.parent_of(name) or name for name in named)
    added = {name: known for name in whole if (known := permitted_dataset(name, standard)) is not None}
    return standard.model_copy(update={"datasets": {**standard.datasets, **added}})


def with_found(standard: Standard, found: Mapping[str, FoundDataset]) -> Standard:
    """Add what was found and the guide permits under names of the sponsor's; DOMAIN tells what a part belongs to.

    What holds the non-standard variables of such a dataset follows from it.
    """
    added: dict[str, StandardDataset] = {}
    for name, dataset in found.items():
        parent = standard.non_standard.parent_of(name)
        known = permitted_dataset(parent or name, standard)
        if known is not None and _is_of(dataset, known, "RDOMAIN" if parent else "DOMAIN"):
            label = dataset.label if not parent and dataset.label else added.get(known.dataset, known).label
            added[known.dataset] = known.model_copy(update={"label": label})
    return standard.model_copy(update={"datasets": {**standard.datasets, **added}})


def _is_of(found: FoundDataset, known: StandardDataset, column: str) -> bool:
    """Tell whether all records are of the domain that the name tells; a dataset without its code is not judged."""
    codes = {str(code) for code in found.frame[column]} if column in found.frame else set()
    return codes <= {known.domain or known.dataset}


def _of_persons(name: str, whole: StandardDataset, standard: Standard) -> StandardDataset:
    """Describe a domain of associated persons: who they are, and how related to the subject."""
    person, *related = standard.model.associated_persons.items()
    domain = name[:PART]
    identifiers = max(at for at, one in enumerate(whole.variables.values()) if one.role == "Identifier")

    def variables() -> Iterator[tuple[str, StandardVariable]]:
        for number, (variable, known) in enumerate(whole.variables.items()):
            code = known.model_copy(update={"values": (domain,)}) if variable == "DOMAIN" else known
            yield person if variable == SUBJECT else (variable, code)
            yield from related if number == identifiers else ()

    keys = tuple(person[0] if key == SUBJECT else key for key in whole.keys)
    said = {"dataset": name, "domain": "" if domain == name else domain, "variables": dict(variables()), "keys": keys}
    return whole.model_copy(update=said)
