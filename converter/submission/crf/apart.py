"""Annotations that cover neither each other nor what is printed, as far as a page has room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from converter.submission.crf.place import Laid, Spot

GAP = 3.0
ROWS = 12
"""So many rows up and down are tried where a row has no room."""
Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


def apart(laid: Iterable[Laid], printed: Mapping[int, Sequence[Box]], edges: Mapping[int, float]) -> tuple[Laid, ...]:
    """Move each annotation to the nearest place that is free; `edges` are the right edges of the pages.

    It is looked for to the right, then in the rows below and above. Where there is none an annotation goes to the right
    edge of its own row: over print if need be, for an annotation that is not there says nothing.
    """
    taken = {page: [*boxes] for page, boxes in printed.items()}
    found: dict[int, Laid] = {}
    for number, one in _by_turn([*laid]):
        boxes = taken.setdefault(one.spot.page, [])
        found[number] = _placed(one, boxes, edges[one.spot.page] - GAP)
        boxes.append(found[number].box)
    return tuple(found[number] for number in sorted(found))


def _by_turn(laid: Sequence[Laid]) -> list[tuple[int, Laid]]:
    """Give the first annotation of every spot, then the second ones, and so on: so each field has one beside it."""
    seen, turns = Counter[Spot](), list[int]()
    for one in laid:
        turns.append(seen[one.spot])
        seen[one.spot] += 1
    return sorted(enumerate(laid), key=lambda each: turns[each[0]])


def _placed(one: Laid, taken: Sequence[Box], edge: float) -> Laid:
    rows = (row for number in range(ROWS) for row in dict.fromkeys((number, -number)))
    tries = (_to_the_right(replace(one, spot=one.spot.below(row)), taken, edge) for row in rows)
    free = next((each for each in tries if each is not None), None)
    return free or replace(one, spot=Spot(one.spot.page, min(one.spot.x, edge - one.width), one.spot.y))


def _to_the_right(one: Laid, taken: Sequence[Box], edge: float) -> Laid | None:
    """Give the first free place of a row from where an annotation lies; nothing where there is none."""
    while one.box[2] <= edge:
        ends = [box[2] for box in taken if _meet(one.box, box)]
        if not ends:
            return one
        one = replace(one, spot=Spot(one.spot.page, max(ends) + GAP, one.spot.y))
    return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
