"""An answer in a screen: what decided a value down to the raw cells, shared parts once, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from converter.report.report import Explanation
from converter.report.why.explain import Place, Told, told
from converter.report.why.package import Traced

LINES = 26
"""Lines of an answer below the value itself."""


@dataclass(frozen=True)
class Extent:
    """How much is told: as much as a screen holds, or `depth` levels below the value, or all of it (`full`)."""

    depth: int = 0
    full: bool = False

    def holds(self, level: int, lines: int) -> bool:
        """Tell whether a place of a level is told after so many lines."""
        return self.full or (level <= self.depth if self.depth else lines <= LINES)


@dataclass(frozen=True)
class Chosen:
    """A place that is told, and the one below which it stands."""

    told: Told
    below: Hashable


def explained(package: Traced, dataset: str, variable: str, record: int, extent: Extent | None = None) -> Explanation:
    """Explain one value: what made it, and what that rests on, the nearest first, as far as `extent` goes.

    Raises InputError for a variable that the dataset lacks.
    """
    root = Place(dataset, (variable,), record, package.steps(dataset))
    return _assembled(package, root, None, _chosen(package, root, extent or Extent()))


def lines_of(found: Told) -> int:
    """Count the lines in which one place is told."""
    one = found.itself
    rows = {(cell.file, cell.row) for cell in one.cells}
    return 1 + len(rows) + sum(map(bool, (one.rule, one.decision, one.note, found.inputs)))


def _chosen(package: Traced, root: Place, extent: Extent) -> dict[Hashable, Chosen]:
    """Choose the places that are told: the nearest first, of those equally near the one that was found first."""
    chosen: dict[Hashable, Chosen] = {}
    lines, order = 0, 0
    waiting: list[tuple[int, int, int, Place, Hashable]] = [(0, order, 0, root, None)]
    while waiting:
        distance, _, level, place, below = heappop(waiting)
        key = key_of(package, place)
        if key in chosen:
            continue
        found = told(package, place)
        lines += lines_of(found) if level else 0
        if not extent.holds(level, lines):
            continue
        chosen[key] = Chosen(found, below)
        for one, step in found.inputs:
            order += 1
            heappush(waiting, (distance + step, order, level + 1, one, key))
    return chosen


def key_of(package: Traced, place: Place) -> Hashable:
    """Tell places apart by what is told of them: values of a record as one step has set them."""
    making = package.datasets[place.dataset].making
    step = making.step_of(place.variables[0], place.record - 1, place.before)
    return place.dataset, place.variables, place.record, step


def _assembled(package: Traced, place: Place, below: Hashable, chosen: Mapping[Hashable, Chosen]) -> Explanation:
    """Put together what is told of a place and below; elsewhere than below its own place it is named only."""
    key = key_of(package, place)
    itself = replace(chosen[key].told.itself, part=place.part)
    if chosen[key].below != below:
        return replace(itself, rule="", method="", decision="", place="", origin="", note="", cells=(), again=True)
    inputs, left_out = dict[Hashable, Explanation](), Counter[str]()
    for one, _ in chosen[key].told.inputs:
        named = key_of(package, one)
        if named in chosen:
            inputs.setdefault(named, _assembled(package, one, key, chosen))
        else:
            left_out[one.dataset] += 1
    return replace(itself, inputs=tuple(inputs.values()), left_out=dict(left_out))
