"""Criteria as YAML with their settings filled in, and conditions judged one by one."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import yaml

COMPARE = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
SPECS = Path(__file__).resolve().parents[4] / "specs" / "criteria"
Value: TypeAlias = Any
"""A number, a text, None where it is missing; or a part of YAML."""
Look: TypeAlias = Callable[[str], Value]
"""What a name stands for."""


def read(name: str, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read criteria, every `${setting}` replaced by its value."""
    text = yaml.safe_load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"))
    values = {one: said["value"] for one, said in text.get("settings", {}).items()} | dict(settings or {})
    filled: dict[str, Any] = _filled({key: part for key, part in text.items() if key != "settings"}, values)
    return filled


def _filled(part: Value, values: Mapping[str, Any]) -> Value:
    if isinstance(part, dict):
        return {key: _filled(one, values) for key, one in part.items()}
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, str) and part.startswith("${") and part.endswith("}"):
        return values[part[2:-1]]
    return part


def holds(condition: Mapping[str, Any] | None, value: Look) -> bool:
    """Tell whether a condition is known to hold; without one it does."""
    return condition is None or judged(condition, value) is True


def judged(condition: Mapping[str, Any], value: Look) -> bool | None:
    """Judge a condition: true, false, or open (None) where something is missing."""
    if "all" in condition:
        parts = [judged(one, value) for one in condition["all"]]
        return False if False in parts else None if None in parts else True
    if "any" in condition:
        parts = [judged(one, value) for one in condition["any"]]
        return True if True in parts else None if None in parts else False
    if "not" in condition:
        answer = judged(condition["not"], value)
        return None if answer is None else not answer
    ((word, operand),) = [(key, one) for key, one in condition.items() if key != "variable"]
    return _compared(value(condition["variable"]), word, operand, value)


def _compared(left: Value, word: str, operand: Value, value: Look) -> bool | None:
    missing = left is None or left == ""
    if word == "missing":
        return missing is operand
    right = value(operand["variable"]) if isinstance(operand, dict) else operand
    if missing or right is None or right == "":
        return None
    if word in ("in", "notin"):
        return (left in right) is (word == "in")
    if isinstance(right, float):
        right = Fraction(str(right))
    answer: bool = COMPARE[word](left, right)
    return answer


def first(decisions: list[dict[str, Any]], value: Look) -> dict[str, Any] | None:
    """Give the first decision that holds."""
    for one in decisions:
        if holds(one.get("when"), value):
            return one
    return None


def see(look: Mapping[str, Any], others: list[Any], of_other: Callable[[Any, str], Any], own: Look) -> dict[str, Any]:
    """Walk over the others, nearest first, each with its distance as `away`; give the end and what was seen."""
    seen, end = [], None
    for place, other in enumerate(others, start=1):

        def value(name: str, other: Value = other, place: int = place) -> Value:
            if name == "PLACE":
                return place
            return own(name) if name.partition(".")[0] == "THIS" else of_other(other, name)

        if "while" in look and not holds(look["while"], value):
            break
        if not holds(look.get("of"), value):
            continue
        seen.append((other, value))
        if "until" not in look:
            end = other
        elif holds(look["until"], value):
            end = other
            break
    counts = {
        name: [of_other(other, "AWAY") for other, value in seen if holds(condition, value)]
        for name, condition in look.get("counts", {}).items()
    }
    return {"end": end, "n": len(seen), "counts": counts}


def of_look(sight: Mapping[str, Any], feature: str, of_other: Callable[[Any, str], Any]) -> Value:
    """Give one thing read of a look: '' (Y or N), GAP, N, a count, or a variable of the end."""
    end = sight["end"]
    count, _, which = feature.partition(".")
    if feature == "":
        return "N" if end is None else "Y"
    if feature == "N":
        return sight["n"]
    if count in sight["counts"]:
        away = sight["counts"][count]
        return len(away) if not which else None if not away else min(away) if which == "FIRST" else max(away)
    if end is None:
        return None
    return of_other(end, "AWAY" if feature == "GAP" else feature)
