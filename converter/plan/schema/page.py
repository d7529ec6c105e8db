"""The reference pages of YAML keys, written from the JSON Schemas of the files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from converter.plan.schema.help import sentences

Schema = Mapping[str, Any]
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
    "array": "list",
    "object": "mapping",
}


def keys_page(kind: str, files: Sequence[str], schema: Schema) -> str:
    """Write what a kind of file may say: each model with its keys, what they take, and what holds without them.

    `schema` is the JSON Schema of the kind; models that are arguments of a rule are left to the page of rules.
    """
    defs: Mapping[str, Schema] = schema["$defs"]
    models = [name for name in _reached(schema, defs) if not _is_rule(name)]
    where = " or ".join(f"`{file}`" for file in files)
    lead = f"What {where} may say. Written from the models that read the file; a key in **bold** must stand."
    parts = [part for name in models for part in _model(name, defs[name])]
    return "\n".join([f"# Keys: {kind}", "", lead, *parts]) + "\n"


def _reached(schema: Any, defs: Mapping[str, Schema]) -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    """Name the models in the order in which the file comes to them."""
    seen: dict[str, None] = {}
    ahead = [*_refs(schema, skip="$defs")]
    while ahead:
        name = ahead.pop(0)
        if name not in seen:
            seen[name] = None
            ahead += [] if _is_rule(name) else _refs(defs[name])
    yield from seen


def _refs(schema: Any, skip: str = "") -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield _name(schema)
        for key, one in schema.items():
            yield from () if key == skip else _refs(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from _refs(one)


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _is_rule(name: str) -> bool:
    """Tell the arguments of a rule, which bear the rule's name, from a model."""
    return name[:1].islower() and "__" not in name


def _titled(name: str) -> str:
    """Name a model as a heading: those that share a name are told apart by their module."""
    *module, model = name.split("__")
    return f"{model} ({module[-1]})" if module else model


def _anchor(name: str) -> str:
    return "".join(one for one in _titled(name).lower().replace(" ", "-") if one.isalnum() or one in "-_")


def _model(name: str, schema: Schema) -> list[str]:
    """Write a model: what it is, and a table of its keys."""
    keys: Mapping[str, Schema] = schema.get("properties", {})
    told = " ".join(str(one.get("description", "")) for one in keys.values())
    said = " ".join(one for one in sentences(str(schema.get("description", ""))) if one.rstrip(";") not in told).rstrip(
        ";"
    )
    must = {*schema.get("required", ())}
    rows = [_row(key, one, is_needed=key in must) for key, one in keys.items()]
    head = ["| key | takes | left out | |", "|---|---|---|---|"]
    return ["", f"## {_titled(name)}", *(["", said.rstrip(";")] if said else []), *(["", *head, *rows] if rows else [])]


def _row(key: str, schema: Schema, *, is_needed: bool) -> str:
    named = f"**`{key}`**" if is_needed else f"`{key}`"
    default = f"`{json.dumps(schema['default'])}`" if schema.get("default") not in (None, "", [], {}) else ""
    cells = [named, _takes(schema), default, " ".join(str(schema.get("description", "")).split())]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _takes(schema: Schema) -> str:
    """Say in words what a key takes."""
    for key, said in FORMS.items():
        if key in schema:
            return said(schema[key])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_takes(schema['items'])}" if "items" in schema else "list"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return _mapping(schema["additionalProperties"])
    return WORDS.get(str(kind), "anything")


def _mapping(values: Schema) -> str:
    """Say what stands under the names of a mapping: a rule, or a value."""
    rules = [name for name, one in values.get("properties", {}).items() if "$ref" in one and _is_rule(_name(one))]
    return "each name with a [rule](../rules.md)" if rules else f"each name with {_takes(values)}"


def _either(arms: Sequence[Schema]) -> str:
    return " or ".join(dict.fromkeys(_takes(one) for one in arms if one.get("type") != "null")) or "nothing"


def _link(ref: str) -> str:
    name = ref.rpartition("/")[2]
    return "[rule](../rules.md)" if _is_rule(name) else f"[{_titled(name)}](#{_anchor(name)})"


FORMS: Mapping[str, Callable[[Any], str]] = {
    "$ref": _link,
    "const": lambda value: f"`{json.dumps(value)}`",
    "enum": lambda values: ", ".join(f"`{value}`" for value in values),
    "anyOf": _either,
    "oneOf": _either,
    "allOf": _either,
}
"""Keywords of a schema that say by themselves what is taken."""
