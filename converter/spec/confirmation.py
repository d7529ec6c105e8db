"""Confirmation criteria: when a response counts, given the one that follows; and the best of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import model_validator

from converter.errors import nearest
from converter.spec.decision import Decision, Setting, titled
from converter.spec.model import Model

FEATURES = {
    "THIS": "the response of the assessment",
    "KIND": "the kind of its progression; blank where none is recorded, or where it is no progression",
    "DAY": "days from the start to the assessment",
    "NEXT": "the next response that can be evaluated, at least `interval` days later; blank where there is none",
    "RELATION": "NEXT against THIS by their ranks: SAME, BETTER, WORSE, PROGRESSION or NONE",
    "GAP": "days from the assessment to that of NEXT",
    "BETWEEN": "the worst of the responses between the two against THIS, in the same words",
    "SKIPPED": "assessments between the two that cannot be evaluated",
    "NEXTTRT": "Y where NEXT is later than the start of new therapy, else N",
    "DIED": "Y where the subject died of the disease without a later response that can be evaluated, else N",
}
"""What a condition may read of an assessment; those of the best response only THIS and DAY."""
OF_ONE = ("THIS", "DAY")
THIS, NEXT = "this", "next"


class Rank(Model):
    """One response: its rank (AVAL, the higher one is kept), and whether it is one that can be evaluated."""

    rank: int
    evaluable: bool = True


class ConfirmationCriteria(Model):
    """What stands of the response at each assessment, and which of all is the best.

    `decisions` give `then: {response: this}`, the response itself, `next` or one by name. The highest so far
    `stands_on` all assessments, or only on those that can be evaluated (so that stable disease lasts no longer than it
    was seen). `worst_first` tells which of several responses of one day counts. A decision that says `tell` has each
    assessment reported for which it is taken, one of `tells` each for which it holds. `best` is in the order of
    preference, over the responses that stand; `never` is for subjects without any.
    """

    name: str
    title: str
    source: str
    settings: dict[str, Setting] = {}
    responses: dict[str, Rank]
    progressed: str
    worst_first: tuple[str, ...]
    interval: float = 0
    stands_on: Literal["all", "evaluable"] = "all"
    decisions: tuple[Decision, ...]
    tells: tuple[Decision, ...] = ()
    best: tuple[Decision, ...]
    never: Decision

    @model_validator(mode="after")
    def _answers(self) -> ConfirmationCriteria:
        problems = [*_problems(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def __str__(self) -> str:
        return titled(self.title, self.settings)

    @property
    def ranks(self) -> dict[str, int]:
        """The rank of each response."""
        return {name: one.rank for name, one in self.responses.items()}


def _problems(criteria: ConfirmationCriteria) -> Iterator[str]:
    if criteria.progressed not in criteria.responses:
        yield f"progressed: no response '{criteria.progressed}'{_near(criteria.progressed, criteria.responses)}"
    if sorted(criteria.worst_first) != sorted(criteria.responses):
        yield "worst_first: every response must stand in it once"
    if len(set(criteria.ranks.values())) != len(criteria.ranks):
        yield "responses: every response must have a rank of its own"
    for name, decisions in (("decisions", criteria.decisions), ("best", criteria.best)):
        if not decisions or decisions[-1].when is not None:
            yield f"{name}: the last decision must have no condition, so that there is always an answer"
    for decision in criteria.decisions:
        yield from _wrong(decision, FEATURES, (*criteria.responses, THIS, NEXT))
    for decision in (*criteria.best, criteria.never):
        yield from _wrong(decision, OF_ONE, tuple(criteria.responses))
    for decision in criteria.tells:
        yield from _unknown(decision, FEATURES)
        if set(decision.then) != {"tell"}:
            yield f"{decision.id}: expected then: {{tell: ...}}, got {sorted(decision.then)}"


def _wrong(decision: Decision, features: Iterable[str], answers: Iterable[str]) -> Iterator[str]:
    yield from _unknown(decision, features)
    answer = str(decision.then.get("response", ""))
    if answer not in answers:
        yield f"{decision.id}: no response '{answer}'{_near(answer, answers)}"
    if not set(decision.then) <= {"response", "tell"}:
        yield f"{decision.id}: expected response and tell, got {sorted(decision.then)}"


def _unknown(decision: Decision, features: Iterable[str]) -> Iterator[str]:
    for name in decision.when.variables if decision.when else ():
        if name not in features:
            yield f"{decision.id}: no feature '{name}'{_near(name, features)}"


def _near(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known)
    return f" ({hint})" if hint else ""
