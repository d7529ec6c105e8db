"""The decisions that criteria take: what each says, where it is written, and what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.spec.endpoints.censoring import CensoringCriteria
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.decision import Decision
from converter.spec.endpoints.response import LEVEL, ResponseCriteria
from converter.steps import BoundRule

RULE_VAR = "rule_var"
"""The argument that names the variable which holds the decision taken."""


@dataclass(frozen=True)
class Said:
    """What is told of a decision: its sentence with its source, and the parts that it asked; none: all that is read."""

    sentence: str
    parts: tuple[str, ...] = ()


def decision_variable(rule: BoundRule) -> str:
    """Name the variable that holds the decision which a rule has taken; blank for a rule without criteria."""
    return str(rule.arguments.get(RULE_VAR) or "")


def decisions_of(rule: BoundRule) -> Mapping[str, Said]:
    """Tell every decision of a rule's criteria by its name."""
    criteria = rule.arguments.get("criteria")
    if isinstance(criteria, CensoringCriteria):
        return _told(criteria.decisions, criteria.source)
    if isinstance(criteria, ConfirmationCriteria):
        return _told((*criteria.decisions, *criteria.best, criteria.never), criteria.source)
    return dict(_of_response(criteria)) if isinstance(criteria, ResponseCriteria) else {}


def _of_response(criteria: ResponseCriteria) -> Iterator[tuple[str, Said]]:
    """Tell the decisions of a response: a progression has asked its own, a level all up to the one that was taken."""
    for one in criteria.progression:
        yield one.id, Said(_sentence(one, criteria.source), _components((one,), criteria))
    for decisions in (*(table.decisions for table in criteria.levels.values()), criteria.overall):
        for number, one in enumerate(decisions, start=1):
            asked = decisions[:number]
            yield one.id, Said(_sentence(one, criteria.source), _components(asked, criteria))


def _told(decisions: Iterable[Decision], source: str) -> dict[str, Said]:
    return {one.id: Said(_sentence(one, source)) for one in decisions}


def _sentence(decision: Decision, source: str) -> str:
    """Say a decision: 'FDA-2: EVENT = PROGRESSION, so date progression, CNSR 0; table A: ... (FDA, ...)'."""
    when = decision.when.describe() if decision.when else "nothing else holds"
    then = ", ".join(f"{name} {value}" for name, value in decision.then.items())
    where = "; ".join(part for part in (decision.source, source) if part)
    return f"{decision.id}: {when}, so {then} ({where})"


def _components(decisions: Sequence[Decision], criteria: ResponseCriteria) -> tuple[str, ...]:
    """Name the components that decisions read, also by way of values made of them."""
    asked = [name for one in decisions if one.when for name in one.when.variables]
    found: dict[str, None] = {}
    seen: set[str] = set()
    while asked:
        name = asked.pop(0)
        base, _, rest = name.partition(".")
        if name in seen:
            continue
        seen.add(name)
        if base in criteria.looks and rest:
            asked.append(rest)
        elif base == LEVEL:
            asked += [name for one in criteria.levels[rest].decisions if one.when for name in one.when.variables]
        elif base in criteria.components:
            found[base] = None
        elif base in criteria.values:
            asked += criteria.values[base].reads
    return tuple(found)
