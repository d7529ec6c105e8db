"""The files of a study as YAML that people read: short things on one line, long ones below each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from converter.spec.text.yaml import quoted

WIDTH = 110
"""Characters of a line that is not broken further."""
INDENT = "  "


def yaml_text(data: Mapping[str, Any], head: str = "") -> str:
    """Write data as YAML, the keys in their order; `head` is a comment above them, of one line or several."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    return comment + "".join(f"{line}\n" for key, value in data.items() for line in entry(key, value, ""))


def entry(key: str, value: Any, indent: str) -> list[str]:  # noqa: ANN401 - as YAML has it
    """Write one key with its value, as lines."""
    name = quoted(key)
    line = f"{indent}{name}: {flow(value)}"
    nested = isinstance(value, Mapping | list) and bool(value)
    if not nested or (indent and len(line) <= WIDTH) or _is_short_list(value, line):
        return [line]
    return [f"{indent}{name}:", *_block(value, indent + INDENT)]


def _is_short_list(value: Any, line: str) -> bool:  # noqa: ANN401 - as YAML has it
    return isinstance(value, list) and not any(isinstance(one, Mapping) for one in value) and len(line) <= WIDTH


def _block(value: Any, indent: str) -> list[str]:  # noqa: ANN401 - as YAML has it
    if isinstance(value, Mapping):
        return [line for key, one in value.items() for line in entry(key, one, indent)]
    lines: list[str] = []
    for one in value:
        short = f"{indent}- {flow(one)}"
        if len(short) <= WIDTH or not isinstance(one, Mapping):
            lines.append(short)
        else:
            inner = _block(one, indent + INDENT)
            lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
    return lines


def flow(value: Any) -> str:  # noqa: ANN401 - as YAML has it
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return repr(value) if isinstance(value, int | float) else quoted(str(value))
