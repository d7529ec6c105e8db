"""Help for a person who writes: of each key, what the docstring says of it, up to a full stop or a semicolon."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from converter.spec.text.keys import Keys

Schema = dict[str, Any]
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Za-z`'{])")


def with_meanings(defs: Mapping[str, Schema], keys: Keys) -> dict[str, Schema]:
    """Give the models of a schema with the meaning of each key of which nothing is said yet; `keys` holds them."""
    return {name: _meant(name.rpartition("__")[2], one, keys) for name, one in defs.items()}


def _meant(model: str, schema: Schema, keys: Keys) -> Schema:
    """Say what keys mean; where a key may be one of several things, the description of these says less."""
    if "properties" not in schema:
        return schema
    known = {key: keys.of(model, key) for key, one in schema["properties"].items() if "description" not in one}
    said = {key: {"description": told} for key, told in known.items() if told}
    return {**schema, "properties": {key: {**said.get(key, {}), **one} for key, one in schema["properties"].items()}}


def with_help(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Give a schema whose keys have what the description around them says of each, and no titles."""
    if isinstance(schema, list):
        return [with_help(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: with_help(one) for key, one in schema.items() if key not in {"title", "properties"}}
    if "properties" in schema:
        said = sentences(str(schema.get("description", "")))
        kept["properties"] = {name: _helped(name, with_help(one), said) for name, one in schema["properties"].items()}
    return kept


def sentences(text: str) -> list[str]:
    """Split a description into what it says, one thing each; what ends with a semicolon goes on in the next."""
    return _SENTENCE.split(" ".join(text.split()))


def _helped(name: str, schema: Schema, said: Sequence[str]) -> Schema:
    told = " ".join(one for one in said if re.search(_named(name), one)).rstrip(";")
    return {"description": told, **schema} if told else schema


def _named(name: str) -> str:
    """Match a key where a docstring names it: as `key`, as {key}, or at the beginning of an example."""
    return rf"`{re.escape(name)}(?![\w.])|\{{{re.escape(name)}\}}"
