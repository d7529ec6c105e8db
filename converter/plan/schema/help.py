"""Help for a person who writes: of each key, the sentences of the docstring that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]
_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-Z`'{])")


def with_help(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Give a schema whose keys have what the description around them says of each, and no titles."""
    if isinstance(schema, list):
        return [with_help(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: with_help(one) for key, one in schema.items() if key not in {"title", "properties"}}
    if "properties" in schema:
        said = _SENTENCE.split(" ".join(str(schema.get("description", "")).split()))
        kept["properties"] = {name: _helped(name, with_help(one), said) for name, one in schema["properties"].items()}
    return kept


def _helped(name: str, schema: Schema, said: Sequence[str]) -> Schema:
    told = " ".join(one for one in said if re.search(_named(name), one))
    return {"description": told, **schema} if told else schema


def _named(name: str) -> str:
    """Match a key where a docstring names it: as `key`, as {key}, or at the beginning of an example."""
    return rf"`{re.escape(name)}\b|\{{{re.escape(name)}\}}"
