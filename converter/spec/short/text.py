"""A text in the place of a model that is mostly one: the label of a variable, the name of criteria, a formula."""

from __future__ import annotations

from collections.abc import Callable

from converter.spec.short.schema import TEXT, Schema


def text_as(key: str) -> Callable[[object], object]:
    """Give a validator that takes a text as what a model says under a key."""

    def read(written: object) -> object:
        return {key: written} if isinstance(written, str) else written

    return read


def or_text(schema: Schema) -> None:
    """Say in the schema of a model that it may be written as a text, too (`json_schema_extra` of its configuration)."""
    whole = dict(schema)
    schema.clear()
    schema |= {"description": whole.get("description", ""), "anyOf": [TEXT, whole]}
