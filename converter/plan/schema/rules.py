"""JSON Schema of the calls of rules: exactly one known rule, its arguments those that binding takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

Schema = dict[str, Any]
NOTHING: Schema = {"type": "null"}


def arguments_schema(function: Callable[..., Any], schema: Schema) -> Schema:
    """Give the schema of the arguments of a rule, with its docstring.

    Any of them may be left out, for `defaults:` may say it, or be nothing, which takes a default away.
    """
    wanted = schema.get("required", [])
    said = inspect.cleandoc(function.__doc__ or "")
    properties = {name: _or_nothing(one) for name, one in schema.get("properties", {}).items()}
    return {
        "description": f"{said}\n\nWanted: {', '.join(wanted)}." if wanted else said,
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }


def call_schema(rules: Mapping[str, Schema]) -> Schema:
    """Give the schema of a call: `{rule: {argument: value}}`."""
    return {**defaults_schema(rules), "minProperties": 1, "maxProperties": 1}


def defaults_schema(rules: Mapping[str, Schema]) -> Schema:
    """Give the schema of arguments by rule."""
    return {"type": "object", "properties": dict(rules), "additionalProperties": False}


def _or_nothing(schema: Schema) -> Schema:
    arms = schema.get("anyOf", [])
    if NOTHING in arms:
        return schema
    outer = {key: one for key, one in schema.items() if key in {"title", "default", "description"}}
    inner = {key: one for key, one in schema.items() if key not in outer}
    return {**outer, "anyOf": [*(arms if set(inner) == {"anyOf"} else [inner]), NOTHING]}
