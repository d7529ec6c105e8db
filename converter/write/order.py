"""The entries of a mapping in a YAML file in another order, as text: comments before an entry go with it."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from converter.write.edit import Trail, below, end_of


def reordered(text: str, trail: Trail, names: Sequence[str]) -> str:
    """Put the entries of the mapping at a place in the order of names; entries of other names come last, as they stand.

    Raises ValueError where that cannot be done without touching anything else.
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in trail:
        found = None if node is None else below(node, key)
        node = found[1] if found else None
    if not isinstance(node, yaml.MappingNode):
        message = "is not there"
        raise ValueError(message)  # noqa: TRY004 - the text is wrong, not the program
    spans = _in_line(node, text) if node.flow_style else _in_lines(node, text)
    pieces = {name.value: text[start:end] for (name, _), (start, end) in zip(node.value, spans, strict=True)}
    order = [*(name for name in names if name in pieces), *(name for name in pieces if name not in names)]
    between = ", " if node.flow_style else ""
    new = text[: spans[0][0]] + between.join(pieces[name] for name in order) + text[spans[-1][1] :]
    return _checked(new, text, trail, order)


def _in_line(node: yaml.MappingNode, text: str) -> list[tuple[int, int]]:
    return [(name.start_mark.index, end_of(value, text)) for name, value in node.value]


def _in_lines(node: yaml.MappingNode, text: str) -> list[tuple[int, int]]:
    """Give the lines of each entry: from behind the one before it to the end of its own."""
    ends = [_line_end(end_of(value, text), text) for _, value in node.value]
    first = text.rfind("\n", 0, node.start_mark.index) + 1
    return list(zip([first, *ends[:-1]], ends, strict=True))


def _line_end(at: int, text: str) -> int:
    end = text.find("\n", at)
    if end < 0:
        message = "the file does not end with the end of a line"
        raise ValueError(message)
    return end + 1


def _checked(new: str, text: str, trail: Trail, order: list[str]) -> str:
    before, after = (yaml.load(one, Loader=yaml.BaseLoader) for one in (text, new))  # noqa: S506 - it makes text alone
    place = after
    for key in trail:
        place = place[key]
    if before != after or list(place) != order:
        message = "cannot be put in order in place; edit it by hand"
        raise ValueError(message)
    return new
