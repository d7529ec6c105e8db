"""What stands of each response of one subject, and the best of them, read off the YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.adam.response.plain.reading import Value, first, of_look, see

Row = tuple[int, str, str]
"""Day, response and rule."""


@dataclass(frozen=True)
class Response:
    """One response of a subject; a day of None is a date that is not complete."""

    day: int | None
    response: str
    kind: str = ""


@dataclass(frozen=True)
class Subject:
    """The responses of one subject in any order, and the days of new therapy and of death of the disease."""

    responses: tuple[Response, ...]
    therapy: int | None = None
    death: int | None = None


def counts_from(criteria: Mapping[str, Any], day: int) -> bool:
    mode = criteria.get("counting", {}).get("from", "on")
    return mode == "any" or day > 0 or (mode == "on" and day == 0)


def usable(criteria: Mapping[str, Any], subject: Subject) -> list[Response]:
    """Give the dated responses that are known, one a day (the worst), in time order."""
    worst = criteria["worst_first"]
    days: dict[int, Response] = {}
    for one in subject.responses:
        if one.day is None or one.response not in worst or not counts_from(criteria, one.day):
            continue
        kept = days.get(one.day)
        if kept is None or worst.index(one.response) < worst.index(kept.response):
            days[one.day] = one
    return [days[day] for day in sorted(days)]


def beyond(criteria: Mapping[str, Any], day: int, therapy: int | None) -> bool:
    """Tell whether a day lies beyond the start of new therapy."""
    mode = criteria.get("counting", {}).get("new_therapy", "through")
    if therapy is None or therapy < 0 or mode == "ignored":
        return False
    return day >= therapy if mode == "before" else day > therapy


def up_to(points: list[Response], ends: list[str]) -> list[Response]:
    """Give the responses up to the first of `ends`, it included."""
    kept = []
    for one in points:
        kept.append(one)
        if one.response in ends:
            break
    return kept


def standing(criteria: Mapping[str, Any], subject: Subject) -> list[Row]:
    """Give what stands at each assessment, and the decision that gave it."""
    points = usable(criteria, subject)
    until = criteria.get("counting", {}).get("until", [criteria["progressed"]])
    counted = [one for one in up_to(points, until) if not beyond(criteria, one.day or 0, subject.therapy)]
    seen = counted if criteria.get("sees") == "counted" else points
    answers = [_answer(criteria, subject, one, seen) for one in points]
    if criteria.get("stands") == "each":
        return [(one.day or 0, *answer) for one, answer in zip(points, answers, strict=True)]
    rows: list[Row] = []
    best: tuple[str, str] | None = None
    for one, answer in zip(points, answers, strict=True):
        if best is None or _rank(criteria, answer[0]) > _rank(criteria, best[0]):
            best = answer
        rows.append((one.day or 0, *best))
    return rows


def _rank(criteria: Mapping[str, Any], response: str) -> int:
    rank: int = criteria["responses"][response]["rank"]
    return rank


def _answer(criteria: Mapping[str, Any], subject: Subject, one: Response, seen: list[Response]) -> tuple[str, str]:
    features = _features(criteria, subject, one, seen)
    decision = first(criteria["decisions"], features.__getitem__)
    assert decision is not None
    said = decision["then"]["response"]
    named = {"this": one.response, "next": features["NEXT"]}
    return named.get(said, said), decision["id"]


class _Features(dict[str, Any]):
    """The features of one response; those of looks are found when they are asked for."""

    looks: dict[str, Any]
    of_other: Any

    def __missing__(self, name: str) -> Value:
        look, _, feature = name.partition(".")
        return of_look(self.looks[look], feature, self.of_other)


def _features(criteria: Mapping[str, Any], subject: Subject, one: Response, seen: list[Response]) -> _Features:
    def relation(other: Response) -> str:
        if other.response == criteria["progressed"]:
            return "PROGRESSION"
        mine, its = _rank(criteria, one.response), _rank(criteria, other.response)
        return "WORSE" if its < mine else "SAME" if its == mine else "BETTER"

    def kind(of: Response) -> str:
        return of.kind if of.response == criteria["progressed"] else ""

    def of_other(other: Response, name: str) -> Value:
        away = abs((other.day or 0) - (one.day or 0))
        known = {"RESPONSE": other.response, "KIND": kind(other), "DAY": other.day, "AWAY": away}
        return relation(other) if name == "RELATION" else known[name]

    def own(name: str) -> Value:
        return {"THIS": one.response, "THIS.KIND": kind(one), "THIS.DAY": one.day}[name]

    day = one.day or 0
    later = [other for other in seen if (other.day or 0) > day]
    able = [other for other in later if criteria["responses"][other.response].get("evaluable", True)]
    following = [other for other in able if (other.day or 0) - day >= criteria.get("interval", 0)]
    next_ = following[0] if following else None
    between = [other for other in later if next_ and (other.day or 0) < (next_.day or 0)]
    worst = ["PROGRESSION", "WORSE", "SAME", "BETTER"]
    relations = sorted((relation(other) for other in between if other in able), key=worst.index)
    features = _Features(
        THIS=one.response,
        KIND=kind(one),
        DAY=one.day,
        NEXT=next_.response if next_ else "",
        RELATION=relation(next_) if next_ else "NONE",
        GAP=(next_.day or 0) - day if next_ else None,
        BETWEEN=relations[0] if relations else "NONE",
        SKIPPED=sum(other not in able for other in between),
        NEXTTRT="Y" if next_ and beyond(criteria, next_.day or 0, subject.therapy) else "N",
        DIED="Y" if subject.death is not None and subject.death >= max(day, 0) and not able else "N",
    )
    earlier = [other for other in reversed(seen) if (other.day or 0) < day]
    near = sorted([*earlier, *later], key=lambda other: (abs((other.day or 0) - day), other.day or 0))
    sides = {"later": later, "earlier": earlier, "both": near}
    features.of_other = of_other
    features.looks = {
        name: see(look, sides[look.get("toward", "later")], of_other, own)
        for name, look in criteria.get("looks", {}).items()
    }
    return features


def best(criteria: Mapping[str, Any], rows: list[Row], therapy: int | None) -> tuple[int | None, str, str]:
    """Give day, response and rule of the best of responses, each a day, a response and whatever."""
    points = [Response(day, response) for day, response, _ in rows if counts_from(criteria, day)]
    points = up_to(points, criteria.get("best_until", [criteria["progressed"]]))
    points = [one for one in points if not beyond(criteria, one.day or 0, therapy)]
    if not points:
        return None, criteria["never"]["then"]["response"], criteria["never"]["id"]
    for decision in criteria["best"]:
        taken = [one for one in points if first(criteria["best"], _of_best(one)) is decision]
        if taken:
            one = taken[-1] if decision["then"].get("take") == "last" else taken[0]
            return one.day, decision["then"]["response"], decision["id"]
    raise AssertionError


def _of_best(one: Response) -> Value:
    return {"THIS": one.response, "DAY": one.day}.get
