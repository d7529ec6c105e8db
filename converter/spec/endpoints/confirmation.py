"""Confirmation criteria: when a response counts, given the one that follows; and the best of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pydantic import Field, model_validator

from converter.errors import nearest
from converter.spec.endpoints.decision import Decision, Setting, titled
from converter.spec.endpoints.look import OF_PAIR, THIS, Look, asked_of
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
OF_OTHER = ("RESPONSE", "KIND", "DAY", "RELATION")
"""What a look reads of another assessment beside AWAY and PLACE; RELATION is that of the other against this one."""
OF_OWN = (THIS, f"{THIS}.RESPONSE", f"{THIS}.KIND", f"{THIS}.DAY")
"""What its conditions read of the assessment that looks."""
SAME, NEXT = "this", "next"
FROM = {"on": "from the day of the start on", "after": "after the day of the start", "any": "on any day"}
THERAPY = {
    "through": "through the day of new therapy",
    "before": "before the day of new therapy",
    "ignored": "whether or not there was new therapy",
}
"""What the settings of counting are called in a method."""
TOLD = ("note", "warning")


class Rank(Model):
    """One response: its rank (the higher one is kept), its AVAL (the rank, unless said), and can it be evaluated."""

    rank: int
    aval: float | None = None
    evaluable: bool = True

    @property
    def number(self) -> float:
        """AVAL of the response."""
        return self.rank if self.aval is None else self.aval


class Counting(Model):
    """Which assessments count: from the start (on it, after it, or any), until the first of some responses, it too.

    `until` reads responses as they are given, before any is confirmed. New therapy ends them: what lies on its first
    day counts (`through`) or does not (`before`), or it is `ignored`.
    """

    from_: Literal["on", "after", "any"] = Field(default="on", alias="from")
    until: tuple[str, ...] | None = None
    new_therapy: Literal["through", "before", "ignored"] = "through"

    def __str__(self) -> str:
        until = f"up to the first of {', '.join(self.until)}" if self.until else "whatever was the response before"
        words = {"from_": FROM[self.from_], "until": until, "new_therapy": THERAPY[self.new_therapy]}
        said = [words[name] for name in words if name in self.model_fields_set and getattr(self, name) is not None]
        return "; ".join(said) or "as the criteria say"


class ConfirmationCriteria(Model):
    """What stands of the response at each assessment, and which of all is the best.

    `decisions` give `then: {response: this}`, the response itself, `next` or one by name. What `stands` of an
    assessment is what it says itself (`each`), or the `highest` so far, which `stands_on` all assessments, or only on
    those that can be evaluated (so that stable disease lasts no longer than it was seen). NEXT and `looks` see `all`
    later assessments, or those that count (`sees: counted`, by `counting`). `worst_first` tells which of several
    responses of one day counts. A decision that says `tell` has each assessment reported for which it is taken, one of
    `tells` each for which it holds (`severity` note or warning). `best` is in the order of preference, over the
    responses that stand up to the first of `best_until` (of progression, unless said); of equal ones the first date
    is taken, or the last (`take: last`); `never` is for subjects without any.
    """

    name: str
    title: str
    source: str
    settings: dict[str, Setting] = {}
    responses: dict[str, Rank]
    progressed: str
    worst_first: tuple[str, ...]
    interval: float = 0
    stands: Literal["highest", "each"] = "highest"
    stands_on: Literal["all", "evaluable"] = "all"
    counting: Counting = Counting()
    sees: Literal["all", "counted"] = "all"
    looks: dict[str, Look] = {}
    decisions: tuple[Decision, ...]
    tells: tuple[Decision, ...] = ()
    best: tuple[Decision, ...]
    best_until: tuple[str, ...] | None = None
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

    @property
    def numbers(self) -> dict[str, float]:
        """AVAL of each response."""
        return {name: one.number for name, one in self.responses.items()}


def _problems(criteria: ConfirmationCriteria) -> Iterator[str]:
    yield from _names("progressed", [criteria.progressed], criteria.responses)
    yield from _names("counting.until", criteria.counting.until or (), criteria.responses)
    yield from _names("best_until", criteria.best_until or (), criteria.responses)
    if sorted(criteria.worst_first) != sorted(criteria.responses):
        yield "worst_first: every response must stand in it once"
    if len(set(criteria.ranks.values())) != len(criteria.ranks):
        yield "responses: every response must have a rank of its own"
    if len(set(criteria.numbers.values())) != len(criteria.numbers):
        yield "responses: every response must have an AVAL of its own"
    for name, look in criteria.looks.items():
        yield from _of_look(name, look, criteria)
    yield from _of_decisions(criteria)


def _of_decisions(criteria: ConfirmationCriteria) -> Iterator[str]:
    for name, decisions in (("decisions", criteria.decisions), ("best", criteria.best)):
        if not decisions or decisions[-1].when is not None:
            yield f"{name}: the last decision must have no condition, so that there is always an answer"
    for decision in criteria.decisions:
        yield from _wrong(decision, FEATURES, (*criteria.responses, SAME, NEXT), criteria.looks)
        yield from _only(decision, ("response", "tell"))
    for decision in (*criteria.best, criteria.never):
        yield from _wrong(decision, OF_ONE, tuple(criteria.responses), {})
        yield from _only(decision, ("response", "take"))
        if decision.then.get("take", "first") not in ("first", "last"):
            yield f"{decision.id}: take: first or last of equal ones, got '{decision.then['take']}'"
    for decision in criteria.tells:
        yield from _unknown(decision, FEATURES, criteria.looks)
        if "tell" not in decision.then or not set(decision.then) <= {"tell", "severity"}:
            yield f"{decision.id}: expected then: {{tell: ...}}, got {sorted(decision.then)}"
        if decision.then.get("severity", "note") not in TOLD:
            yield f"{decision.id}: severity: note or warning, got '{decision.then['severity']}'"


def _of_look(name: str, look: Look, criteria: ConfirmationCriteria) -> Iterator[str]:
    """Tell names that a look cannot have or read, and responses that the criteria do not know."""
    if name in FEATURES or "." in name:
        yield f"looks {name}: this name is taken"
    known = (*OF_OTHER, *OF_PAIR, *OF_OWN)
    for place, condition in look.conditions.items():
        for read in condition.variables:
            if read not in known:
                yield f"looks {name}, {place}: no feature '{read}'{_near(read, known)}"
        yield from _names(f"looks {name}, {place}", asked_of(condition, "RESPONSE"), criteria.responses)
    for count in sorted(set(look.counts) & set(OF_OTHER)):
        yield f"looks {name}: a count cannot be called {count}, which is read of the end"


def _wrong(
    decision: Decision, features: Iterable[str], answers: Iterable[str], looks: Mapping[str, Look]
) -> Iterator[str]:
    yield from _unknown(decision, features, looks)
    yield from _names(decision.id, [str(decision.then.get("response", ""))], answers)


def _only(decision: Decision, keys: tuple[str, ...]) -> Iterator[str]:
    if not set(decision.then) <= set(keys):
        yield f"{decision.id}: expected {' and '.join(keys)}, got {sorted(decision.then)}"


def _unknown(decision: Decision, features: Iterable[str], looks: Mapping[str, Look]) -> Iterator[str]:
    for name in decision.when.variables if decision.when else ():
        base, _, feature = name.partition(".")
        if base in looks:
            yield from (f"{decision.id}: {base}: {one}" for one in looks[base].feature_problems(feature, OF_OTHER))
        elif name not in features:
            yield f"{decision.id}: no feature '{name}'{_near(name, (*features, *looks))}"


def _names(place: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{place}: no response '{name}'{_near(name, known)}"


def _near(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known)
    return f" ({hint})" if hint else ""
