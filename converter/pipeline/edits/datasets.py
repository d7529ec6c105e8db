"""Differences of datasets, their variables and slices, as edits of their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from converter.compute.difference import Difference, worded
from converter.pipeline.edits.edit import BY_HAND, Compared, Edit, Trail, at, placed
from converter.spec.condition import Condition
from converter.spec.load import StudyFiles

BY_RULES = frozenset({"origin", "method"})
"""What rules say of a variable that they make: an edit would part the text from the program."""
OF_DATA = frozenset({"length", "data_type", "significant_digits", "has_data", "codelists", "role", "mandatory"})
"""What a define.xml tells of data, and a study that makes them need not; slices of values and codelists as well."""
MADE = "a rule says it: an edit would part text and program (--override-made)"
ORDERED = "the rules and the guide say the order of a dataset that is made"


def of_dataset(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of something that is said of a dataset; nothing where that is no edit of the study."""
    _, *path = one.path
    name, field = path[0], path[1]
    files = compared.files
    spec = files.domains.get(name) or files.analyses.get(name)
    wanted = compared.wanted
    key, data = next(((key, one) for key, one in wanted.items() if key.endswith(f"/{name.lower()}.yaml")), ("", {}))
    if spec is None:
        told = Edit(name, 0, tuple(path[1:]), one.old, one.new, "told", hint=BY_HAND)
        beside = told if compared.of_data and one.new is not None else None
        if name in _parents(files) or not data:
            return beside
        return Edit(key, 0, (), None, None, "dataset", data)
    made = spec.status == "made"
    by_data = not compared.of_data and made and (field == "value_level" or not OF_DATA.isdisjoint(path))
    if by_data or (not data and field in {"variables", "value_level", "order"}):  # it lists the dataset alone
        return None
    if field in {"order", "value_level"}:
        order = field == "order"
        return _of_order(one, name, files, made=made) if order else _of_slice(one, path, files, data, made=made)
    if made and field == "variables" and at(data, ("variables", path[2])) is None:
        file = files.relative(files.documents[name].file)
        return Edit(file, 0, tuple(path[1:3]), one.old, None, "made", hint=MADE)
    return _of_field(one, path, files, data)


def _of_order(one: Difference, name: str, files: StudyFiles, *, made: bool) -> Edit | None:
    """Give the edit of an order, where the variables would stand otherwise once new ones are added and others gone."""
    old, new = one.old or (), one.new or ()
    kept = [name for name in old if name in new]
    after = kept if made else [*kept, *(name for name in new if name not in old)]
    if after == [name for name in new if name in after]:
        return None
    edit = placed(files, name, ("variables",), one, list(new))
    return replace(edit, kind="told", hint=ORDERED) if made else replace(edit, kind="order")


def _of_field(one: Difference, path: list[str], files: StudyFiles, data: Mapping[str, Any]) -> Edit | None:
    """Give the edit of a field of a dataset or of one of its variables; a new variable is written whole.

    What a file leaves blank of a dataset that rules make is not said, and no edit.
    """
    spec = files.domains.get(path[0]) or files.analyses[path[0]]
    made = spec.status == "made"
    trail: Trail = {"class_": ("class",), "domain": ("part_of",)}.get(path[1], tuple(path[1:4]))
    if path[1] == "variables" and not made and not (path[2] in spec.variables and path[2] in data["variables"]):
        trail = ("variables", path[2])
    edit = placed(files, path[0], trail, one, at(data, trail) if data else one.new)
    is_rule = made and path[1] == "variables" and path[3] in BY_RULES
    if made and edit.line == 0 and edit.kind == "gone":
        return None
    return replace(edit, kind="made", hint=MADE) if is_rule and edit.line == 0 else edit


def _parents(files: StudyFiles) -> set[str]:
    """Name the datasets of qualifiers that rules make beside a domain."""
    return {
        f"{prefix}{name}" for name, one in files.domains.items() if one.status == "made" for prefix in ("SUPP", "NS")
    }


def _of_slice(
    one: Difference, path: list[str], files: StudyFiles, data: Mapping[str, Any], *, made: bool
) -> Edit | None:
    name, key, *rest = path[0], path[2], *path[3:]
    spec = files.domains.get(name) or files.analyses[name]
    keys = [f"{level.variable} where {worded(level.where)}" for level in spec.value_level]
    there = {f"{level['variable']} where {_condition(level)}": level for level in data.get("value_level", ())}
    if key not in keys:
        if one.new is None or key not in there:
            return None
        if made:
            return Edit(name, 0, ("value_level", key), one.old, one.new, "made", hint=MADE)
        return placed(files, name, ("value_level", len(keys)), one, there[key])
    number = keys.index(key)
    if key not in there:
        return placed(files, name, ("value_level", number), one, None)
    return placed(files, name, ("value_level", number, *rest[:1]), one, at(there[key], tuple(rest[:1])))


def _condition(level: Mapping[str, Any]) -> str:
    return worded(Condition.model_validate(level["where"]))
