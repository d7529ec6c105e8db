"""Which of our checks answers a rule of others: found by the id that their report or their guide names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from converter.spec.checks.authority import Authority
from converter.spec.checks.check import CheckSpec

RANGE = re.compile(r"([A-Z]+)(\d+)-\1(\d+)")
"""Several ids that are cited as one, such as CG0232-CG0235."""
FOREIGN = re.compile(r"CORE-\d{6}|SDTM-\d+|[A-Z]{2}\d{4}[A-Z]?")
"""The form of the ids of CDISC CORE, Pointblank and Pinnacle 21; ours have none of capital letters."""


@dataclass(frozen=True)
class Answer:
    """What we have for a rule of others: checks of the catalogue, or a function of ours, or a reason for having none.

    `listed` names the lists in which it stands, `cites` the rules that it rests on.
    """

    rule: str
    authority: str
    listed: tuple[str, ...]
    cites: tuple[str, ...]
    checks: tuple[str, ...]
    function: str
    reason: str


def answers_of(authorities: Iterable[Authority], checks: Iterable[CheckSpec]) -> dict[str, Answer]:
    """Give what we have for each rule of each authority, by its id."""
    catalogue = [*checks]
    return {one.rule: one for authority in authorities for one in _answers(authority, catalogue)}


def _answers(authority: Authority, checks: Iterable[CheckSpec]) -> Iterator[Answer]:
    named: dict[str, list[str]] = {}
    for spec in checks:
        for rule in spec.every_ref.get(authority.name, ()):
            named.setdefault(rule, []).append(spec.id)
    answers, reasons = authority.answers, authority.reasons
    for rule in authority.ids:
        listed = {name: rules[rule] for name, rules in authority.rules.items() if rule in rules}
        cites = tuple(dict.fromkeys(one for several in listed.values() for cited in several for one in spread(cited)))
        known = tuple(named.get(rule, ()))
        function = "" if known else answers.get(rule, "")
        reason = "" if known or function else reasons.get(rule, "")
        yield Answer(rule, authority.name, tuple(listed), cites, known, function, reason)


def cited(answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """Give, for each rule that others rest on (CG0425, FDAB017), the rules of reports that cite it."""
    found: dict[str, list[str]] = {}
    for one in answers.values():
        for rule in one.cites:
            found.setdefault(rule, []).append(one.rule)
    return {rule: tuple(rules) for rule, rules in found.items()}


def is_foreign(rule: str) -> bool:
    """Tell whether an id is that of a rule of another validator."""
    return bool(FOREIGN.fullmatch(rule))


def spread(rules: str) -> tuple[str, ...]:
    """Give each id of a range of ids, or the id itself."""
    found = RANGE.fullmatch(rules)
    if found is None:
        return (rules,)
    stem, first, last = found.groups()
    return tuple(f"{stem}{number:0{len(first)}}" for number in range(int(first), int(last) + 1))
