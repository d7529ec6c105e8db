"""Where a file calls rules: `{rule: {argument: value}}` of a domain, an analysis dataset or a display."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.spec.text.yaml import Trail


def calls(data: object) -> Iterator[tuple[Trail, str, Mapping[str, Any]]]:
    """Give each rule that a file calls: the trail of its arguments, its name, the arguments.

    What is no call, and a rule that is not called by exactly one name, is left out; whoever reads it tells.
    """
    for trail, call in _written(data):
        if isinstance(call, dict) and len(call) == 1:
            ((rule, arguments),) = call.items()
            if arguments is None or isinstance(arguments, dict):
                yield (*trail, rule), rule, arguments or {}


def _written(data: object) -> Iterator[tuple[Trail, object]]:
    said = _mapping(data)
    for key in ("map", "derive"):
        yield from (((key, name), call) for name, call in _mapping(said.get(key)).items())
    for number, records in enumerate(_list(said.get("records"))):
        mapped = _mapping(_mapping(records).get("map"))
        yield from ((("records", number, "map", name), call) for name, call in mapped.items())
    yield ("build",), said.get("build")
    yield from ((("steps", number), call) for number, call in enumerate(_list(said.get("steps"))))
    for number, row in enumerate(_list(said.get("rows"))):
        yield ("rows", number, "result"), _mapping(row).get("result")


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: object) -> list[Any]:
    return data if isinstance(data, list) else []


def put(data: Any, trail: Trail, value: object) -> Any:  # noqa: ANN401 - a YAML value
    """Give data with another value at a trail, the given data as they were."""
    if not trail:
        return value
    first, rest = trail[0], trail[1:]
    if isinstance(data, dict):
        return {**data, first: put(data[first], rest, value)}
    return [put(one, rest, value) if number == first else one for number, one in enumerate(data)]
