"""What every specification model has in common: frozen, closed to unknown keys, and complete where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class Written:
    """What validation is told of a model that comes from YAML, not from our own code: what its names stand for.

    `conditions` and `sources` are those that study.yaml says once for all files.
    """

    conditions: Mapping[str, object] = field(default_factory=dict)
    sources: Mapping[str, object] = field(default_factory=dict)


WRITTEN = Written()
"""Of a model that comes from YAML in which no name stands for anything."""
NOTHING = "nothing"
"""The kind of error of a key that must be written and holds nothing."""
EMPTY: tuple[object, ...] = ("", (), {})


class Model(BaseModel):
    """A frozen model that refuses keys it does not know; one that is written has something under each required key.

    `may_be_empty` names the required keys that may hold nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)
    may_be_empty: ClassVar[frozenset[str]] = frozenset()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Give a copy; what was worked out of the model once (`cached_property`) is worked out anew of the copy."""
        made = super().model_copy(update=update, deep=deep)
        for name in _worked_out(type(self)) if update else ():
            made.__dict__.pop(name, None)
        return made

    @model_validator(mode="after")
    def _complete(self, told: ValidationInfo) -> Self:
        if isinstance(told.context, Written):
            for name, key in _required(type(self)):
                if getattr(self, name) in EMPTY:
                    raise PydanticCustomError(NOTHING, "expected something, got nothing", {"key": key})
        return self


@cache
def _worked_out(model: type[Model]) -> tuple[str, ...]:
    """Name the properties of a model that are kept once they are asked for."""
    return tuple(name for one in model.__mro__ for name, it in vars(one).items() if isinstance(it, cached_property))


@cache
def _required(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """List the fields that must hold something, each with its key in YAML; models are many of one kind."""
    fields = model.model_fields.items()
    return tuple((one, it.alias or one) for one, it in fields if it.is_required() and one not in model.may_be_empty)


def plain(model: Model) -> dict[str, Any]:
    """Give a model as YAML has it: what is said of it alone, lists for tuples."""
    data: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data
