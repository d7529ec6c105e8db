"""Bind a check to a dataset: names for {NAME}, the domain for --, and each index that its variables have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from converter.spec.checks.check import CheckSpec
from converter.spec.checks.check_condition import CheckCondition
from converter.spec.model import Model
from converter.spec.standards.analysis_standard import INDEXES

SLOT = re.compile(r"\{([A-Za-z]+)\}")
SLOTS: Mapping[str, str] = {**INDEXES, "stem": "[A-Z][A-Z0-9_]*"}
"""What may stand for a name in braces that no row of `with:` gives: the indexes of ADaM, or how a name begins."""
REFS = "refs"


class Asked(Model):
    """What a check asks and says, with names filled in."""

    when: CheckCondition | None = None
    wrong: CheckCondition
    on: str = ""
    show: tuple[str, ...] = ()
    message: str = ""
    mend: str = ""
    optional: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[CheckCondition, ...]:
        """The conditions that it has."""
        return (self.when, self.wrong) if self.when else (self.wrong,)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that it reads."""
        return tuple(dict.fromkeys(chain.from_iterable(one.variables for one in self.conditions)))


@dataclass(frozen=True)
class Row:
    """One row of names of a check, filled in: as JSON, with the variables that it cannot do without.

    `names` are those of its names that have slots, of a check of a table: there they are values, not variables.
    """

    spec: CheckSpec
    number: int
    text: str
    required: tuple[str, ...]
    others: tuple[str, ...]
    names: tuple[str, ...] = ()


def rows(checks: Sequence[CheckSpec]) -> tuple[Row, ...]:
    """Give every row of names of every check that is data and not off."""
    asked = (spec for spec in checks if spec.wrong and spec.severity != "off")
    return tuple(row for spec in asked for row in _rows(spec))


def _rows(spec: CheckSpec) -> Iterator[Row]:
    wanted = set(Asked.model_fields)
    text = json.dumps(spec.model_dump(by_alias=True, exclude_defaults=True, include=wanted))
    for number, names in enumerate(spec.with_, start=1):
        filled = filled_in(text, {key: value for key, value in names.items() if key != REFS})
        asked = parsed(filled)
        required = tuple(name for name in asked.variables if name not in asked.optional)
        others = tuple(dict.fromkeys(one.of for part in asked.conditions for one in part.others))
        slotted = tuple(str(name) for name in names.values() if spec.of.tables and SLOT.search(str(name)))
        others = tuple(one for one in others if one not in asked.optional)
        yield Row(spec, number, filled, required, others, slotted)


def filled_in(text: str, names: Mapping[str, Any]) -> str:
    """Put names in for {NAME}; what no name is given for stays."""
    return SLOT.sub(lambda slot: str(names.get(slot[1], slot[0])), text) if names else text


@cache
def parsed(text: str) -> Asked:
    """Read what a check asks from its JSON."""
    return Asked.model_validate_json(text)


def bound(row: Row, prefix: str, variables: frozenset[str]) -> tuple[Asked, ...]:
    """Bind a row of names to a dataset; nothing where it lacks a variable that the check cannot do without."""
    required = [name.replace("--", prefix) for name in row.required]
    templates = [name.replace("--", prefix) for name in row.names] or required
    if not any(SLOT.search(name) for name in templates):
        return (parsed(row.text.replace("--", prefix)),) if variables.issuperset(required) else ()
    text = row.text.replace("--", prefix)
    found = (parsed(filled_in(text, indexes)) for indexes in _indexes(templates, sorted(variables)))
    return tuple(one for one in found if variables.issuperset(set(one.variables) - set(one.optional)))


def _indexes(templates: Sequence[str], variables: Sequence[str]) -> list[dict[str, str]]:
    """Give every filling of the slots of templates that some variable has, the slots of all templates together."""
    found: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    wanted = {slot for name in templates for slot in SLOT.findall(name)}
    for name in templates:
        pattern = _pattern(name)
        for variable in variables:
            match = pattern.fullmatch(variable)
            if match and set(match.groupdict()) == wanted:
                found[tuple(sorted(match.groupdict().items()))] = match.groupdict()
    return [*found.values()]


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Make the pattern of a template such as TR{xx}PG{y}N."""
    fixed = SLOT.split(template)
    parts = (f"(?P<{one}>{SLOTS.get(one, '')})" if at % 2 else re.escape(one) for at, one in enumerate(fixed))
    return re.compile("".join(parts))
