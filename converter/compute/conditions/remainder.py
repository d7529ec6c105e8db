"""What is left of a condition when others have taken their part of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product

from converter.compute.conditions.condition import evaluate
from converter.dataset import Frame
from converter.spec.condition import Comparator, Condition

OPPOSITE: dict[Comparator, Comparator] = {
    "eq": "ne",
    "ne": "eq",
    "in": "notin",
    "notin": "in",
    "lt": "ge",
    "ge": "lt",
    "gt": "le",
    "le": "gt",
}


def without(where: Condition, by: Collection[str], example: Frame, others: Sequence[Condition]) -> Condition:
    """Narrow a condition of equalities so that it holds where none of the others does.

    `by` are the variables of the equalities, `example` is one record for which they hold. The others are comparisons
    joined by all or any; the answer is as well, as a WhereClauseDef has them.
    """
    ways = [tuple(_ways(part, by, example)) for other in others for part in other.any_ or (other,)]
    left = [way for way in ways if way]
    if not left:
        return where
    equal = where.all_ or (where,)
    alternatives = [Condition(all_=(*equal, *dict.fromkeys(chosen))) for chosen in product(*left)]
    return alternatives[0] if len(alternatives) == 1 else Condition(any_=tuple(alternatives))


def _ways(other: Condition, by: Collection[str], example: Frame) -> Iterator[Condition]:
    """Give the comparisons of which one must fail for another condition to fail; none where it fails for all."""
    parts = other.all_ or (other,)
    fixed = [part for part in parts if set(part.variables) <= set(by)]
    if all(evaluate(part, example).all() for part in fixed):
        yield from (opposite for part in parts if part not in fixed and (opposite := _opposite(part)))


def _opposite(part: Condition) -> Condition | None:
    comparator, operand = part.comparison or (None, None)
    if comparator not in OPPOSITE:
        return None
    return Condition.model_validate({"variable": part.variable, OPPOSITE[comparator]: operand})
