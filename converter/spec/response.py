"""Response criteria: what is measured, what it means at one assessment, and which responses there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from pydantic import model_validator

from converter.errors import nearest
from converter.spec.condition import Condition
from converter.spec.decision import Decision, Setting
from converter.spec.model import Model

Carry: TypeAlias = Literal["never", "after_start", "always"]
FEATURES = {
    "BASE": "the last value on or before the baseline reference date",
    "CHG": "change from baseline",
    "PCHG": "change from baseline in percent",
    "NADIR": "the lowest earlier value, baseline included",
    "NCHG": "change from nadir",
    "PNCHG": "change from nadir in percent; infinite for a rise from 0",
    "PREV": "the last earlier value",
    "LAST": "the value of this assessment, else the last earlier one as far as it is carried",
    "LASTPCHG": "change of LAST from baseline in percent",
}
"""What a condition may read of a component or value beside itself, as 'SERUM.PCHG'."""
OF_TEXT = ("BASE", "PREV", "LAST")
CLASS = "CLASS"
"""The disease class that the baseline decides."""


class Response(Model):
    """One response: its rank (AVAL), and which date of an assessment spread over several days it takes."""

    rank: int
    dated: Literal["first", "last"] = "first"


class Measure(Model):
    """A component that the criteria read and the study supplies.

    `each` names what it is measured of where there may be several a subject (lesion). `carry` says whether a value
    stands for later assessments without one: never, only values after the start, or those of before it too. Records
    of a component that does not `assess` make no assessment of their own.
    """

    label: str
    unit: str = ""
    kind: Literal["number", "text"] = "number"
    each: str = ""
    carry: Carry = "never"
    assess: bool = True
    source: str = ""


class Case(Model):
    """One way to take a value: under this condition it is that number, or that of the component or value named."""

    when: Condition | None = None
    value: float | str


class Calculation(Model):
    """A value made of components, of earlier values, or of their features, by one operation.

    `sum` and `count` go over the lesions measured at an assessment; `cases` takes the first case that holds.
    `least` is the lowest that the value can be.
    """

    label: str
    unit: str = ""
    difference: tuple[str, str] | None = None
    product: tuple[str, str] | None = None
    quotient: tuple[str, str] | None = None
    sum: str | None = None
    count: Condition | None = None
    cases: tuple[Case, ...] = ()
    least: float | None = None
    carry: Carry = "never"
    source: str = ""

    @model_validator(mode="after")
    def _one_operation(self) -> Calculation:
        given = [self.difference, self.product, self.quotient, self.sum, self.count, self.cases or None]
        if sum(one is not None for one in given) != 1:
            message = "expected exactly one of difference, product, quotient, sum, count, cases"
            raise ValueError(message)
        return self

    @property
    def pair(self) -> tuple[str, ...]:
        """The two operands of an arithmetic operation."""
        return self.difference or self.product or self.quotient or ()

    @property
    def reads(self) -> tuple[str, ...]:
        """Every component, value or feature that it is made of."""
        cases = [name for one in self.cases for name in (*(one.when.variables if one.when else ()), one.value)]
        counted = self.count.variables if self.count else ()
        summed = (self.sum,) if self.sum else ()
        return tuple(name for name in (*self.pair, *summed, *counted, *cases) if isinstance(name, str))

    @property
    def gathers(self) -> bool:
        """Whether it makes one value of many lesions."""
        return self.sum is not None or self.count is not None


class LevelTable(Model):
    """What one component supports: decisions in order, for assessments that meet `when`."""

    when: Condition | None = None
    decisions: tuple[Decision, ...]


class ResponseCriteria(Model):
    """Response at one assessment: progression first, else the lowest level that any of the tables gives.

    `classes` decides on baseline what disease is measurable (`then: {class: SERUM}`, read as CLASS). `progression`
    says of what kind it is (`then: {kind: IMAGING}`), `levels` the response that each table supports
    (`then: {response: PR}`).
    """

    name: str
    title: str
    source: str
    settings: dict[str, Setting] = {}
    responses: dict[str, Response]
    progressed: str
    components: dict[str, Measure]
    values: dict[str, Calculation] = {}
    classes: tuple[Decision, ...]
    progression: tuple[Decision, ...]
    levels: dict[str, LevelTable]

    @model_validator(mode="after")
    def _answers(self) -> ResponseCriteria:
        problems = [*_unknown_names(self), *_wrong_answers(self)]
        ids = [one.id for one in self.decisions]
        problems += [f"the id '{one}' is given twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def __str__(self) -> str:
        return self.title

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, in the order in which they are read."""
        levels = (one for table in self.levels.values() for one in table.decisions)
        return (*self.classes, *self.progression, *levels)

    @property
    def ranks(self) -> dict[str, int]:
        """The rank of each response."""
        return {name: one.rank for name, one in self.responses.items()}

    def of_each(self, name: str) -> bool:
        """Tell whether a component or value is one of each lesion, not of the subject."""
        base = name.partition(".")[0]
        if base in self.components:
            return bool(self.components[base].each)
        value = self.values.get(base)
        return value is not None and not value.gathers and any(self.of_each(one) for one in value.reads)


def _unknown_names(criteria: ResponseCriteria) -> Iterator[str]:
    """Tell what is read before it is there, features of the wrong kind, and values of lesions where none can stand."""
    yield from _values(criteria)
    known = {**criteria.components, **criteria.values}
    for decision in criteria.classes:
        for read in decision.when.variables if decision.when else ():
            yield from _problems(decision.id, read, known)
            if not read.endswith(".BASE"):
                yield f"{decision.id}: the class is decided on baseline, got '{read}'"
    tables = [(f"levels {name}", table.when) for name, table in criteria.levels.items()]
    later = [(one.id, one.when) for one in criteria.decisions[len(criteria.classes) :]]
    for place, when in (*tables, *later):
        for read in when.variables if when else ():
            yield from _problems(place, read, {**known, CLASS: None})
            if criteria.of_each(read):
                yield f"{place}: {read} is one of each lesion; sum or count it"


def _values(criteria: ResponseCriteria) -> Iterator[str]:
    known: dict[str, object] = dict(criteria.components)
    for name, value in criteria.values.items():
        for read in value.reads:
            yield from _problems(f"value {name}", read, known)
            if value.gathers and not criteria.of_each(read):
                yield f"value {name}: sum and count go over lesions, {read} is not one of each"
        if name in known or name == CLASS:
            yield f"value {name}: this name is taken"
        known[name] = value


def _problems(place: str, read: str, known: Mapping[str, object]) -> Iterator[str]:
    base, _, feature = read.partition(".")
    if base not in known:
        yield f"{place}: no component or value '{base}'{_near(base, known)}"
        return
    measure = known[base]
    if feature and (feature not in FEATURES or measure is None):
        yield f"{place}: no feature '{read}'{_near(feature, FEATURES)}"
    if feature and getattr(measure, "kind", "number") == "text" and feature not in OF_TEXT:
        yield f"{place}: {base} is text, which has no {feature}"
    if feature.startswith("LAST") and getattr(measure, "carry", "never") == "never":
        yield f"{place}: {base} is not carried, so it has no {feature}"


def _wrong_answers(criteria: ResponseCriteria) -> Iterator[str]:
    if criteria.progressed not in criteria.responses:
        yield f"progressed: no response '{criteria.progressed}'{_near(criteria.progressed, criteria.responses)}"
    tables = {"classes": criteria.classes} | {f"levels {n}": one.decisions for n, one in criteria.levels.items()}
    for name, decisions in tables.items():
        if not decisions or decisions[-1].when is not None:
            yield f"{name}: the last decision must have no condition, so that there is always an answer"
    if all(table.when for table in criteria.levels.values()):
        yield "levels: one table must have no condition, so that every assessment has an answer"
    said = [("class", one) for one in criteria.classes] + [("kind", one) for one in criteria.progression]
    said += [("response", one) for table in criteria.levels.values() for one in table.decisions]
    for key, decision in said:
        if set(decision.then) != {key}:
            yield f"{decision.id}: expected then: {{{key}: ...}}, got {sorted(decision.then)}"
        elif key == "response" and decision.then[key] not in criteria.responses:
            answer = str(decision.then[key])
            yield f"{decision.id}: no response '{answer}'{_near(answer, criteria.responses)}"


def _near(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known)
    return f" ({hint})" if hint else ""
