"""Censoring criteria: which situations end an observation as an event, which as censored, and on which date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import model_validator

from converter.errors import nearest
from converter.spec.endpoints.decision import Decision, Setting, titled
from converter.spec.model import Model

FEATURES = {
    "BASELINE": "Y where the subject has a baseline assessment, else N",
    "EVENT": "PROGRESSION or DEATH, whichever is first (progression on the day of death); blank where there is neither",
    "POSTASSD": "Y where an adequate assessment lies after the start and on or before the event, else N",
    "MISSED": "planned assessments missed between the last adequate one and the event; missing without an event",
    "NEWTRT": "Y where new therapy was started, else N",
    "TRTLEAD": "days from the start of new therapy to the event; missing where there are not both",
    "CLAIMED": "Y where treatment was stopped for a progression that no assessment documents, else N",
    "STOPPED": "Y where treatment was stopped for another reason, else N",
}
"""What a condition may read of a subject."""

DATES = {
    "start": "the start",
    "progression": "the first documented progression",
    "death": "the death",
    "event": "the first of the two",
    "next_visit": "the first planned assessment on or after the event; the event where the observation ends before it",
    "last": "the last adequate assessment",
    "last_before_therapy": "the last adequate assessment on or before the start of new therapy",
    "last_before_event": "the last adequate assessment before the event",
}
"""The dates among which a decision chooses; without an assessment to take the start stands for it."""

SAYS = ("date", "CNSR", "EVNTDESC", "CNSDTDSC")


class CensoringCriteria(Model):
    """Decisions in order on the features of a subject; each gives a date, CNSR (0: event), EVNTDESC and CNSDTDSC.

    `start_description` is CNSDTDSC where the start stands for an assessment that there is not.
    """

    name: str
    title: str
    source: str
    start_description: str
    settings: dict[str, Setting] = {}
    decisions: tuple[Decision, ...]

    @model_validator(mode="after")
    def _answers(self) -> CensoringCriteria:
        problems = [problem for decision in self.decisions for problem in _problems(decision)]
        if not self.decisions or self.decisions[-1].when is not None:
            problems.append("the last decision must have no condition, so that every subject has an answer")
        reasons: dict[object, object] = {}
        for decision in self.decisions:
            code, reason = decision.then.get("CNSR"), decision.then.get("EVNTDESC")
            if code and reasons.setdefault(code, reason) != reason:
                problems.append(f"{decision.id}: CNSR {code} already stands for '{reasons[code]}'")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def __str__(self) -> str:
        return titled(self.title, self.settings)


def _problems(decision: Decision) -> Iterator[str]:
    for name in decision.when.variables if decision.when else ():
        if name not in FEATURES:
            yield f"{decision.id}: no feature '{name}'{_near(name, FEATURES)}"
    for name in decision.then:
        if name not in SAYS:
            yield f"{decision.id}: expected {', '.join(SAYS)}, got '{name}'{_near(name, SAYS)}"
    date, code = decision.then.get("date"), decision.then.get("CNSR")
    if date not in DATES:
        yield f"{decision.id}: no date '{date}'{_near(str(date), DATES)}"
    if isinstance(code, bool) or not isinstance(code, int) or code < 0:
        yield f"{decision.id}: expected CNSR 0 or a positive whole number, got '{code}'"
    if not decision.then.get("EVNTDESC"):
        yield f"{decision.id}: EVNTDESC is missing"


def _near(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known)
    return f" ({hint})" if hint else ""
