"""JSON Schema of what may be said in short, beside what the models say in full."""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from converter.spec.short.condition import OF_MAPPINGS, Words
from converter.spec.short.names import WORD

Schema = dict[str, Any]
NAME: Schema = {"type": "string", "pattern": f"^{WORD.pattern}$"}
"""The name of a condition or a source."""
TEXT: Schema = {"type": "string"}
_VALUE: Schema = {"type": ["string", "number"]}


def or_short(core: CoreSchema, handler: GetJsonSchemaHandler, *short: Schema) -> Schema:
    """Give the schema of a model that may be written in short forms, too."""
    known = handler(core)
    full = handler.resolve_ref_schema(known)
    whole = dict(full)
    full.clear()
    full |= {"description": whole.get("description", ""), "anyOf": [*short, whole]}
    return known


def condition_schema(core: CoreSchema, handler: GetJsonSchemaHandler, words: Words = OF_MAPPINGS) -> Schema:
    """Give the schema of a condition: a name, one comparison in full, conditions that are joined, or variables."""
    known = handler(core)
    full = handler.resolve_ref_schema(known)
    said = {name: _wanted(one) for name, one in full["properties"].items()}
    joins = {name: said[name] for name in words.groups}
    beside = {name: said[name] for name in words.beside}
    comparisons = {name: said[name] for name in words.comparators} | beside
    description = full["description"]
    full.clear()
    full |= {
        "description": description,
        "anyOf": [
            {**NAME, "description": "The name of a condition of study.yaml."},
            _object({"variable": said["variable"], **comparisons}, required=["variable"], size=2, more=len(beside)),
            _object(joins, size=1),
            {
                "type": "object",
                "minProperties": 1,
                "properties": joins,
                "propertyNames": {"not": {"enum": sorted(words.full - {"in_"})}},
                "additionalProperties": {
                    "anyOf": [
                        _VALUE,
                        {"type": "array", "items": _VALUE, "minItems": 1},
                        {**_object(comparisons), "minProperties": 1},
                    ]
                },
            },
        ],
    }
    return known


def _object(properties: Schema, required: list[str] | None = None, size: int = 0, more: int = 0) -> Schema:
    sizes = {"minProperties": size, "maxProperties": size + more} if size else {}
    wanted = {"required": required} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **wanted, **sizes}


def _wanted(schema: Schema) -> Schema:
    """Give the schema of what is written, which is never nothing."""
    arms = [one for one in schema.get("anyOf", [schema]) if one != {"type": "null"}]
    kept = {name: one for name, one in schema.items() if name not in {"anyOf", "default", "title"}}
    return {**kept, **(arms[0] if len(arms) == 1 else {"anyOf": arms})}
