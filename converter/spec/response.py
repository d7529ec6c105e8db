"""Response criteria: what the measurements of one assessment mean, and which responses there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pydantic import model_validator

from converter.errors import nearest
from converter.spec.condition import Condition
from converter.spec.decision import Decision, Setting, titled
from converter.spec.measure import FEATURES, OF_TEXT, Calculation, Measure
from converter.spec.model import Model

CLASS = "CLASS"
"""The disease class that the baseline decides."""


class Response(Model):
    """One response: its rank (AVAL), and which date of an assessment spread over several days it takes."""

    rank: int
    dated: Literal["first", "last"] = "first"


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
        return titled(self.title, self.settings)

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
