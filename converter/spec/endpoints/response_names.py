"""What is wrong with response criteria: names that nobody knows where they are read, and answers that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from converter.errors import nearest
from converter.spec.endpoints.look import OF_PAIR, THIS, asked_of
from converter.spec.endpoints.measure import FEATURES, OF_TEXT

if TYPE_CHECKING:
    from converter.spec.endpoints.response import ResponseCriteria

OF_END = ("RESPONSE", "KIND", "DAY")
"""What is read of an earlier assessment beside components, values and LEVEL.table."""
TAKEN = ("CLASS", "DAY", "N", "LEVEL", THIS, *OF_PAIR, "RESPONSE", "KIND")
"""Names that no component, value or look can have."""


def problems_of(criteria: ResponseCriteria) -> Iterator[str]:
    """Tell everything that is wrong with criteria."""
    yield from _unknown_names(criteria)
    yield from _wrong_answers(criteria)
    yield from _unknown_responses(criteria)


def _unknown_names(criteria: ResponseCriteria) -> Iterator[str]:
    """Tell what is read before it is there, features of the wrong kind, and values of lesions where none can stand."""
    yield from _taken(criteria)
    yield from _values(criteria)
    yield from _looks(criteria)
    known = {**criteria.components, **criteria.values}
    for decision in criteria.classes:
        for read in decision.when.variables if decision.when else ():
            yield from _problems(decision.id, read, criteria, known)
            if not read.endswith(".BASE"):
                yield f"{decision.id}: the class is decided on baseline, got '{read}'"
    tables = [(f"levels {name}", table.when) for name, table in criteria.levels.items()]
    later = [(one.id, one.when) for one in criteria.decisions[len(criteria.classes) :]]
    overall = {one.id for one in criteria.overall}
    for place, when in (*tables, *later):
        for read in when.variables if when else ():
            if not (place in overall and _is_level(read, criteria)):
                yield from _problems(place, read, criteria, {**known, "CLASS": None})
            if criteria.of_each(read):
                yield f"{place}: {read} is one of each lesion; sum or count it"


def _looks(criteria: ResponseCriteria) -> Iterator[str]:
    for name, look in criteria.looks.items():
        for place, condition in look.conditions.items():
            for read in condition.variables:
                yield from _of_pair(f"looks {name}, {place}", read, criteria)


def _taken(criteria: ResponseCriteria) -> Iterator[str]:
    names = {**dict.fromkeys(criteria.components, "component"), **dict.fromkeys(criteria.looks, "looks")}
    for name, kind in names.items():
        both = name in criteria.looks and (name in criteria.components or name in criteria.values)
        if name in TAKEN or both or "." in name:
            yield f"{kind} {name}: this name is taken"
    for name, look in criteria.looks.items():
        for count in look.counts:
            if count in OF_END or count in criteria.components or count in criteria.values:
                yield f"looks {name}: a count cannot be called {count}, which is read of the end"
        if look.toward != "earlier":
            yield f"looks {name}: at one assessment only those before it are known, so toward: earlier"


def _values(criteria: ResponseCriteria) -> Iterator[str]:
    known: dict[str, object] = dict(criteria.components)
    for name, value in criteria.values.items():
        for read in value.reads:
            yield from _problems(f"value {name}", read, criteria, known)
            if value.gathers and not criteria.of_each(read):
                yield f"value {name}: sum and count go over lesions, {read} is not one of each"
        if name in known or name in TAKEN:
            yield f"value {name}: this name is taken"
        if criteria.is_late(name) and criteria.of_each(name):
            yield f"value {name}: a look is of the subject, not of each lesion"
        known[name] = value


def _problems(place: str, read: str, criteria: ResponseCriteria, known: Mapping[str, object]) -> Iterator[str]:
    """Tell what is wrong with one name that is read of the assessment itself."""
    base, _, feature = read.partition(".")
    if base in criteria.looks:
        yield from _of_end(place, base, feature, criteria)
    elif read not in ("DAY", "N"):
        yield from _of_measure(place, read, criteria, known)


def _of_measure(place: str, read: str, criteria: ResponseCriteria, known: Mapping[str, object]) -> Iterator[str]:
    base, _, feature = read.partition(".")
    if base not in known:
        yield f"{place}: no component or value '{base}'{_near(base, (*known, *criteria.looks))}"
        return
    measure = known[base]
    if feature and (feature not in FEATURES or measure is None):
        yield f"{place}: no feature '{read}'{_near(feature, FEATURES)}"
    if feature and getattr(measure, "kind", "number") == "text" and feature not in OF_TEXT:
        yield f"{place}: {base} is text, which has no {feature}"
    if feature.startswith("LAST") and getattr(measure, "carry", "never") == "never":
        yield f"{place}: {base} is not carried, so it has no {feature}"
    if feature and criteria.is_late(base):
        yield f"{place}: {base} is made of a look, so it has no {feature}"
    if feature == "SINCE" and (base not in criteria.components or criteria.of_each(base)):
        yield f"{place}: SINCE is of a component of the subject, {base} is none"


def _of_pair(place: str, read: str, criteria: ResponseCriteria) -> Iterator[str]:
    """Tell what is wrong with one name that a look's condition reads, of another assessment or of this one."""
    base, _, own = read.partition(".")
    name = own if base == THIS else read
    if criteria.of_each(name):
        yield f"{place}: {name} is one of each lesion; sum or count it"
    elif base == THIS and criteria.is_late(name.partition(".")[0]):
        yield f"{place}: {name} is made of a look, so no look reads it of this assessment"
    elif base == THIS or (read not in (*OF_END, *OF_PAIR) and not _is_level(read, criteria)):
        yield from _of_measure(place, name, criteria, {**criteria.components, **criteria.values})


def _of_end(place: str, base: str, feature: str, criteria: ResponseCriteria) -> Iterator[str]:
    """Tell what is wrong with one thing read of a look."""
    look, name = criteria.looks[base], feature.partition(".")[0]
    known = {**criteria.components, **criteria.values}
    if name in known:
        yield from _of_measure(place, feature, criteria, known)
        if criteria.of_each(name):
            yield f"{place}: {name} is one of each lesion; sum or count it"
    elif not _is_level(feature, criteria):
        yield from (f"{place}: {base}: {one}" for one in look.feature_problems(feature, OF_END))


def _is_level(read: str, criteria: ResponseCriteria) -> bool:
    base, _, table = read.partition(".")
    return base == "LEVEL" and table in criteria.levels


def _wrong_answers(criteria: ResponseCriteria) -> Iterator[str]:
    tables = {"classes": criteria.classes} | {f"levels {n}": one.decisions for n, one in criteria.levels.items()}
    tables |= {"overall": criteria.overall} if criteria.overall else {}
    for name, decisions in tables.items():
        if not decisions or decisions[-1].when is not None:
            yield f"{name}: the last decision must have no condition, so that there is always an answer"
    if not criteria.overall and all(table.when for table in criteria.levels.values()):
        yield "levels: one table must have no condition, so that every assessment has an answer"
    said = [(("class",), one) for one in criteria.classes] + [(("kind",), one) for one in criteria.progression]
    said += [(("response",), one) for table in criteria.levels.values() for one in table.decisions]
    for keys, decision in said:
        if set(decision.then) != set(keys):
            yield f"{decision.id}: expected then: {{{keys[0]}: ...}}, got {sorted(decision.then)}"
    for decision in criteria.overall:
        if "response" not in decision.then or not set(decision.then) <= {"response", "kind"}:
            yield f"{decision.id}: expected then: {{response: ...}}, got {sorted(decision.then)}"


def _unknown_responses(criteria: ResponseCriteria) -> Iterator[str]:
    """Tell responses that are said, or asked of a look or a table, and that the criteria do not have."""
    said: dict[str, tuple[str, ...]] = {"progressed": (criteria.progressed,)}
    decided = criteria.decisions[len(criteria.classes) + len(criteria.progression) :]
    said |= {one.id: (str(one.then["response"]),) for one in decided if "response" in one.then}
    for name, look in criteria.looks.items():
        for place, condition in look.conditions.items():
            said[f"looks {name}, {place}"] = asked_of(condition, "RESPONSE")
    for place, names in said.items():
        for name in names:
            if name not in criteria.responses:
                yield f"{place}: no response '{name}'{_near(name, criteria.responses)}"


def _near(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known)
    return f" ({hint})" if hint else ""
