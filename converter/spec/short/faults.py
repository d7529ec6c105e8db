"""Errors in what was said in short, told at the place at which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ErrorType

Trail = tuple[str | int, ...]
KNOWN = frozenset(get_args(ErrorType))
"""The kinds of error that pydantic words itself."""


def fault(kind: str, message: str, trail: Trail, got: object, hint: str = "") -> InitErrorDetails:
    """Say what is wrong with what stands at a trail, and how to mend it."""
    told = PydanticCustomError(kind, "{said}", {"said": message, "hint": hint})
    return InitErrorDetails(type=told, loc=trail, input=got)


def moved(error: ValidationError, trail: Trail, skipped: int = 1) -> Iterator[InitErrorDetails]:
    """Give the errors of a long form at the trail of the short one; `skipped` steps of theirs the short one lacks."""
    for detail in error.errors(include_url=False):
        kind, told = detail["type"], detail.get("ctx", {})
        yield InitErrorDetails(
            type=kind if kind in KNOWN else PydanticCustomError(kind, detail["msg"], told),
            loc=(*trail, *detail["loc"][skipped:]),
            input=detail["input"],
            ctx=told,
        )


def refused(faults: Sequence[InitErrorDetails]) -> ValidationError:
    """Make one error of many."""
    return ValidationError.from_exception_data("short", list(faults))
