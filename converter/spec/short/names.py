"""Names that study.yaml gives once to conditions and sources, and that stand for them everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from converter.errors import nearest

UNKNOWN = "unknown_name"
"""The kind of error of a name that stands for nothing."""
WORD = re.compile(r"[a-z][a-z0-9_]*")


def lower_word(text: str) -> str:
    """Give back a name in small letters, which no variable and no dataset has; raises ValueError for another one."""
    if not WORD.fullmatch(text):
        message = f"expected a name in small letters, such as efficacy or first_dose, got '{text}'"
        raise ValueError(message)
    return text


Word: TypeAlias = Annotated[str, AfterValidator(lower_word)]
"""A name of a condition or a source."""


def named(kind: str, name: str, known: Mapping[str, object], form: str) -> object:
    """Give what a name stands for; raises an error with the nearest name, or the `form` in which it is written out."""
    if name in known:
        return known[name]
    hint = nearest(name, known) or (f"known here: {', '.join(known)}" if known else f"study.yaml names no {kind}s")
    if not WORD.fullmatch(name):
        hint = f"write it out, such as {form}"
    said = {"kind": kind, "name": name, "hint": hint}
    raise PydanticCustomError(UNKNOWN, "unknown {kind} '{name}'", said)
