"""Compare derived figures with the printed ones, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TOLERANCE = 1e-9


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every leaf of a tree with its dotted path; a list is one leaf, unless it holds mappings."""
    for key, value in tree.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from leaves(value, name)
        else:
            yield name, value


def determinable(printed: Mapping[str, Any], left_out: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Give the leaves of the printed figures by path, without what left_out.yaml names."""
    return {path: value for path, value in leaves(printed) if not any(_names(one, path) for one in left_out)}


def _names(one: Mapping[str, str], path: str) -> bool:
    """Tell whether a path, or a part of the tree it lies in, or its last name is left out."""
    if "path" in one:
        return f"{path}.".startswith(f"{one['path']}.")
    return path.rpartition(".")[2] == one["name"]


def equal(printed: object, derived: object) -> bool:
    """Tell whether two figures agree: numbers as numbers, lists member by member, a blank cell with none or 0.

    What the paper says in words agrees with True: the statement holds.
    """
    if isinstance(printed, str) and isinstance(derived, bool):
        return derived
    if isinstance(printed, Sequence) and not isinstance(printed, str):
        if not isinstance(derived, Sequence) or isinstance(derived, str) or len(printed) != len(derived):
            return False
        return all(map(equal, printed, derived))
    if printed is None:
        return derived in (None, 0)
    if isinstance(printed, int | float) and isinstance(derived, int | float):
        return abs(printed - derived) < TOLERANCE
    return printed == derived
