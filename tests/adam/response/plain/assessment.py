"""The response of one subject at each assessment, read off the YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Any

from tests.adam.response.plain.reading import Look, Value, first, holds, judged, of_look, see

FIRST_DAY = 1
CHANGES = {"CHG": "BASE", "PCHG": "BASE", "NCHG": "NADIR", "PNCHG": "NADIR", "XCHG": "PEAK", "PXCHG": "PEAK"}


@dataclass(frozen=True)
class Record:
    """One measurement: of which component and lesion, on which day (None: not complete), and its value ('': none)."""

    component: str
    day: int | None
    value: str
    item: str = ""


@dataclass
class Point:
    """One assessment: its day, what was measured, and what was answered; all of baseline is one."""

    day: int
    after: bool
    assessed: bool = False
    number: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    lesions: dict[str, dict[str, Any]] = field(default_factory=dict)
    recorded: dict[str, int] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)


class Reader:
    """Criteria read for one subject."""

    def __init__(self, criteria: Mapping[str, Any], records: Iterable[Record]) -> None:
        self.criteria = criteria
        self.components = criteria["components"]
        self.values = criteria.get("values", {})
        self.points = self._points(list(records))
        self.sights: dict[str, Any] = {}

    def answers(self) -> list[tuple[int, str, str, str]]:
        """Give day, response, rule and kind of each assessment after the start."""
        for point in self.points:
            for name, value in self.values.items():
                if not self._late(name):
                    self._make(name, value, point)
        rows = []
        for point in self.points:
            if point.after and point.assessed:
                self._answer(point)
                said = point.answer
                rows.append((point.day, said["RESPONSE"], said["rule"], said["KIND"]))
        return rows

    # --- what was measured
    def _points(self, records: list[Record]) -> list[Point]:
        usable = [one for one in records if one.day is not None and not self._too_old(one)]
        usable.sort(key=lambda one: one.day or 0)
        days: dict[int, Point] = {}
        for one in usable:
            after = (one.day or 0) >= FIRST_DAY
            place = (one.day or 0) if after else 0
            point = days.setdefault(place, Point(one.day or 0, after))
            self._put(point, one)
        number = 0
        for _, point in sorted(days.items()):
            number += point.after and point.assessed
            point.number = number
        return [point for _, point in sorted(days.items())]

    def _too_old(self, one: Record) -> bool:
        within = self.components[one.component].get("base_within")
        return within is not None and one.day is not None and one.day < -within

    def _put(self, point: Point, one: Record) -> None:
        measure = self.components[one.component]
        if measure.get("assess", True):
            point.assessed = True
        value: Value = one.value if measure.get("kind") == "text" else Fraction(one.value) if one.value else None
        if measure.get("kind") == "text" and measure.get("terms") and value not in measure["terms"]:
            value = ""
        place = point.lesions.setdefault(one.item, {}) if measure.get("each") else point.found
        if value not in (None, ""):
            place[one.component] = value
            point.recorded[one.component] = one.day or 0
        else:
            place.setdefault(one.component, value)

    # --- values and features
    def _late(self, name: str) -> bool:
        read = _names_of(self.values[name]) if name in self.values else []
        bases = [one.partition(".")[0] for one in read]
        return any(one in self.criteria.get("looks", {}) or (one != name and self._late(one)) for one in bases)

    def _of_each(self, name: str) -> bool:
        base = name.partition(".")[0]
        if base in self.components:
            return "each" in self.components[base]
        value = self.values.get(base)
        if value is None or "sum" in value or "count" in value:
            return False
        return any(self._of_each(one) for one in _names_of(value))

    def _make(self, name: str, value: Mapping[str, Any], point: Point) -> None:
        if "sum" in value:
            found = [self.value(value["sum"], point, item) for item in point.lesions]
            known = [one for one in found if one is not None]
            point.found[name] = sum(known) if known else None
        elif "count" in value:
            hits = [holds(value["count"], self._of(point, item)) for item in point.lesions]
            point.found[name] = sum(hits) if hits else None
        elif self._of_each(name):
            for item, lesion in point.lesions.items():
                lesion[name] = self._made(value, point, item)
        else:
            point.found[name] = self._made(value, point, None)

    def _of(self, point: Point, item: str) -> Look:
        return lambda name: self.value(name, point, item)

    def _made(self, value: Mapping[str, Any], point: Point, item: str | None) -> Value:
        def read(name: Value) -> Value:
            return self.value(name, point, item) if isinstance(name, str) else Fraction(str(name))

        made: Value = None
        if "met" in value:
            made = sum(judged(one, read) is True for one in value["met"])
        elif "cases" in value:
            for case in value["cases"]:
                if holds(case.get("when"), read):
                    made = case["value"] if value.get("kind") == "text" else read(case["value"])
                    break
        else:
            made = _arithmetic(value, read)
        least = value.get("least")
        return max(made, least) if least is not None and made is not None else made

    def value(self, name: str, point: Point, item: str | None = None) -> Value:
        """Give what a name stands for at one assessment, of one lesion where it is one of each."""
        base, _, feature = name.partition(".")
        if name in ("DAY", "N", "CLASS"):
            return {"DAY": point.day, "N": point.number, "CLASS": point.answer.get("CLASS")}[name]
        if base == "LEVEL":
            return point.answer.get(name)
        if base in self.criteria.get("looks", {}):
            return of_look(self.sights[base], feature, lambda other, one: self._of_other(other, one, point))
        series = [self._at(one, base, item) for one in self.points]
        here = self.points.index(point)
        return self._feature(series, here, base, feature) if feature else series[here]

    def _at(self, point: Point, base: str, item: str | None) -> Value:
        place = point.lesions.get(item or "", {}) if self._of_each(base) else point.found
        return place.get(base)

    def _feature(self, series: list[Any], here: int, base: str, feature: str) -> Value:
        now = series[here]
        if feature in CHANGES:
            return _change(now, self._feature(series, here, base, CHANGES[feature]), percent=feature.startswith("P"))
        if feature == "LASTPCHG":
            last = self._feature(series, here, base, "LAST")
            return _change(last, self._feature(series, here, base, "BASE"), percent=True)
        if feature == "LAST":
            return self._last(series, here, base)
        if feature == "SINCE":
            days = [one.recorded[base] for one in self.points[: here + 1] if base in one.recorded]
            return max(self.points[here].day - days[-1], 0) if days else None
        known = {i: one for i, one in enumerate(series) if one not in (None, "")}
        baseline = [one for i, one in known.items() if not self.points[i].after]
        before = [one for i, one in known.items() if self.points[i].after and i < here]
        earlier = [one for i, one in known.items() if i < here]
        answers = {
            "BASE": baseline[-1] if baseline else None,
            "FIRST": before[0] if before else None,
            "PREV": earlier[-1] if earlier else None,
            "N": len(before) + (here in known and self.points[here].after),
        }
        extreme = min if feature == "NADIR" else max
        return answers[feature] if feature in answers else extreme([*baseline, *before], default=None)

    def _last(self, series: list[Any], here: int, base: str) -> Value:
        carry = (self.components | self.values)[base].get("carry")
        from_ = [i for i in range(here + 1) if carry == "always" or self.points[i].after]
        known = [series[i] for i in from_ if series[i] not in (None, "")]
        return known[-1] if known else None

    # --- the answer
    def _of_other(self, other: Point, name: str, point: Point) -> Value:
        if name == "AWAY":
            return abs(other.day - point.day)
        return other.answer[name] if name in ("RESPONSE", "KIND") else self.value(name, other)

    def _answer(self, point: Point) -> None:
        earlier = [one for one in reversed(self.points) if one.after and one.assessed and one.day < point.day]
        self.sights = {
            name: see(
                look,
                earlier,
                lambda other, one: self._of_other(other, one, point),
                lambda one: self.value(one.partition(".")[2], point),
            )
            for name, look in self.criteria.get("looks", {}).items()
        }

        def read(name: str) -> Value:
            return self.value(name, point)

        for name, value in self.values.items():
            if self._late(name):
                self._make(name, value, point)
        class_ = first(self.criteria["classes"], read)
        assert class_ is not None
        point.answer["CLASS"] = class_["then"]["class"]
        tables = {}
        for name, table in self.criteria.get("levels", {}).items():
            if holds(table.get("when"), read):
                tables[name] = first(table["decisions"], read)
                point.answer[f"LEVEL.{name}"] = tables[name]["then"]["response"]  # type: ignore[index]
        worse = first(self.criteria.get("progression", []), read)
        if worse:
            said = {"RESPONSE": self.criteria["progressed"], "KIND": worse["then"]["kind"], "rule": worse["id"]}
        else:
            overall = first(self.criteria.get("overall", []), read)
            rank = {one: said["rank"] for one, said in self.criteria["responses"].items()}
            chosen = overall or min(tables.values(), key=lambda one: rank[one["then"]["response"]])  # type: ignore[index]
            then = chosen["then"]  # type: ignore[index]
            said = {"RESPONSE": then["response"], "KIND": then.get("kind", ""), "rule": chosen["id"]}  # type: ignore[index]
        point.answer |= said


def _names_of(value: Mapping[str, Any]) -> list[str]:
    """Give every name that a value reads."""
    found: list[Any] = [value.get("sum"), *(value.get("add") or [])]
    for operation in ("difference", "product", "quotient"):
        found += value.get(operation) or []
    conditions = [value.get("count"), *(value.get("met") or [])]
    for case in value.get("cases") or []:
        conditions.append(case.get("when"))
        if value.get("kind") != "text":
            found.append(case["value"])
    for condition in conditions:
        found += _names_in(condition)
    return [one for one in found if isinstance(one, str)]


def _names_in(condition: Value) -> list[str]:
    if not condition:
        return []
    if "not" in condition:
        return _names_in(condition["not"])
    parts = condition.get("all") or condition.get("any")
    if parts:
        return [name for one in parts for name in _names_in(one)]
    return [condition["variable"], *(one["variable"] for one in condition.values() if isinstance(one, dict))]


def _arithmetic(value: Mapping[str, Any], read: Value) -> Value:
    names = value.get("difference") or value.get("product") or value.get("quotient") or value["add"]
    numbers = [read(one) for one in names]
    if None in numbers:
        return None
    if "add" in value:
        return sum(numbers)
    left, right = numbers
    if "difference" in value:
        return left - right
    if "product" in value:
        return left * right
    return left / right if right else inf if left > 0 else None


def _change(now: Value, reference: Value, *, percent: bool) -> Value:
    if now is None or reference is None:
        return None
    if not percent:
        return now - reference
    if reference:
        return 100 * (now - reference) / reference
    return inf if now > 0 else Fraction(0) if now == 0 else None
