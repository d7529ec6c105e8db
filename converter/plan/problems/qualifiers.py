"""What is wrong with non-standard variables: their names, what makes and links them, what the guide ships of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from converter.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from converter.spec.domain import Domain, Supplemental
    from converter.spec.standards.standard import NonStandard, Standard, StandardDataset

Said = tuple[tuple[str | int, ...], str, str]
"""Where something is wrong, what, and how to mend it."""
QNAM = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
SUBJECT = "USUBJID"


def qualifier_problems(domain: Domain, standard: Standard, made: Collection[str]) -> Iterator[Said]:
    """Say what is wrong with the non-standard variables of a domain; `made` are the variables that rules make."""
    known = standard.datasets[domain.domain]
    for name, qualifier in domain.supplemental.items():
        yield from _qualifier(name, known, made)
        yield from _unshipped(name, qualifier, standard.non_standard)
        if qualifier.idvar:
            yield from _unmade_link(name, qualifier.idvar, known, made)


def _qualifier(name: str, known: StandardDataset, made: Collection[str]) -> Iterator[Said]:
    """Say what is wrong with a supplemental qualifier (SDTMIG 3.4, 8.4)."""
    path = ("supplemental", name)
    if not QNAM.fullmatch(name):
        yield path, f"QNAM '{name}': expected at most 8 capital letters, digits and underscores, no digit first", ""
    # a qualifier that the model permits and the guide does not list may be shipped either way
    variable = known.variables.get(name)
    if variable and (variable.in_guide or not variable.role.endswith("Qualifier")):
        yield path, f"'{name}' is a variable of {known.dataset}, not a supplemental qualifier", "map it without this"
    if name not in made:
        yield path, f"no rule makes '{name}'", nearest(name, made) or "map or derive it, or delete this"


def _unshipped(name: str, said: Supplemental, shipped: NonStandard) -> Iterator[Said]:
    """Say what is told of a non-standard variable and the guide ships nowhere."""
    if shipped.shape == "variables":
        for key in sorted(said.model_fields_set & {"idvar", "evaluator", "origin"}):
            message = f"{shipped.prefix}-- of this guide has no place for it"
            yield ("supplemental", name, key), message, "leave it out"


def _unmade_link(name: str, idvar: str, known: StandardDataset, made: Collection[str]) -> Iterator[Said]:
    """Say that no rule makes the variable which links a qualifier to its records (IDVAR), or that it is none."""
    path = ("supplemental", name, "idvar")
    if idvar not in known.variables:
        yield path, f"unknown variable of {known.dataset}: '{idvar}'", nearest(idvar, known.variables)
    elif idvar not in made and idvar != SUBJECT:
        yield path, f"no rule makes '{idvar}'", "map or derive it, or link by another variable"
