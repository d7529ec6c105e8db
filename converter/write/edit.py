"""Edits of a YAML file as text: one value is set, added or taken away, and all else stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any, TypeAlias

import yaml

from converter.write.study_yaml import flow

Trail: TypeAlias = tuple[str | int, ...]
GONE = object()
"""The value of what is taken away."""


def edited(text: str, trail: Trail, value: Any) -> str:  # noqa: ANN401 - as YAML has it
    """Set the value at a place of a YAML text, or take it away (GONE); what is above it is made where it is not there.

    An item of a list is added where its number is that of the items. Raises ValueError where that cannot be done
    without touching anything else.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        message = "the file is empty"
        raise ValueError(message)
    new = _removed(text, root, trail) if value is GONE else _set(text, root, trail, value)
    if yaml.load(new, Loader=yaml.BaseLoader) != _expected(text, trail, value):  # noqa: S506 - it makes text alone
        message = "cannot be edited in place; edit it by hand"
        raise ValueError(message)
    return new


def _expected(text: str, trail: Trail, value: Any) -> Any:  # noqa: ANN401 - as YAML has it
    """Give what the edited text is to hold, every scalar as text."""
    data = deepcopy(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - it makes text alone
    place = data
    for key, below in pairwise(trail):
        if isinstance(place, dict) and not isinstance(place.get(key), dict | list):
            place[key] = [] if isinstance(below, int) else {}
        place = place[key]
    if value is GONE:
        del place[trail[-1]]
        return _without_empty(data, trail[:-1])
    said = yaml.load(flow(value), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text alone
    if isinstance(place, list) and trail[-1] == len(place):
        place.append(said)
    else:
        place[trail[-1]] = said
    return data


def _without_empty(data: Any, trail: Trail) -> Any:  # noqa: ANN401 - as YAML has it
    """Take away what holds nothing any more."""
    place = data
    for key in trail[:-1]:
        place = place[key]
    if trail and not place[trail[-1]]:
        del place[trail[-1]]
        return _without_empty(data, trail[:-1])
    return data


def below(node: yaml.Node, key: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """Give the key and the value of an entry of a mapping, or an item of a list."""
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return None, node.value[key]
    return None


def _set(text: str, root: yaml.Node, trail: Trail, value: Any) -> str:  # noqa: ANN401 - as YAML has it
    node, name = root, None
    for number, key in enumerate(trail):
        found = below(node, key)
        if found is None:
            return _added(text, node, name, trail[number:], value)
        name, node = found
    return _replaced(text, node, name, value)


def _replaced(text: str, node: yaml.Node, name: yaml.Node | None, value: Any) -> str:  # noqa: ANN401 - as YAML has it
    start, end = node.start_mark.index, end_of(node, text)
    if name is not None and not _is_inline(node):
        return f"{text[: name.end_mark.index]}: {flow(value)}{text[end:]}"
    return text[:start] + flow(value) + text[end:]


def _is_inline(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return node.style not in {"|", ">"} and node.start_mark.index < node.end_mark.index
    return _is_flow(node)


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def end_of(node: yaml.Node, text: str) -> int:
    """Find where the text of a node ends, without comments and blank lines after it."""
    if isinstance(node, yaml.ScalarNode) or _is_flow(node) or not node.value:
        return node.start_mark.index + len(text[node.start_mark.index : node.end_mark.index].rstrip())
    last = node.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last, text)


def _added(text: str, node: yaml.Node, name: yaml.Node | None, rest: Trail, value: Any) -> str:  # noqa: ANN401
    """Add an entry to a mapping, or an item to a list."""
    first, *inner = rest
    for key in reversed(inner):
        value = [value] if isinstance(key, int) else {key: value}
    is_item = isinstance(first, int)
    line = flow(value) if is_item else f"{flow(first)}: {flow(value)}"
    if isinstance(node, yaml.ScalarNode):  # a key that holds nothing
        return _replaced(text, node, name, [value] if is_item else {first: value})
    if _is_flow(node):
        at = node.end_mark.index - 1
        return f"{text[:at]}{', ' if node.value else ''}{line}{text[at:]}"
    indent = " " * _column(node)
    at = text.find("\n", end_of(node, text))
    at = len(text) if at < 0 else at
    return f"{text[:at]}\n{indent}{'- ' if is_item else ''}{line}{text[at:]}"


def _column(node: yaml.Node) -> int:
    return int(node.start_mark.column)


def _removed(text: str, root: yaml.Node, trail: Trail) -> str:
    nodes: list[tuple[yaml.Node, yaml.Node | None]] = [(root, None)]
    for key in trail:
        found = below(nodes[-1][0], key)
        if found is None:
            message = "is not there"
            raise ValueError(message)
        nodes.append((found[1], found[0]))
    depth = len(trail)
    while depth > 1 and len(nodes[depth - 1][0].value) == 1:  # what holds nothing else goes as well
        depth -= 1
    parent, (node, name) = nodes[depth - 1][0], nodes[depth]
    start = (name or node).start_mark.index
    if _is_flow(parent):
        return _out_of_line(text, parent.value, start, end_of(node, text))
    line = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end_of(node, text))
    return text[:line] + ("" if after < 0 else text[after + 1 :])


def _out_of_line(text: str, entries: Sequence[Any], start: int, end: int) -> str:
    """Take an entry out of a line, with the comma before or after it."""
    first = entries[0][0] if isinstance(entries[0], tuple) else entries[0]
    if first.start_mark.index == start:
        after = text.index(",", end) + 1
        return text[:start] + text[after:].lstrip(" ")
    return text[: text.rindex(",", 0, start)] + text[end:]
