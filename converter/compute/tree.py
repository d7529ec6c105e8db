"""The description of a submission as a tree of plain values by name: parts of it can be compared and put back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from converter.compute.difference import worded
from converter.spec.condition import Condition
from converter.spec.described.description import Submission

Tree: TypeAlias = dict[str, Any]
Trail: TypeAlias = tuple[str, ...]
Row: TypeAlias = tuple[Trail, Any, Any]
"""A place in two trees and the value that stands there in each; nothing where none does."""
PARTS = ("study", "datasets", "codelists", "dictionaries", "define")
"""What every tree has, so that something can be put into it."""
LISTED = ("methods", "comments", "standards", "displays")
"""What define.yaml has as lists."""
_KEYS = {
    "displays": ("name",),
    "results": ("id",),
    "standards": ("name", "version", "publishing_set"),
    "methods": ("text",),
    "comments": ("text",),
}


def tree_of(submission: Submission) -> Tree:
    """Give a description as a tree: what lists hold stands by what tells it apart, such as a slice by its condition."""
    data: Tree = submission.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data = {**{key: {} for key in PARTS}, **data}
    data["standards"] = _named(data.get("standards", ()), "standards")
    for dataset in data.get("datasets", {}).values():
        levels = dataset.get("value_level", ())
        dataset["value_level"] = {f"{one['variable']} where {_where(one)}": one for one in levels}
    for codelist in data.get("codelists", {}).values():
        codelist["terms"] = {one["value"]: one for one in codelist.get("terms", ())}
    define = data.get("define", {})
    for key in LISTED:
        if key in define:
            define[key] = _named(define[key], key)
    for display in define.get("displays", {}).values():
        display["results"] = _named(display.get("results", ()), "results")
    return data


def _where(level: Tree) -> str:
    return worded(Condition.model_validate(level["where"]))


def _named(listed: Any, kind: str) -> Tree:  # noqa: ANN401 - as a model has it
    return {" ".join(str(one.get(key, "")) for key in _KEYS[kind]).strip(): one for one in listed}


def of_tree(tree: Tree) -> Submission:
    """Give the description that a tree is of."""
    data = {**tree, "standards": list(tree.get("standards", {}).values())}
    data["datasets"] = {
        name: {**one, "value_level": list(one.get("value_level", {}).values())}
        for name, one in tree.get("datasets", {}).items()
    }
    data["codelists"] = {
        name: {**one, "terms": list(one.get("terms", {}).values())} for name, one in tree.get("codelists", {}).items()
    }
    define = dict(tree.get("define", {}))
    displays = define.get("displays", {})
    define["displays"] = {
        name: {**one, "results": list(one.get("results", {}).values())} for name, one in displays.items()
    }
    for key in LISTED:
        if key in define:
            define[key] = list(define[key].values())
    return Submission.model_validate({**data, "define": define})


def residue(wanted: Any, got: Any, path: Trail = ()) -> Iterator[Row]:  # noqa: ANN401 - any part of a tree
    """Give what has to be put into one tree so that it is another one, and what stands there in its place.

    The order of names does not count. What such a place is a part of stands in both trees.
    """
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        for key in (*wanted, *(one for one in got if one not in wanted)):
            yield from residue(wanted.get(key), got.get(key), (*path, key))
    elif wanted != got and not (_is_nothing(wanted) and _is_nothing(got)):
        yield path, wanted, got


def _is_nothing(value: Any) -> bool:  # noqa: ANN401 - any part of a tree
    return value is None or value in ("", (), [], {})


def put(tree: Tree, path: Trail, value: Any) -> bool:  # noqa: ANN401 - as JSON has it
    """Put a value into a tree; tell whether its place is there, which is what it is a field of."""
    *above, last = path
    place: Any = tree
    for key in above:
        if not isinstance(place.get(key), dict):
            return False
        place = place[key]
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value
    return True


def at(tree: Tree, path: Trail) -> Any:  # noqa: ANN401 - as JSON has it
    """Give what stands at a place of a tree; nothing where none does."""
    found: Any = tree
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
